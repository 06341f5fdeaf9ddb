import { type Address, formatAddress } from "../address/address.ts";
import { describeError, type Log } from "../log.ts";
import type { DenyReason } from "../policy/decide.ts";
import { DAY_MS } from "../policy/session-expiry.ts";
import type { Surface } from "../policy/surface.ts";
import type { Device } from "../sessions/device/device.ts";
import type { DenialCount, DenialKey, Denials } from "../storage/denials.ts";
import { type Sleep, withinLimit } from "../storage/time-limit.ts";
import { readRegion } from "./arrival/region.ts";
import type { Visitation } from "./memory/edge-copy.ts";

/** A visit that is turned away, or, where the list is only monitored, would be. */
export interface DeniedVisit {
  readonly account: string;
  readonly address: Address;
  readonly surface: Surface;
  readonly reason: DenyReason;
  readonly isBlocked: boolean;
  readonly request: Request;
}

export interface DenialCounter {
  /** Counts in memory; what is counted is written after responses, and never on the way of one. */
  note(visit: DeniedVisit, moment: Visitation): void;
}

/** However many addresses come, an isolate writes this much and no more (docs/security.md, row 16). */
export interface DenialLimits {
  /** One batch in this time. Also what is lost with an isolate: counts of this time, and of a batch that D1 refused. */
  readonly intervalMs: number;
  /** Rows with an address of their own, an account and minute; further addresses share one. */
  readonly rowsAMinute: number;
  /** Devices of one address, of these; further devices share one. */
  readonly devicesAMinute: number;
  /** Rows a batch, whatever the number of accounts. */
  readonly rowsABatch: number;
}

export const DENIAL_LIMITS: DenialLimits = {
  intervalMs: 10_000,
  rowsAMinute: 50,
  devicesAMinute: 5,
  rowsABatch: 2_000,
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
const WRITE_LIMIT_MS = 10_000;
/** A flush that has not come by then was lost with its visit: the next one takes over. */
const GRACE_MS = WRITE_LIMIT_MS + 5_000;

type Counts = Map<string, DenialCount>;

/** Plain data alone: no visit waits for another one's promise. */
export function createDenialCounter(parts: DenialCounterParts): DenialCounter {
  const { denials, log, now, sleep, limits = DENIAL_LIMITS } = parts;
  const choose = createRowChooser(limits, parts.describeDevice);
  let counts: Counts = new Map();
  let dropped = 0;
  let flushedAt = Number.NEGATIVE_INFINITY;
  let dueAt: number | null = null;

  function count(visit: DenialCount): void {
    const key = keyOf(visit);
    const before = counts.get(key);
    if (before === undefined && counts.size >= limits.rowsABatch) dropped += visit.visits;
    else counts.set(key, before === undefined ? visit : addUp(before, visit));
  }

  async function flushAfter(ms: number): Promise<void> {
    // Also for 0 ms: the response goes first.
    await sleep(ms);
    flushedAt = now();
    dueAt = null;
    const batch = [...counts.values()];
    counts = new Map();
    if (dropped > 0) log({ level: "warn", event: "denials_dropped", visits: dropped });
    dropped = 0;
    try {
      const written = denials.record(batch, flushedAt).then(() => "written" as const);
      if ((await withinLimit(written, { limitMs: WRITE_LIMIT_MS, sleep })) === "written") return;
      // It may yet be written: to count again what D1 has counted is worse than to lose a few seconds.
      log({ level: "error", event: "denials_late", rows: batch.length });
    } catch (error) {
      log({ level: "error", event: "denials_not_written", rows: batch.length, ...describeError(error) });
      batch.forEach(count);
    }
  }

  return {
    note(visit, { nowMs, waitUntil }) {
      if (visit.surface === "public") return;
      const { account, reason, isBlocked, surface } = visit;
      const { address, device } = choose(visit, nowMs);
      const region = address === null ? NOWHERE : readRegion(visit.request.cf);
      const seen = { firstAt: nowMs, lastAt: nowMs, visits: 1 };
      count({ account, address, surface, device, isBlocked, reason, region, ...seen });

      if (dueAt !== null && nowMs < dueAt + GRACE_MS) return;
      const wait = Math.max(0, flushedAt + limits.intervalMs - nowMs);
      dueAt = nowMs + wait;
      waitUntil(flushAfter(wait));
    },
  };
}

const NOWHERE = { country: null, region: null, city: null };

const keyOf = ({ account, address, surface, device, isBlocked, lastAt }: DenialCount): string =>
  [account, Math.floor(lastAt / DAY_MS), surface, isBlocked, address, device?.label].join(" ");

const addUp = (a: DenialCount, b: DenialCount): DenialCount => ({
  ...(a.lastAt <= b.lastAt ? b : a),
  firstAt: Math.min(a.firstAt, b.firstAt),
  visits: a.visits + b.visits,
});

type ChosenRow = Pick<DenialKey, "address" | "device">;

/** Which row a visit is counted in: its own, until its account or its address has had its share of the minute. */
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
