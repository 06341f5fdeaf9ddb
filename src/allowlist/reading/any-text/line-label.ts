import { isOneLine } from "../../../input/scalars.ts";
import type { FoundRange } from "./find-ranges.ts";

/** Longer texts are sentences, and no names. */
const MAX_LABEL_WORDS = 8;
const MAX_LABEL_LENGTH = 100;

/** Words that join addresses or say what they are, and name nothing. */
const EMPTY_WORDS =
  /^(?:and|und|y|e|et|or|oder|o|ou|also|plus|the|our|is|are|ips?|ip[\s-]?addr(?:ess)?(?:es)?|addr(?:ess)?(?:es)?|cidrs?|range|subnet|network|networks|netmask|mask|allow(?:ed)?|accept|permit|whitelist(?:ed)?|allowlist|please|add|true|false|yes|no|active|enabled|disabled|tcp|udp|any|all|value|host|https?|ipv4|ipv6|ip4|ip6|src|source|from|with|n\/a|null|none|items?|inet6?|up|down|[-~?+]all|include:.*|redirect=.*|https?:.*)$/i;

/** `--comment "Office"`, `comment=Office`, `description "Office"`, as many firewalls have it. */
const COMMENT_OPTION =
  /(?:^|[\s,{(])["']?(?:--comment|comment|description|remark|displayname|name|label|note)["']?(?:\s{0,3}[=:\s]\s{0,3}(?:"([^"]{1,200})"|'([^']{1,200})')|\s{0,3}[=:]\s{0,3}([^\s,;"'#-][^\s,;"'#]{0,100}))/i;

/** The text of a line's comment option; null: it has none. */
export function commentOption(line: string): string | null {
  const found = COMMENT_OPTION.exec(line);
  return found === null ? null : cleanLabel(found[1] ?? found[2] ?? found[3] ?? "");
}

/** What follows `#`, `//` or `!` behind the last address; null: nothing does. */
export function trailingComment(line: string, last: FoundRange | undefined): string | null {
  const rest = line.slice(last?.to ?? 0, (last?.to ?? 0) + 500);
  const at = rest.search(/#|(?:^|\s)(?:\/\/|!|--)\s/);
  return at < 0 ? null : cleanLabel(rest.slice(at).replace(/^\s*(?:#+|\/\/|!|--)/, ""));
}

/** The labels of a line's ranges by what stands beside each: behind it, before it, or before all of them. */
export function labelsBeside(line: string, ranges: readonly FoundRange[]): readonly (string | null)[] {
  if (isSentence(line, ranges)) return ranges.map(() => null);
  const texts = [0, ...ranges.map(({ to }) => to)].map((from, i) => cleanLabel(line.slice(from, ranges[i]?.from)));
  const [before = null, ...behind] = texts;
  if (ranges.length === 1) return [[before, behind[0]].filter(Boolean).join(", ") || null];
  const inner = behind.slice(0, -1);
  const last = behind.at(-1) ?? null;
  const areSeparate = inner.every((text) => text !== null);
  if (areSeparate && last !== null) return behind.map((text) => [before, text].filter(Boolean).join(", ") || null);
  if (areSeparate && before !== null) return [before, ...inner];
  return ranges.map((_, i) => behind[i] ?? before ?? last);
}

/** More words than a table's row or a list's line has, and no cells. */
const MAX_LINE_WORDS = 12;

function isSentence(line: string, ranges: readonly FoundRange[]): boolean {
  if (line.length > 600 || /[\t;|]/.test(line)) return false;
  return line.split(/\s+/).filter((word) => /\p{L}/u.test(word)).length > MAX_LINE_WORDS && ranges.length < 4;
}

/** The name in a text between addresses; null: it has none. */
export function cleanLabel(text: string): string | null {
  if (text.length > 400) return null;
  const cells = text
    .split(/[\t;|]|,\s|<[^<>]{1,200}>/)
    .map((cell) => cleanCell(cell))
    .filter((cell) => cell !== "");
  const label = cells.join(", ");
  const isName = /\p{L}/u.test(label) && label.length <= MAX_LABEL_LENGTH && isOneLine(label);
  return isName && label.split(/\s+/).length <= MAX_LABEL_WORDS ? label : null;
}

function cleanCell(cell: string): string {
  const words = cell
    .replaceAll(/&nbsp;|\s+/g, " ")
    .replace(/^[\s>*•·‣▪◦●○–—+-]+/u, "")
    .replace(/^\(?\d{1,4}[.):]\s?/, "")
    .split(" ")
    .map((word) => word.replace(/^["'“”„‘’`([{<,:=.#@]+|["'“”„‘`)\]}>,:=.!?]+$/g, ""))
    .filter((word) => word !== "" && !/^[-–—=>:|/&+\d.,%*]+$/.test(word));
  while (words.length > 0 && EMPTY_WORDS.test(words.at(-1) ?? "")) words.pop();
  while (words.length > 0 && EMPTY_WORDS.test(words[0] ?? "")) words.shift();
  return words.join(" ");
}
