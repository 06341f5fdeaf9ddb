import type { Texts } from "../../texts/texts.ts";
import type { LineErrors } from "./list-field.tsx";
import type { TextFault } from "./propose.ts";

/** What is wrong with each line, in the reader's language; several things in one line are one text. */
export function describeLines(texts: Texts, fault: Extract<TextFault, { readonly kind: "errors" }>): LineErrors {
  const lines = new Map<number, string>();
  for (const { line = 1, code, detail, fix } of fault.errors) {
    const said = texts.allowlist.error({ code, detail, fix });
    const before = lines.get(line);
    lines.set(line, before === undefined ? said : `${before} ${said}`);
  }
  return lines;
}
