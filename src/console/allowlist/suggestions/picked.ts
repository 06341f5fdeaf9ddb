import { entryLine } from "../../../allowlist/entry-line.ts";

const PREFIX = "pick.";

/** The name of the tick box of an entry; its value is the label. */
export const pickName = (value: string): string => PREFIX + value;

/** What is ticked, as lines of text; empty: nothing. */
export const pickedLines = (form: FormData): readonly string[] =>
  [...form].flatMap(([name, label]) => {
    if (!name.startsWith(PREFIX) || typeof label !== "string") return [];
    const value = name.slice(PREFIX.length);
    return [entryLine({ value, label: label === "" ? null : label, enabled: true, expiresAt: null })];
  });
