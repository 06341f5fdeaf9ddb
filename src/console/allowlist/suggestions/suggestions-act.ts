import type { Act, Visit } from "../../page.ts";
import type { FileFault } from "../file/import-file.ts";
import { carriedFile, readConfirmed, runImport } from "../file/review-import.tsx";
import { boxText } from "../list-text.ts";
import { pickedLines } from "./picked.ts";
import { suggestionsPage } from "./suggestions-page.tsx";

const PATH = "/allowlist/suggestions";

/** What is ticked goes through the review of an import, and from there into the list. */
export const addSuggested: Act = {
  needs: "allowlist:write",
  mayHoldList: true,
  async act(visit, form) {
    const { suggestions: words } = visit.texts;
    const fail = (fault: FileFault | "nothing") =>
      suggestionsPage(visit, [{ id: "pick-0", text: describeFault(visit, fault) }]);
    const confirmed = readConfirmed(visit, form);
    const lines = pickedLines(form);
    if (!confirmed.confirmation.isConfirmed && lines.length === 0) return fail("no_file");
    const carried = confirmed.confirmation.isConfirmed ? carriedFile(form) : null;
    const file = carried?.ok ? carried.value : ({ format: "text/plain", content: boxText(lines) } as const);
    return runImport(
      visit,
      { file, how: "add", ...confirmed },
      {
        action: PATH,
        title: words.reviewTitle,
        save: words.save,
        cancel: PATH,
        done: "saved",
        fail,
      },
    );
  },
};

function describeFault({ texts }: Visit, fault: FileFault | "nothing"): string {
  const { suggestions: words, allowlist } = texts;
  switch (fault) {
    case "no_file":
    case "not_text":
      return words.nonePicked;
    case "nothing":
      return words.nothing;
    case "too_many_entries":
      return allowlist.tooManyEntries;
    default:
      return fault.errors.map((error) => allowlist.error(error)).join(" ");
  }
}
