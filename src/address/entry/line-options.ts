import { readMoment } from "../../time.ts";
import { isBlank, trimBlanks } from "./text.ts";

/** What a line of a list says of its entries beside the label. What is undefined was not said. */
export interface LineOptions {
  /** Unix milliseconds; null: never. */
  readonly expiresAt: number | null | undefined;
  readonly enabled: boolean | undefined;
}

/** Why the options of a line cannot be read. */
export interface LineOptionError {
  readonly code: "invalid_time" | "repeated_option" | "misplaced_option";
  readonly detail: string;
  readonly fix: string;
}

/** The addresses of a line, and the options that follow them. */
export interface OptionedLine {
  readonly list: string;
  readonly options: LineOptions;
  readonly error: LineOptionError | null;
}

/** The longest option is `until`, a date, a time to the nanosecond and an offset, with some blanks. */
const TAIL_LENGTH = 100;

/** No address has one of these letters: most lines need no closer look. */
const MAY_HAVE_OPTION = /[uo]/i;

const NO_OPTIONS: LineOptions = { expiresAt: undefined, enabled: undefined };

const OPTION = /(?:^|[\s,])(?:(on|off)|until\s+([^\s,]{1,60}(?:\s+\d\d:\d\d[^\s,]{0,20})?))$/i;

const FORMS = "until 2027-12-31, until 2027-12-31T18:00Z, until never, off or on";

/**
 * Splits `ADDRESS[, ADDRESS …] [until TIME] [off]` (a line of a list without its label). The options stand at the end, in
 * any order, each once; `on` and `until never` say what is the default. TIME is what `readMoment` reads.
 */
export function splitOptions(line: string): OptionedLine {
  let list = withoutLastCommas(line);
  if (!MAY_HAVE_OPTION.test(list.slice(-TAIL_LENGTH))) return { list, options: NO_OPTIONS, error: null };
  let expiresAt: number | null | undefined;
  let enabled: boolean | undefined;
  let error: LineOptionError | null = null;
  for (;;) {
    const tail = list.slice(-TAIL_LENGTH);
    const found = OPTION.exec(tail);
    if (found === null) break;
    const [, state, until] = found;
    const isRepeated = state === undefined ? expiresAt !== undefined : enabled !== undefined;
    if (isRepeated) {
      error ??= REPEATED;
      break;
    }
    if (state !== undefined) enabled = state.toLowerCase() === "on";
    else {
      const moment = readUntil(until ?? "");
      if (moment === undefined) error ??= invalidTime(until ?? "");
      expiresAt = moment ?? null;
    }
    list = withoutLastCommas(list.slice(0, list.length - tail.length + found.index));
  }
  if (list === "") error ??= NO_ADDRESS;
  return { list, options: { expiresAt, enabled }, error };
}

/** Without the blanks at both ends, and without the commas at its end: nothing stands behind them. */
function withoutLastCommas(text: string): string {
  let to = text.length;
  while (to > 0 && (text.charAt(to - 1) === "," || isBlank(text.charCodeAt(to - 1)))) to--;
  return trimBlanks(text.slice(0, to));
}

/** Whether a text between commas has the word of an option in it: it was not at the end of its line, or not readable. */
export const hasOptionWord = (value: string): boolean =>
  value.length <= 2 * TAIL_LENGTH && /(?:^|\s)(?:until|on|off)(?:\s|$)/i.test(value);

/** An option where none can be. */
export const MISPLACED: Omit<LineOptionError, "detail"> = {
  code: "misplaced_option",
  fix: `Options belong to the whole line and stand at its end, before any #: ${FORMS}.`,
};

const NO_ADDRESS: LineOptionError = {
  code: "misplaced_option",
  detail: "The line has options and no address.",
  fix: "Write the address before them.",
};

const REPEATED: LineOptionError = {
  code: "repeated_option",
  detail: "The line says the same option twice.",
  fix: "Say until, and on or off, once a line; put entries that differ on lines of their own.",
};

const invalidTime = (text: string): LineOptionError => ({
  code: "invalid_time",
  detail: `${JSON.stringify(text)} is not a time from 1970 to 2105.`,
  fix: "Write until 2027-12-31, until 2027-12-31T18:00Z or until never.",
});

/** undefined: it is no time. */
function readUntil(text: string): number | null | undefined {
  if (text.toLowerCase() === "never") return null;
  return readMoment(text.replace(/\s+/, "T")) ?? undefined;
}
