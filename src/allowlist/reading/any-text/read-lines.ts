import { parseEntry } from "../../../address/entry/entry.ts";
import { parseEntryList } from "../../../address/entry/entry-list.ts";
import { findRanges } from "./find-ranges.ts";
import { cleanLabel, commentOption, labelsBeside, trailingComment } from "./line-label.ts";
import { COMMENTED_OUT, createRangeJudge, isRuleLine } from "./line-rule.ts";
import type { ReadingCollector } from "./reading.ts";

/** A longer line is read in pieces, so that no line is long. */
const MAX_PIECE = 2_000;

/** What the lines before say of those that follow. */
interface Heading {
  text: string | null;
  /** Entries were found below it. */
  isUsed: boolean;
}

/** Finds the entries in lines of any text: mail, table, configuration. */
export function readLines(text: string, collector: ReadingCollector): void {
  const heading: Heading = { text: null, isUsed: false };
  const hasTags = /<(?:td|li|p|br|div|tr)\b/i.test(text.slice(0, 100_000));
  for (const { line, piece } of piecesOf(text)) {
    if (collector.isFull) return;
    if (piece === "" || piece === "\r") endHeading(heading);
    else readPiece(line, normalise(piece, hasTags), heading, collector);
  }
}

/** An empty line ends what a heading is about, once there was something below it. */
function endHeading(heading: Heading): void {
  if (!heading.isUsed) return;
  heading.text = null;
  heading.isUsed = false;
}

/** What hides addresses: tags, `[.]` of security reports, and blanks of other kinds. */
function normalise(piece: string, hasTags: boolean): string {
  const plain = piece.includes("[.]") || piece.includes("(.)") ? piece.replaceAll(/[[(]\.[\])]/g, ".") : piece;
  const bare = hasTags ? plain.replaceAll(/<\/?[a-z][^<>]{0,300}>/gi, "\t") : plain;
  return bare
    .replaceAll(/(?<![\w:])ip[46]:/gi, " ")
    .replaceAll(/[\u00a0\u2007\u202f]|&nbsp;/g, " ")
    .replaceAll(/[\u200b-\u200f\u2060\ufeff]/g, "");
}

