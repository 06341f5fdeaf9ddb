import { entryLine } from "../../allowlist/entry-line.ts";
import type { Entry } from "../../storage/entries/entry-records.ts";

/** A list as the box shows it. It ends with a newline: what is typed or pasted behind it is a line of its own. */
export const textOf = (entries: readonly Entry[]): string => boxText(entries.map(entryLine));

/** Lines as the text of the box. */
export const boxText = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join("");

/** As `parseEntryList` counts lines: LF, CRLF and CR end one. */
export const linesOf = (text: string): readonly string[] => text.split(/\r\n|\r|\n/);
