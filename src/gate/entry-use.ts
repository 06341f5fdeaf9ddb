import type { Log } from "../log.ts";
import type { AdmittedAddress, EntryUses } from "../storage/entries/entry-use.ts";
import type { Sleep } from "../storage/time-limit.ts";
import { DAY_MS } from "../time.ts";
import type { Client } from "./arrival/client-address.ts";
import { createCountedBatches } from "./counted-batches.ts";
import type { Visitation } from "./memory/edge-copy.ts";

export interface EntryUseCounter {
  /**
   * Notes that the account's list admitted a visit from this address. Entries are found and written after responses, so
   * that no response waits for it. `revision`: of the list that admitted it, null where that is not known; with another list
   * the address may have other entries, and is noted anew.
   */
  note(account: string, client: Client, revision: number | null, moment: Visitation): void;
}

/** The bounds of what an isolate writes and remembers, however many addresses come. */
export interface EntryUseLimits {
  /** Time between two batches, in milliseconds. */
  readonly intervalMs: number;
  /** So long a batch waits at least after a response, for more addresses, and for the queries of a page of the console. */
  readonly gatherMs: number;
  /** Addresses per batch, for all accounts together. Further ones are noted by a later visit. */
  readonly addressesABatch: number;
  /** The same for one account, so that a wide network of one takes no room of the others. */
  readonly addressesAnAccount: number;
  /** Addresses that were noted today and are remembered. When they are more, the isolate begins anew. */
  readonly rememberedAddresses: number;
}

export const ENTRY_USE_LIMITS: EntryUseLimits = {
  intervalMs: 60_000,
  gatherMs: 100,
  addressesABatch: 500,
  addressesAnAccount: 100,
  rememberedAddresses: 20_000,
};

/** The addresses of an account that were noted today, since its list is at this revision. */
interface NotedAddresses {
  revision: number | null;
  readonly addresses: Set<string>;
}

export interface EntryUseParts {
  readonly entryUses: Pick<EntryUses, "record">;
  readonly log: Log;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly sleep: Sleep;
  readonly limits?: EntryUseLimits;
}

/**
 * Tells D1 which addresses the lists admitted: each once a day, list and isolate. Later visits of that day find it in
 * memory, and cost two look-ups.
 */
export function createEntryUseCounter(parts: EntryUseParts): EntryUseCounter {
  const { entryUses, log, now, sleep, limits = ENTRY_USE_LIMITS } = parts;
  let day = 0;
  let remembered = 0;
  let noted = new Map<string, NotedAddresses>();
  let inBatch = new Map<string, number>();
  const batches = createCountedBatches<AdmittedAddress & { readonly text: string }>({
    subject: "entry_use",
    keyOf: ({ account, text, at }) => `${account} ${Math.floor(at / DAY_MS)} ${text}`,
    addUp: (before) => before,
    visitsOf: () => 1,
    async record(admitted) {
      inBatch = new Map();
      await entryUses.record(admitted);
    },
    isRepeatable: true,
    intervalMs: limits.intervalMs,
    gatherMs: limits.gatherMs,
    rowsABatch: limits.addressesABatch,
    log,
    now,
    sleep,
  });

  function forgetAll(): void {
    noted = new Map();
    remembered = 0;
  }

  function remember(account: string, text: string, revision: number | null): void {
    if (remembered >= limits.rememberedAddresses) forgetAll();
    const known = noted.get(account);
    if (known === undefined) noted.set(account, { revision, addresses: new Set([text]) });
    else known.addresses.add(text);
    remembered += 1;
  }

  /** Whether the address was noted today, for this list. */
  function isNoted(account: string, text: string, revision: number | null): boolean {
    const known = noted.get(account);
    if (known === undefined) return false;
    if (revision !== null && known.revision !== revision) {
      remembered -= known.addresses.size;
      known.addresses.clear();
      known.revision = revision;
    }
    return known.addresses.has(text);
  }

  return {
    note(account, { address, text }, revision, moment) {
      const today = Math.floor(moment.nowMs / DAY_MS);
      if (today !== day) {
        day = today;
        forgetAll();
      }
      if (isNoted(account, text, revision)) {
        batches.settle(moment);
        return;
      }
      const taken = inBatch.get(account) ?? 0;
      if (taken >= limits.addressesAnAccount || !batches.hasRoom()) {
        batches.settle(moment);
        return;
      }
      inBatch.set(account, taken + 1);
      remember(account, text, revision);
      batches.add({ account, address, text, at: moment.nowMs }, moment);
    },
  };
}
