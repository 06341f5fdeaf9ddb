import { err, ok, type Result } from "../../result.ts";
import { type Address, formatAddress } from "../address.ts";
import { compareWords6 } from "../words6.ts";
import { explainAddress } from "./explain-address.ts";
import type { EntryError, WrittenRange } from "./notation.ts";
import { parseAddress } from "./parse-address.ts";
import { DASH, quote, trimBlanks } from "./text.ts";

/** Reads `first-last`: two addresses of one family; both belong to the range. */
export function readFirstLast(value: string): Result<WrittenRange, EntryError> {
  const ends = value.split(DASH).map(trimBlanks);
  const [firstText = "", lastText = ""] = ends;
  const first = parseAddress(firstText);
  const last = parseAddress(lastText);
  if (ends.length !== 2 || !first.ok || !last.ok) return err(explainEnds(value, ends));
  return join(value, first.value, last.value);
}

function join(value: string, first: Address, last: Address): Result<WrittenRange, EntryError> {
  if (first.family === 4 && last.family === 4) {
    if (first.v4 > last.v4) return err(reversed(value, first, last));
    return ok({ range: { family: 4, first: first.v4, last: last.v4 } });
  }
  if (first.family === 6 && last.family === 6) {
    if (compareWords6(first.v6, last.v6) > 0) return err(reversed(value, first, last));
    return ok({ range: { family: 6, first: first.v6, last: last.v6 } });
  }
  return err({
    code: "mixed_families",
    detail: `${quote(value)} begins with IPv${first.family} and ends with IPv${last.family}.`,
    fix: "Write one range for IPv4 and another for IPv6.",
  });
}

function reversed(value: string, first: Address, last: Address): EntryError {
  return {
    code: "reversed_range",
    detail: `${quote(value)} has its last address before its first address.`,
    fix: `Write ${formatAddress(last)}-${formatAddress(first)}.`,
  };
}

function explainEnds(value: string, ends: readonly string[]): EntryError {
  const invalid = (reason: string, fix: string): EntryError => ({
    code: "invalid_range",
    detail: `${quote(value)} ${reason}.`,
    fix,
  });
  const fix = "Write the first address, a dash and the last address, such as 203.0.113.7-203.0.113.20.";
  const [first = "", last = ""] = ends;
  const isFirst = parseAddress(first).ok;
  if (ends.length !== 2)
    return ends.some((end) => parseAddress(end).ok) ? invalid("has more than one dash", fix) : explainAddress(value);
  if (ends.includes("")) return invalid("has no address before or after the dash", fix);
  if (ends.some((end) => /[/*]/.test(end))) return invalid("has a part that is not a single address", fix);
  if (isFirst && /^[0-9]{1,3}$/.test(last) && first.includes(".")) {
    const whole = `${first.slice(0, first.lastIndexOf(".") + 1)}${last}`;
    if (parseAddress(whole).ok) return invalid("has a short form as its last address", `Write ${first}-${whole}.`);
  }
  if (!isFirst && !parseAddress(last).ok) return explainAddress(value);
  return explainAddress(isFirst ? last : first);
}
