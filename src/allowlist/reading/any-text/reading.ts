import { type ParsedEntry, parseEntry } from "../../../address/entry/entry.ts";
import { truncate } from "../../../address/entry/text.ts";
import { MAX_LABEL_LENGTH } from "../entry-input.ts";
import {
  createEntryCollector,
  type EntryPlace,
  type Given,
  MAX_ENTRIES,
  type ProposedList,
} from "../proposed-entries.ts";

/** Something of a text that looks like an entry and is not proposed, and why. */
export interface LeftOut {
  readonly place: EntryPlace;
  /** As it stands there, cut. */
  readonly text: string;
  readonly code: string;
  readonly detail: string;
  readonly fix?: string;
}

/** What was found in a text. */
export interface AnyTextReading {
  readonly list: ProposedList;
  /** The first `MAX_LEFT_OUT`, in order. */
  readonly leftOut: readonly LeftOut[];
  readonly leftOutCount: number;
  /** The text has more than `MAX_ENTRIES` entries, or `MAX_CANDIDATES`: the rest was not read. */
  readonly isCut: boolean;
}

/** So many texts that look like entries are looked at. A body of 32 MiB could have millions, which would take a minute. */
export const MAX_CANDIDATES = 300_000;

/** So many are told of what was left out. */
export const MAX_LEFT_OUT = 1_000;

/** Gathers what is found in a text, within bounds. */
export interface ReadingCollector {
  /** Proposes what the text says, or notes why it is no entry. */
  add(place: EntryPlace, text: string, given: Given): void;
  addParsed(place: EntryPlace, entry: ParsedEntry, given: Given): void;
  leaveOut(place: EntryPlace, text: string, why: Omit<LeftOut, "place" | "text">): void;
  /** Whether there is room for more. */
  readonly isFull: boolean;
  readonly count: number;
  reading(): AnyTextReading;
}

export function createReadingCollector(): ReadingCollector {
  const collector = createEntryCollector();
  const leftOut: LeftOut[] = [];
  let leftOutCount = 0;
  let isCut = false;
  return {
    add(place, text, given) {
      const parsed = parseEntry(text);
      if (parsed.ok) this.addParsed(place, parsed.value, given);
      else this.leaveOut(place, text, parsed.error);
    },
    addParsed(place, entry, given) {
      if (collector.count < MAX_ENTRIES) collector.add(place, entry, { ...given, label: oneLine(given.label) });
      else isCut = true;
    },
    leaveOut(place, text, { code, detail, fix }) {
      leftOutCount += 1;
      if (collector.count + leftOutCount >= MAX_CANDIDATES) isCut = true;
      if (leftOut.length >= MAX_LEFT_OUT) return;
      leftOut.push({ place, text: truncate(text), code, detail, ...(fix === undefined ? {} : { fix }) });
    },
    get isFull() {
      return isCut;
    },
    get count() {
      return collector.count;
    },
    reading: () => ({ list: collector.body(), leftOut, leftOutCount, isCut }),
  };
}

/** A label as the API takes it: what breaks a line is a blank, and what is too long is cut. */
function oneLine(label: string | null | undefined): string | undefined {
  const plain = (label ?? "").replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").trim();
  return plain.slice(0, MAX_LABEL_LENGTH).trim() || undefined;
}
