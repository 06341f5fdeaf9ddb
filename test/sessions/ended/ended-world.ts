import type { LogRecord } from "../../../src/log.ts";
import { ok, type Result } from "../../../src/result.ts";
import { createEndedSet, type EndedSet, type Readiness } from "../../../src/sessions/ended/ended-set.ts";
import type { EndedLog, Watermark } from "../../../src/storage/ended/ended-log.ts";
import { LOG_START } from "../../../src/storage/ended/ended-place.ts";
import type { CompiledEnded, EndedReadFault } from "../../../src/storage/ended/ended-store.ts";
import { createVirtualTime } from "../../support/virtual-time.ts";

export type Fault = "answers" | "throws" | "hangs";

/** The ended log and its compiled copy, modelled, with faults and latency; isolates read them in virtual time. */
export function createEndedWorld(startMs = Date.UTC(2026, 10, 22)) {
  const time = createVirtualTime(startMs);
  const log: { readonly hash: string; readonly at: number; readonly mark: string }[] = [];
  const d1 = { fault: "answers" as Fault, latencyMs: 5, queries: 0, losesNext: false };
  const copies: { readonly at: number; readonly copy: CompiledEnded }[] = [];
  const kv = { fault: "answers" as Fault, staleMs: 0, reads: 0 };
  let losesSleep = false;

  const watermarks: Watermark[] = [];
  const since: EndedLog["since"] = async (after, limit, watermarksFrom = Number.POSITIVE_INFINITY) => {
    d1.queries += 1;
    if (d1.losesNext) {
      // The visit that asked is gone: neither the answer nor its own clock ever comes.
      d1.losesNext = false;
      losesSleep = true;
      return new Promise<never>(() => {});
    }
    await time.sleep(d1.latencyMs);
    if (d1.fault === "throws") throw new Error("D1_ERROR: internal error");
    if (d1.fault === "hangs") return new Promise<never>(() => {});
    const restored = after.seq > 0 && log[after.seq - 1]?.mark !== after.mark;
    const start = restored ? LOG_START : after;
    const rows = log.slice(start.seq, start.seq + limit);
    const page = {
      hashes: rows.map(({ hash }) => hash),
      place: placeAt(start.seq + rows.length),
      restored,
      watermarks: watermarks.filter(([, at]) => at >= watermarksFrom).slice(0, limit),
    };
    await time.sleep(d1.latencyMs);
    return page;
  };
  const placeAt = (seq: number) => ({ seq, mark: log[seq - 1]?.mark ?? "" });

  async function readCompiled(): Promise<Result<CompiledEnded | null, EndedReadFault>> {
    kv.reads += 1;
    await time.sleep(5);
    if (kv.fault !== "answers") return { ok: false, error: "kv_unreachable" };
    return ok(copies.findLast(({ at }) => at <= time.now() - kv.staleMs)?.copy ?? null);
  }

  function compile(): void {
    const hashes = log.map(({ hash }) => hash).sort();
    const known = new Set(hashes);
    const copy: CompiledEnded = {
      place: placeAt(log.length),
      compiledAt: time.now(),
      rebuiltAt: time.now(),
      count: hashes.length,
      byteLength: 16 * hashes.length,
      has: (hash) => known.has(hash),
      hashes: () => hashes,
    };
    copies.push({ at: time.now(), copy });
  }

  let marks = 0;
  const append = (hashes: readonly string[]): void => {
    const known = new Set(log.map(({ hash }) => hash));
    for (const hash of hashes) if (!known.has(hash)) log.push({ hash, at: time.now(), mark: `m${++marks}` });
  };

  function createIsolate(staleMaxSeconds = 900) {
    const records: LogRecord[] = [];
    const kin = new Map<string, readonly string[]>();
    /** Keys that D1 knows and this isolate's configuration lacks; null: D1 does not say. */
    const keys = { missing: [] as readonly string[] | null, asked: 0 };
    const set: EndedSet = createEndedSet({
      log: {
        since,
        giveBack: async (hashes) => {
          const before = log.length;
          append(hashes);
          return log.length - before;
        },
      },
      store: { read: readCompiled },
      kinOf: (hashes) => hashes.flatMap((hash) => kin.get(hash) ?? []),
      findMissingKeys: async () => {
        keys.asked += 1;
        if (keys.missing === null) throw new Error("D1_ERROR: internal error");
        return keys.missing;
      },
      now: time.now,
      sleep: (ms, options) => {
        if (!losesSleep) return time.sleep(ms, options);
        losesSleep = false;
        return new Promise(() => {});
      },
      staleMaxMs: staleMaxSeconds * 1000,
      report: (record) => void records.push(record),
    });
    return {
      records,
      set,
      /** What this isolate knows to belong to the session of a hash. */
      kin,
      keys,
      /** A visit that begins now; what it finds stands in the object when it got so far. */
      visit() {
        const visit: { readiness: Readiness | null; readonly began: number; ended: number; atOnce: boolean } = {
          readiness: null,
          began: time.now(),
          ended: Number.NaN,
          atOnce: false,
        };
        const end = (readiness: Readiness): void => {
          visit.readiness = readiness;
          visit.ended = time.now();
        };
        const readiness = set.ready({ nowMs: time.now(), waitUntil: () => {} });
        if (typeof readiness === "string") {
          visit.atOnce = true;
          end(readiness);
        } else readiness.then(end);
        return visit;
      },
    };
  }

  return {
    time,
    d1,
    kv,
    log,
    copies,
    createIsolate,
    /** Ended by some other isolate: committed now. */
    end: (...hashes: string[]) => append(hashes),
    /** All sessions of an account were ended at this moment. */
    endEverybody: (account: string, at: number) => void watermarks.push([account, at]),
    compile,
    /** D1 as it was when its log had `length` entries. */
    restore: (length: number) => void log.splice(length),
  };
}

/** An isolate whose set was filled by a first visit; what is counted begins anew. */
export async function warmIsolate(world: ReturnType<typeof createEndedWorld>, staleMaxSeconds?: number) {
  const isolate = world.createIsolate(staleMaxSeconds);
  const visit = isolate.visit();
  await world.time.pass(1000);
  if (visit.readiness !== "ready") throw new Error(`the first visit was ${visit.readiness}`);
  world.d1.queries = 0;
  world.kv.reads = 0;
  return isolate;
}
