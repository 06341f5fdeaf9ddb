import { type Act, readText, type Visit } from "../../page.ts";
import type { FieldError } from "../../parts/form.tsx";
import { filePage } from "./file-page.tsx";
import { type FileFault, readFile } from "./import-file.ts";
import { carriedFile, readConfirmed, runImport } from "./review-import.tsx";

/** A file into the list: read, reviewed, and with `step=confirm` saved. Between the two it travels in the page. */
export const importFile: Act = {
  needs: "allowlist:write",
  mayHoldList: true,
  async act(visit, form) {
    const { file: words } = visit.texts.allowlist;
    const how = readText(form, "how") === "replace" ? "replace" : "add";
    const fail = (fault: FileFault | "nothing") => filePage(visit, { how, errors: describeFault(visit, fault) });
    const confirmed = readConfirmed(visit, form);
    const file = confirmed.confirmation.isConfirmed ? carriedFile(form) : await readFile(form.get("file"));
    if (!file.ok) return fail(file.error);
    return runImport(
      visit,
      { file: file.value, how, ...confirmed },
      {
        action: "/allowlist/file",
        title: words.reviewTitle,
        save: words.save,
        cancel: "/allowlist/file",
        done: "imported",
        fail,
      },
    );
  },
};

const MAX_SHOWN_ERRORS = 100;

function describeFault({ texts }: Visit, fault: FileFault | "nothing"): readonly FieldError[] {
  const { file, tooManyEntries, error, errorInLine } = texts.allowlist;
  switch (fault) {
    case "nothing":
      return [{ id: "file", text: file.nothing }];
    case "no_file":
      return [{ id: "file", text: file.noFile }];
    case "not_text":
      return [{ id: "file", text: file.notText }];
    case "too_many_entries":
      return [{ id: "file", text: tooManyEntries }];
    default: {
      if (fault.errors.every(({ code }) => code === "no_entries")) return [{ id: "file", text: file.noEntries }];
      const lines = fault.errors.slice(0, MAX_SHOWN_ERRORS).map(({ line = 1, code, detail, fix }) => ({
        id: "file",
        text: errorInLine(line, error({ code, detail, fix })),
      }));
      return [{ id: "file", text: file.errors(fault.errors.length) }, ...lines];
    }
  }
}
