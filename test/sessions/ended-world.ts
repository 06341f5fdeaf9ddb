import type { LogRecord } from "../../src/log.ts";
import { ok, type Result } from "../../src/result.ts";
import { type CompiledEnded, createEndedSet, type EndedSet, type Readiness } from "../../src/sessions/ended-set.ts";
import { createVirtualTime } from "../support/virtual-time.ts";

export type Fault = "answers" | "throws" | "hangs";

/** The ended log and its compiled copy, modelled, with faults and latency; isolates read them in virtual time. */
export function createEndedWorld(startMs = Date.UTC(2026, 10, 22)) {
  const time = createVirtualTime(startMs);
  const log: { readonly hash: string; readonly at: number }[] = [];
  const d1 = { fault: "answers" as Fault, latencyMs: 5, queries: 0, losesNext: false };
  const copies: { readonly at: number; readonly seq: number; readonly compiledAt: number }[] = [];
  const kv = { fault: "answers" as Fault, staleMs: 0, reads: 0 };
  let losesSleep = false;

  async function since(seq: number, limit: number) {
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
    const rows = log.slice(seq, seq + limit);
    const page = { hashes: rows.map(({ hash }) => hash), seq: seq + rows.length };
    await time.sleep(d1.latencyMs);
    return page;
  }

  async function readCompiled(): Promise<Result<CompiledEnded | null, string>> {
    kv.reads += 1;
    await time.sleep(5);
    if (kv.fault !== "answers") return { ok: false, error: "kv_unreachable" };
    const copy = copies.findLast(({ at }) => at <= time.now() - kv.staleMs);
    if (copy === undefined) return ok(null);
    const hashes = new Set(log.slice(0, copy.seq).map(({ hash }) => hash));
    return ok({ seq: copy.seq, compiledAt: copy.compiledAt, has: (hash) => hashes.has(hash) });
  }

  function createIsolate(staleMaxSeconds = 900) {
    const records: LogRecord[] = [];
    const set: EndedSet = createEndedSet({
      log: { since },
      readCompiled,
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
    end: (...hashes: string[]) => void log.push(...hashes.map((hash) => ({ hash, at: time.now() }))),
    compile: () => void copies.push({ at: time.now(), seq: log.length, compiledAt: time.now() }),
  };
}
