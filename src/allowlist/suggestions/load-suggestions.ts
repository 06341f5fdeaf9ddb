import { parseAddress } from "../../address/entry/parse-address.ts";
import { singleAddressRange } from "../../address/range.ts";
import { rangeText } from "../../storage/entries/entry-records.ts";
import type { Sighting } from "../../storage/visits/sightings.ts";
import { DAY_MS } from "../../time.ts";
import type { AllowlistDeps } from "../deps.ts";
import { isLive } from "../lockout.ts";
import { type SuggestedList, suggestList } from "./suggest.ts";

/** The days of which sessions are looked at. */
const SIGHTING_DAYS = 30;

/** A suggested list, and what it was made of. */
export interface LoadedSuggestions extends SuggestedList {
  /** Unix milliseconds: sessions that were seen since that day (UTC). */
  readonly since: number;
  readonly considered: {
    readonly sessions: number;
    readonly addresses: number;
    /** Addresses that the list admits now. */
    readonly listed: number;
  };
}

/** Tells for each of these addresses whether the list admits it. */
export type ListedAmong = (addresses: readonly string[]) => Promise<(address: string) => boolean>;

/** Suggests a list from the sessions of the last 30 days. `listedAmong`: where the caller knows the list from. */
export async function loadSuggestions(
  { sightings, now }: Pick<AllowlistDeps, "sightings" | "now">,
  account: string,
  listedAmong: ListedAmong,
): Promise<LoadedSuggestions> {
  const since = Math.floor(now() / DAY_MS - SIGHTING_DAYS) * DAY_MS;
  const seen = await sightings.list(account, since);
  const addresses = [...new Set(seen.map(({ address }) => address))];
  const isListed = await listedAmong(addresses);
  return {
    ...suggestList(seen, isListed),
    since,
    considered: {
      sessions: sessionsOf(seen),
      addresses: addresses.length,
      listed: addresses.filter(isListed).length,
    },
  };
}

const sessionsOf = (seen: readonly Sighting[]): number => seen.reduce((sum, { sessions }) => sum + sessions, 0);

/** By the list as D1 has it now. */
export function listedInD1({ entries, now }: Pick<AllowlistDeps, "entries" | "now">, account: string): ListedAmong {
  return async (addresses) => {
    const singles = addresses.flatMap((address) => {
      const parsed = parseAddress(address);
      return parsed.ok ? [{ id: address, range: singleAddressRange(parsed.value) }] : [];
    });
    const ranges = singles.map(({ range }) => range);
    const [covered, listed] = await Promise.all([
      entries.coveringEach(account, singles, { now: now(), limit: 1 }),
      // An entry of the address alone covers it too, and is not among those.
      entries.findListed(account, ranges),
    ]);
    const exact = singles.filter(({ range }) => {
      const entry = listed.get(rangeText(range));
      return entry !== undefined && isLive(entry, now());
    });
    const admitted = new Set([...covered.keys(), ...exact.map(({ id }) => id)]);
    return (address) => admitted.has(address);
  };
}
