import { parseEntry } from "../../../address/entry/entry.ts";
import { toPointer } from "../../../input/validation.ts";
import { readMoment } from "../../../time.ts";
import type { Given } from "../proposed-entries.ts";
import type { ReadingCollector } from "./reading.ts";

/** Members that name the entries beside or beneath them, in the order in which they make a label. */
const NAMES = [
  ...[
    "label",
    "description",
    "comment",
    "displayName",
    "display_name",
    "display",
    "title",
    "name",
    "note",
    "notes",
    "Description",
  ],
  ...["GroupName", "service", "serviceArea", "region", "scope", "network_border_group"],
];

/** Names of members that say what the values are, and not whose. */
const PLAIN_MEMBER =
  /^(?:items?|values?|data|results?|entries|nodes|lists?|properties|regions?|allow(?:ed|list)?|whitelist|first|last|.{0,40}(?:ips?|cidrs?|prefix(?:es)?|address(?:es)?|ranges?|networks?|subnets?|blocks?|entries|rules?|permissions|value|list)(?:v?[46])?)$/i;

/** Members that hold what is no visitor's address. */
const OTHER_MEMBER =
  /^(?:etag|version|syncToken|created?(?:_?at|Date|By)?|updated?_?at|id|uuid|gateway|netmask|dns|destination(?:s|CidrBlock)?|url|href|link|deny|denied|blocked|blocklist)$/i;

/** Deeper values are not read. */
const MAX_DEPTH = 40;

interface Context {
  readonly path: readonly (string | number)[];
  readonly label: string | null;
  readonly given: Given;
}

/** Finds entries in JSON of any interface: strings that are addresses as a whole, with the names beside them. */
export function readJsonText(json: unknown, collector: ReadingCollector): void {
  readValue(json, { path: [], label: null, given: {} }, collector);
}

function readValue(value: unknown, context: Context, collector: ReadingCollector): void {
  if (collector.isFull || context.path.length > MAX_DEPTH) return;
  if (typeof value === "string") {
    readText(value, context, collector);
  } else if (Array.isArray(value)) {
    for (const [i, item] of value.entries()) readValue(item, { ...context, path: [...context.path, i] }, collector);
  } else if (typeof value === "object" && value !== null) {
    readObject(value as Readonly<Record<string, unknown>>, context, collector);
  }
}

function readObject(object: Readonly<Record<string, unknown>>, context: Context, collector: ReadingCollector): void {
  const own = labelOf(object);
  const given = { ...context.given, ...givenBy(object) };
  const joined = joinFirstLast(object);
  if (joined !== null) {
    collector.add({ pointer: toPointer(context.path) }, joined, {
      ...given,
      label: own ?? context.label ?? undefined,
    });
    return;
  }
  for (const [name, value] of Object.entries(object)) {
    if (OTHER_MEMBER.test(name) || NAMES.includes(name)) continue;
    const label = own ?? (PLAIN_MEMBER.test(name) ? null : nameOf(name)) ?? context.label;
    readValue(value, { path: [...context.path, name], label, given }, collector);
  }
}

/** A member's name as a label: `hooks`, `us-east`; names that are addresses are none. */
const nameOf = (name: string): string | null =>
  /\p{L}/u.test(name) && !parseEntry(name).ok ? name.slice(0, 100) : null;

function labelOf(object: Readonly<Record<string, unknown>>): string | null {
  const parts: string[] = [];
  for (const name of NAMES) {
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    if (typeof value !== "string" || !/\p{L}/u.test(value) || value.length > 100 || parseEntry(value).ok) continue;
    if (!parts.includes(value)) parts.push(value.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ").trim());
  }
  return parts.slice(0, 2).join(", ") || null;
}

/** State and expiry, as Gatehouse's own answers have them. */
function givenBy(object: Readonly<Record<string, unknown>>): Given {
  const { enabled, expires_at: expiresAt } = object;
  const moment = typeof expiresAt === "string" ? readMoment(expiresAt) : null;
  return { ...(typeof enabled === "boolean" ? { enabled } : {}), ...(moment === null ? {} : { expiresAt: moment }) };
}

/** A range that is written as two members. */
function joinFirstLast(object: Readonly<Record<string, unknown>>): string | null {
  for (const [first, last] of [
    ["first", "last"],
    ["start", "end"],
    ["from", "to"],
    ["startIpAddress", "endIpAddress"],
  ] as const) {
    // biome-ignore format: pairs
    const [from, to] = [object[first], object[last]];
    if (typeof from !== "string" || typeof to !== "string") continue;
    if (parseEntry(from).ok && parseEntry(to).ok) return from === to ? from : `${from}-${to}`;
  }
  return null;
}

function readText(text: string, { path, label, given }: Context, collector: ReadingCollector): void {
  // Names, URLs and dates are no entries, and not worth a word.
  const looksLike = /^\s*(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f]{0,4}(?::[\da-f]{0,4}){2,7})/i.test(text.slice(0, 60));
  if (!looksLike || text.length > 100 || /^\s*\d\d:\d\d:\d\d/.test(text)) return;
  const place = { pointer: toPointer(path) };
  collector.add(place, text, { ...given, label: label ?? undefined });
}