/** May be a line of a list of Gatehouse that says more than an address. */
const GATEHOUSE_LINE = /^\s*[\d:a-f][^#]{0,1000}(?:#|\suntil\s|\so(?:n|ff)\s*$)/i;

function readPiece(line: number, piece: string, heading: Heading, collector: ReadingCollector): void {
  const place = { line };
  const listed = GATEHOUSE_LINE.test(piece) ? parseEntryList(piece) : null;
  if (listed !== null && listed.errors.length === 0 && listed.entries.length > 0) {
    for (const { entry, label, enabled, expiresAt } of listed.entries) {
      collector.addParsed(place, entry, { label: label ?? heading.text ?? undefined, enabled, expiresAt });
    }
    heading.isUsed = true;
    return;
  }
  const isRule = isRuleLine(piece);
  const ranges = findRanges(piece, isRule);
  if (ranges.length === 0) {
    readOther(line, piece, heading, collector);
    return;
  }

  const isComment = /^\s*(?:#|\/\/|!|;|--\s|rem\s)/i.test(piece);
  const judge = createRangeJudge(piece, isRule);
  const option = commentOption(piece);
  const trailing = trailingComment(piece, ranges.at(-1));
  const beside = isRule ? [] : labelsBeside(piece, ranges);
  for (const [i, range] of ranges.entries()) {
    const written = piece.slice(range.from, range.to);
    const why = isComment ? COMMENTED_OUT : judge(range, i);
    if (why !== null) collector.leaveOut(place, written, why);
    else if (isMaskOrNothing(range.value)) collector.leaveOut(place, written, NO_VISITOR);
    else
      collector.add(place, range.value, {
        label: option ?? beside[i] ?? trailing ?? heading.text ?? undefined,
        ...stateOf(piece),
      });
  }
  heading.isUsed = true;
}

/** Rules that are listed and switched off (RouterOS). */
const stateOf = (piece: string) => (/(?:^|\s)disabled=yes(?:\s|$)/.test(piece) ? { enabled: false } : {});

/** Masks that stand alone, and 0.0.0.0, which means "here" or "everywhere". */
const isMaskOrNothing = (value: string): boolean => /^(?:255\.\d+\.\d+\.\d+|0\.0\.0\.0|::)$/.test(value);

const NO_VISITOR = { code: "no_visitor", detail: "It is a mask or a placeholder, and not the address of a visitor." };

/** A line without an address: a heading for those that follow, the end of one, or something that Gatehouse does not have. */
function readOther(line: number, piece: string, heading: Heading, collector: ReadingCollector): void {
  const trimmed = piece.trim();
  if (trimmed === "") {
    endHeading(heading);
    return;
  }
  if (/^(?:next|end|exit|\}|\];?|\)|---+|===+)$/.test(trimmed)) {
    Object.assign(heading, { text: null, isUsed: false });
    return;
  }
  const cell = trimmed.replace(/^[-*•>"'\s]+|[;,"'\s]+$/g, "");
  const unsupported = parseEntry(cell.slice(0, 100));
  if (!unsupported.ok && isWorthTelling(unsupported.error.code, cell)) {
    collector.leaveOut({ line }, cell, unsupported.error);
    return;
  }
  const label = headingOf(trimmed);
  if (label !== null) Object.assign(heading, { text: label, isUsed: false });
}

/** Names of hosts, countries and networks by number; short and damaged addresses. */
const isWorthTelling = (code: string, cell: string): boolean =>
  code === "unsupported_kind" ||
  (code === "hostname" && /^[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}$/i.test(cell)) ||
  (/^[\d.:/x-]+$/i.test(cell) && /[.:].*[.:]/.test(cell) && !/^\d{1,4}[-./:]\d\d?[-./:]\d{1,4}$/.test(cell));

const HEADINGS: readonly RegExp[] = [
  /^(?:#{1,6}|\/\/|!|;|--|(?:REM|remark)\b)\s*(?!!)(.+)$/i,
  /^\[([^\]]{1,100})\]$/,
  /^(?:edit|object(?:-group)?\s+network|ip access-list \w+|address-book|geo|map|config address)\s+"?([^"{]{1,100})"?\s*\{?$/i,
  /^(?:\d+\s+)?(?:access-list\s+\S+\s+)?remark\s+(.+)$/i,
  /^[-\s{"']*(?:name|label|description|comment|title|displayName)["']?\s*[:=]\s*["']?([^"']{1,100}?)["']?,?$/i,
  /^(.{1,100}?)\s*[:：]\s*[[{|>]?$/,
];

function headingOf(line: string): string | null {
  if (line.length > 200) return null;
  for (const pattern of HEADINGS) {
    const found = pattern.exec(line);
    if (found !== null) return cleanLabel((found[1] ?? "").replace(/^["']|["']$/g, ""));
  }
  return null;
}

/** The lines of a text, numbered from 1; long ones are cut between their words. */
function* piecesOf(text: string): Generator<{ readonly line: number; readonly piece: string }> {
  let line = 1;
  for (let from = 0; from < text.length; line++) {
    const lf = text.indexOf("\n", from);
    const end = lf < 0 ? text.length : lf;
    for (let at = from; at < end || at === from; ) {
      const to = end - at <= MAX_PIECE ? end : cutAt(text, at);
      yield { line, piece: text.slice(at, to) };
      at = to + (to === at ? 1 : 0);
    }
    from = end + 1;
  }
}

/** After the last separator of a piece; a piece without any is cut anyhow: no entry is that long. */
function cutAt(text: string, from: number): number {
  for (let to = from + MAX_PIECE; to > from + MAX_PIECE / 2; to--) {
    if (/[,;\t|]/.test(text.charAt(to - 1))) return to;
  }
  const blank = text.lastIndexOf(" ", from + MAX_PIECE);
  return blank > from + MAX_PIECE / 2 ? blank + 1 : from + MAX_PIECE;
}
