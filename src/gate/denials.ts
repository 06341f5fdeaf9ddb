import { type Address, formatAddress } from "../address/address.ts";
import type { Log } from "../log.ts";
import type { DenyReason } from "../policy/decide.ts";
import type { Surface } from "../policy/surface.ts";
import type { Device } from "../sessions/device/device.ts";
import type { Sleep } from "../storage/time-limit.ts";
import {
  type DenialCount,
  type DenialKey,
  type Denials,
  MAX_REFERENCES,
  referenceKey,
} from "../storage/visits/denials.ts";
import { MAX_MERGED_ADDRESSES, type MergedAddress } from "../storage/visits/merged-denials.ts";
import { DAY_MS } from "../time.ts";
import { type Moment, readRegion } from "./arrival/arrive.ts";
import { createCountedBatches } from "./counted-batches.ts";

/** A visit that is denied, or would be denied if the list were enforced (mode `monitor`). */
export interface DeniedVisit {
  readonly account: string;
  readonly address: Address;
  readonly surface: Surface;
  readonly reason: DenyReason;
  readonly isBlocked: boolean;
  readonly request: Request;
}

export interface DenialCounter {
  /** Counts in memory; the counts are written after responses, so that no response waits for it. */
  note(visit: DeniedVisit, moment: Moment): void;
}

/** The bounds of what an isolate writes, however many addresses come (docs/security.md, row 16). */
export interface DenialLimits {
  /**
   * Time between two batches, in milliseconds. When an isolate ends, the counts since its last batch are lost, and
   * those of a batch that D1 refused.
   */
  readonly intervalMs: number;
  /** Rows with their own address, per account and minute; further addresses share one row. */
  readonly rowsAMinute: number;
  /** Devices per address among these rows; further devices share one row. */
  readonly devicesAMinute: number;
  /** Rows per batch, for all accounts together. */
  readonly rowsABatch: number;
  /** Addresses per batch that share a row and are kept beside it, for all accounts together. */
  readonly mergedABatch: number;
}

export const DENIAL_LIMITS: DenialLimits = {
  intervalMs: 10_000,
  rowsAMinute: 50,
  devicesAMinute: 5,
  rowsABatch: 2_000,
  mergedABatch: 20_000,
};

export interface DenialCounterParts {
  readonly denials: Pick<Denials, "record">;
  readonly describeDevice: (headers: Headers) => Device;
  readonly log: Log;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly sleep: Sleep;
  readonly limits?: DenialLimits;
}

const MINUTE_MS = 60_000;

/** Plain data only: no visit waits for a promise of another visit. */
export function createDenialCounter(parts: DenialCounterParts): DenialCounter {
  const { denials, log, now, sleep, limits = DENIAL_LIMITS } = parts;
  const { intervalMs, rowsABatch } = limits;
  const choose = createRowChooser(limits, parts.describeDevice);
  let mergedNow = 0;
  const batches = createCountedBatches<BatchCount>({
    subject: "denials",
    keyOf,
    addUp,
    visitsOf: ({ visits }) => visits,
    record(counts, nowMs) {
      mergedNow = 0;
      return denials.record(
        counts.map(({ merged, ...count }) => ({ ...count, merged: merged.values() })),
        nowMs,
      );
    },
    intervalMs,
    rowsABatch,
    log,
    now,
    sleep,
  });

  return {
    note(visit, moment) {
      if (visit.surface === "public") return;
      const { account, reason, isBlocked, surface } = visit;
      const { address, device } = choose(visit, moment.nowMs);
      const region = address === null ? NOWHERE : readRegion(visit.request.cf);
      const seen = { firstAt: moment.nowMs, lastAt: moment.nowMs, visits: 1 };
      const reference = referenceKey(moment.requestId);
      const merged = new Map<string, MergedAddress>();
      if (address === null && mergedNow++ < limits.mergedABatch) {
        const own = formatAddress(visit.address);
        merged.set(own, { address: own, reference });
      }
      const references = address === null ? [] : [reference];
      batches.add(
        { account, address, surface, device, isBlocked, reason, region, ...seen, references, merged },
        moment,
      );
    },
  };
}

const NOWHERE = { country: null, region: null, city: null };

/** A count in memory: of addresses that share its row, the ones to keep. */
interface BatchCount extends Omit<DenialCount, "merged" | "references"> {
  readonly references: readonly string[];
  readonly merged: Map<string, MergedAddress>;
}

const keyOf = ({ account, address, surface, device, isBlocked, lastAt }: BatchCount): string =>
  [account, Math.floor(lastAt / DAY_MS), surface, isBlocked, address, device?.label].join(" ");

function addUp(a: BatchCount, b: BatchCount): BatchCount {
  // In place: a flood adds thousands of visits to one count.
  for (const [address, merged] of b.merged) {
    if (a.merged.has(address) || a.merged.size < MAX_MERGED_ADDRESSES) a.merged.set(address, merged);
  }
  return {
    ...(a.lastAt <= b.lastAt ? b : a),
    firstAt: Math.min(a.firstAt, b.firstAt),
    visits: a.visits + b.visits,
    references: [...b.references, ...a.references].slice(0, MAX_REFERENCES),
    merged: a.merged,
  };
}

type ChosenRow = Pick<DenialKey, "address" | "device">;

/**
 * The row in which a visit is counted: its own, until its account or its address has reached its bound of this minute.
 */
function createRowChooser(
  limits: DenialLimits,
  describeDevice: (headers: Headers) => Device,
): (visit: DeniedVisit, nowMs: number) => ChosenRow {
  let minute = 0;
  let rows = new Map<string, number>();
  let devices = new Map<string, Set<string>>();

  return ({ account, address: visitor, request }, nowMs) => {
    const current = Math.floor(nowMs / MINUTE_MS);
    if (current !== minute) {
      minute = current;
      rows = new Map();
      devices = new Map();
    }
    const address = formatAddress(visitor);
    const taken = rows.get(account) ?? 0;
    const known = devices.get(`${account} ${address}`);
    if (known === undefined && taken >= limits.rowsAMinute) return { address: null, device: null };

    const { label, type } = describeDevice(request.headers);
    if (known?.has(label)) return { address, device: { label, type } };
    if (taken >= limits.rowsAMinute || (known?.size ?? 0) >= limits.devicesAMinute) return { address, device: null };
    rows.set(account, taken + 1);
    devices.set(`${account} ${address}`, (known ?? new Set()).add(label));
    return { address, device: { label, type } };
  };
}
