import type { Entry, NewEntry } from "../../storage/entries/entry-records.ts";

/** An entry as the box shows it and reads it: the label behind `#`. */
export const lineOf = ({ value, label }: Pick<NewEntry, "value" | "label">): string =>
  label === null ? value : `${value} # ${label}`;

export const textOf = (entries: readonly Entry[]): string => entries.map(lineOf).join("\n");

/** As `parseEntryList` counts lines: LF, CRLF and CR end one. */
export const linesOf = (text: string): readonly string[] => text.split(/\r\n|\r|\n/);
