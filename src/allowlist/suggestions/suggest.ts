import { formatAddress } from "../../address/address.ts";
import { type EntryError, type EntryWarning, type EntryWarningCode, parseEntry } from "../../address/entry/entry.ts";
import { type AddressRange, compareRanges, firstAddress, prefixRange } from "../../address/range.ts";
import { rangeText } from "../../storage/entries/entry-records.ts";
import type { Sighting } from "../../storage/visits/sightings.ts";
import { bareRange } from "../entry-line.ts";
import { labelFor } from "./label.ts";

/** Somebody whom the product named. */
export interface Person {
  /** The product's id. */
  readonly user: string;
  readonly name: string | null;
  /** Unix milliseconds. */
  readonly lastSeenAt: number;
}

/** Who came from some addresses. */
export interface Visitors {
  readonly sessions: { readonly web: number; readonly api: number };
  /** Sessions without a known user. */
  readonly sessionsWithoutUser: number;
  /** Each once, who came last comes first. */
  readonly people: readonly Person[];
  /** Unix milliseconds. */
  readonly lastSeenAt: number;
}

/** An entry that would admit the addresses of some sessions. */
export interface Suggestion extends Visitors {
  /** In canonical form: an address, a /24 or a /64. */
  readonly value: string;
  readonly range: AddressRange;
  /** The addresses of sessions that it covers, in canonical form. */
  readonly addresses: readonly string[];
  /** Those of them that the list does not admit now. */
  readonly missing: readonly string[];
  /** Names of people; null: none is known. */
  readonly label: string | null;
  readonly warnings: readonly EntryWarning[];
}

/** An address for which no entry is suggested. */
export interface LeftOut extends Visitors {
  readonly address: string;
  readonly reason: EntryError | EntryWarning;
}

export interface SuggestedList {
  /** First those of which something is missing; among them, those with the most sessions. No two overlap. */
  readonly suggestions: readonly Suggestion[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * The networks that are suggested instead of single addresses, and from how many addresses on. A /64 is one household or
 * office, whose devices change their address daily (RFC 8981): two addresses show that. A /24 may belong to many: three
 * addresses of it are more than two people at neighbouring addresses of one provider.
 */
export const SUGGESTED_NETWORKS = {
  4: { prefix: 24, addresses: 3 },
  6: { prefix: 64, addresses: 2 },
} as const;

/** What an entry is warned of, and must not be suggested for: it admits no one, or strangers. */
const LEFT_OUT: readonly EntryWarningCode[] = ["private_address", "cloudflare_workers"];

/**
 * The shortest list, made of single addresses and of the networks above, that admits every address of these sessions: a
 * network where it has enough of them, else each address. What the list has already plays no part in that; `isListed` only
 * tells what is missing. Addresses that no entry should admit are told with the reason.
 */
export function suggestList(sightings: readonly Sighting[], isListed: (address: string) => boolean): SuggestedList {
  const leftOut: LeftOut[] = [];
  const networks = new Map<string, { readonly network: AddressRange; readonly members: Member[] }>();
  for (const [address, seen] of Map.groupBy(sightings, (sighting) => sighting.address)) {
    const parsed = parseEntry(address);
    const reason = parsed.ok ? parsed.value.warnings.find(({ code }) => LEFT_OUT.includes(code)) : parsed.error;
    if (!parsed.ok || reason !== undefined) {
      if (reason !== undefined) leftOut.push({ address, reason, ...visitorsOf(seen) });
      continue;
    }
    const { range } = parsed.value;
    const network = prefixRange(firstAddress(range), SUGGESTED_NETWORKS[range.family].prefix);
    const key = rangeText(network);
    const members = networks.get(key)?.members ?? [];
    members.push({ address: formatAddress(firstAddress(range)), range, seen });
    networks.set(key, { network, members });
  }
  const suggestions = [...networks.values()].flatMap(({ network, members }) =>
    members.length >= SUGGESTED_NETWORKS[network.family].addresses
      ? [suggestionOf(network, members, isListed)]
      : members.map((member) => suggestionOf(member.range, [member], isListed)),
  );
  return { suggestions: suggestions.toSorted(byUrgency), leftOut: leftOut.toSorted(bySessions) };
}

interface Member {
  readonly address: string;
  readonly range: AddressRange;
  readonly seen: readonly Sighting[];
}

function suggestionOf(
  range: AddressRange,
  members: readonly Member[],
  isListed: (address: string) => boolean,
): Suggestion {
  const value = bareRange(range);
  const parsed = parseEntry(value);
  const addresses = members.map(({ address }) => address);
  const visitors = visitorsOf(members.flatMap(({ seen }) => seen));
  return {
    value,
    range,
    addresses,
    missing: addresses.filter((address) => !isListed(address)),
    label: labelFor(visitors.people),
    warnings: parsed.ok ? parsed.value.warnings : [],
    ...visitors,
  };
}

function visitorsOf(seen: readonly Sighting[]): Visitors {
  const people = new Map<string, Person>();
  const sessions = { web: 0, api: 0 };
  let sessionsWithoutUser = 0;
  for (const { user, name, kind, sessions: count, lastSeenAt } of seen) {
    sessions[kind] += count;
    if (user === null) {
      sessionsWithoutUser += count;
      continue;
    }
    const known = people.get(user);
    if (known === undefined) people.set(user, { user, name, lastSeenAt });
    else if (known.lastSeenAt < lastSeenAt) people.set(user, { user, name: name ?? known.name, lastSeenAt });
    else people.set(user, { ...known, name: known.name ?? name });
  }
  return {
    sessions,
    sessionsWithoutUser,
    people: [...people.values()].toSorted((a, b) => b.lastSeenAt - a.lastSeenAt),
    lastSeenAt: seen.reduce((last, { lastSeenAt }) => Math.max(last, lastSeenAt), 0),
  };
}

const countOf = ({ sessions: { web, api } }: Visitors): number => web + api;

const bySessions = (a: Visitors, b: Visitors): number => countOf(b) - countOf(a);

const byUrgency = (a: Suggestion, b: Suggestion): number =>
  Number(b.missing.length > 0) - Number(a.missing.length > 0) || bySessions(a, b) || compareRanges(a.range, b.range);
