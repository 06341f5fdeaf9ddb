import type { EndedContent } from "../storage/ended/ended-binary.ts";
import { createHashIndex, listHashes, mergeHashes, sortHashes, WORDS_PER_HASH } from "../storage/ended/ended-hashes.ts";
import type { EndedLog } from "../storage/ended/ended-log.ts";
import { LOG_START, type LogPlace } from "../storage/ended/ended-place.ts";
import type { EndedStore } from "../storage/ended/ended-store.ts";
import { DAY_MS } from "../time.ts";

export interface CompileEndedDeps {
  readonly endedLog: EndedLog;
  readonly endedStore: EndedStore;
  /** Unix milliseconds. */
  readonly now: () => number;
}

export interface CompileEndedReport {
  /**
   * `current`: the copy was up to date. `extended`: new hashes of the log were added to it. `rebuilt`: it was made
   * again from the whole log. `restored`: D1 was restored to an earlier time, and the endings that it had lost were
   * written to it again.
   */
  readonly did: "current" | "extended" | "rebuilt" | "restored" | "kv_fails";
  readonly count: number;
  readonly bytes: number;
  /** Hashes that were written to D1 again. */
  readonly gaveBack: number;
  /**
   * The copy has four fifths of the size that KV accepts. A larger copy cannot be written: then new isolates read more
   * and more from D1.
   */
  readonly isNearlyFull: boolean;
}

/** KV accepts values of up to 25 MiB. */
const NEARLY_FULL_BYTES = 20 * 1024 * 1024;

/**
 * An isolate that starts while D1 fails has only the copy, and may use it for STALE_SESSIONS_MAX_SECONDS from the time
 * that it names: so it is written again from time to time, also when the log has not changed.
 */
const MAX_COPY_AGE_MS = 300_000;
/** Hashes that were removed from the log are removed from the copy within this time. */
const REBUILD_AFTER_MS = DAY_MS;
const PAGE_HASHES = 10_000;

/**
 * Brings the compiled copy in KV up to the ended log. A copy names the place of the log that it was compiled up to, and
 * a reader goes on from there. So an old copy is never wrong: its reader only has more of the log to read. Throws when
 * D1 fails.
 */
export async function compileEnded({ endedLog, endedStore, now }: CompileEndedDeps): Promise<CompileEndedReport> {
  const nothing = { count: 0, bytes: 0, gaveBack: 0, isNearlyFull: false };
  const glance = await endedStore.glance();
  const newest = await endedLog.newest();
  const seen = glance.ok ? glance.value : null;
  const isCurrent = seen !== null && isSamePlace(seen.place, newest) && now() - seen.compiledAt < MAX_COPY_AGE_MS;
  if (isCurrent && now() - seen.rebuiltAt < REBUILD_AFTER_MS) return { ...nothing, did: "current" };

  const read = await endedStore.readContent();
  // A copy that cannot be read now is not overwritten: it may hold endings that D1 has lost.
  if (!read.ok && read.error !== "ended_corrupt") return { ...nothing, did: "kv_fails" };
  const copy = read.ok ? read.value : null;

  const compiledAt = now();
  const { did, words, place, gaveBack } = await compile(endedLog, copy, compiledAt);
  const rebuiltAt = did === "rebuilt" || copy === null ? compiledAt : copy.rebuiltAt;
  const written = await endedStore.write({ place, compiledAt, rebuiltAt, words });
  const count = words.length / WORDS_PER_HASH;
  const bytes = written.ok ? written.value : 0;
  const isNearlyFull = words.byteLength > NEARLY_FULL_BYTES;
  return { did: written.ok ? did : "kv_fails", count, bytes, gaveBack, isNearlyFull };
}

async function compile(endedLog: EndedLog, copy: EndedContent | null, now: number) {
  const added = await readOn(endedLog, copy?.place ?? LOG_START);
  const fresh = sortHashes(added.hashes);
  if (copy === null) return { did: "rebuilt", words: fresh, place: added.place, gaveBack: 0 } as const;

  if (added.restored) {
    const isLeft = createHashIndex(fresh);
    const lost = [...listHashes(copy.words)].filter((hash) => !isLeft(hash));
    const gaveBack = await endedLog.giveBack(lost, now);
    return { did: "restored", words: mergeHashes(copy.words, fresh), place: added.place, gaveBack } as const;
  }
  if (now - copy.rebuiltAt < REBUILD_AFTER_MS) {
    return { did: "extended", words: mergeHashes(copy.words, fresh), place: added.place, gaveBack: 0 } as const;
  }
  const all = await readOn(endedLog, LOG_START);
  return { did: "rebuilt", words: sortHashes(all.hashes), place: all.place, gaveBack: 0 } as const;
}

async function readOn(endedLog: EndedLog, from: LogPlace) {
  const hashes: string[] = [];
  let place = from;
  let restored = false;
  for (;;) {
    const page = await endedLog.since(place, PAGE_HASHES);
    for (const hash of page.hashes) hashes.push(hash);
    place = page.place;
    restored ||= page.restored;
    if (page.hashes.length < PAGE_HASHES) return { hashes, place, restored };
  }
}

const isSamePlace = (a: LogPlace, b: LogPlace): boolean => a.seq === b.seq && a.mark === b.mark;
