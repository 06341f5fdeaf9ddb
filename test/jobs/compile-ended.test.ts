import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { compileEnded } from "../../src/jobs/compile-ended.ts";
import { createEndedLog } from "../../src/storage/ended/ended-log.ts";
import { LOG_START } from "../../src/storage/ended/ended-place.ts";
import { createEndedStore } from "../../src/storage/ended/ended-store.ts";
import { createSessions } from "../../src/storage/sessions/sessions.ts";
import { countingD1 } from "../support/counting-d1.ts";
import { ModelKv } from "../support/model-kv.ts";
import {
  aCredential,
  aProof,
  aSession,
  DAY,
  endedHashes,
  ending,
  hashOf,
  MINUTE,
  record,
  reread,
} from "../support/sessions.ts";
import { anAccount, NOW, neverLate, random, sha256, unwrap } from "../support/storage.ts";
import { restoreBookmark, takeBookmark } from "../support/time-travel.ts";

const sessions = createSessions(env.DB, random);
const storeOn = (kv: KVNamespace) => createEndedStore({ kv, sha256, limitMs: 2_000, sleep: neverLate });
const store = storeOn(env.LISTS);

const compileAt = (now: number, endedStore = store, db: D1Database = env.DB) =>
  compileEnded({ endedLog: createEndedLog(db), endedStore, now: () => now });

let made = 0;
async function endAnother(now = NOW): Promise<string> {
  const account = await anAccount();
  const name = `compiled-${made++}`;
  await aSession(account, [name], { at: now });
  await sessions.end(account.id, { credentials: [aCredential(name)] }, ending({ now }));
  return hashOf(name);
}

/** What an isolate that starts now holds: the copy, and the log from there on. */
async function coldSet(endedStore = store): Promise<readonly string[]> {
  const copy = unwrap(await endedStore.read());
  const hashes = new Set(copy?.hashes());
  for (let place = copy?.place ?? LOG_START; ; ) {
    const page = await createEndedLog(env.DB).since(place, 3);
    for (const hash of page.hashes) hashes.add(hash);
    place = page.place;
    if (page.hashes.length < 3) return [...hashes].sort();
  }
}

const logged = async () => [...(await endedHashes())].sort();

beforeEach(async () => {
  await env.LISTS.delete("ended");
  await env.DB.prepare("DELETE FROM ended").run();
});

describe("compiling the ended set", () => {
  test("writes a copy at first, of an empty log too: whoever starts has one", async () => {
    expect(await compileAt(NOW)).toEqual({
      did: "rebuilt",
      count: 0,
      bytes: 96,
      gaveBack: 0,
      isNearlyFull: false,
    });
    expect(unwrap(await store.read())).toMatchObject({ place: LOG_START, count: 0, compiledAt: NOW, rebuiltAt: NOW });
  });

  test("extends the copy by what was ended since, and leaves it alone when nothing was", async () => {
    const first = await endAnother();
    await compileAt(NOW);
    const second = await endAnother();
    expect(await compileAt(NOW + MINUTE)).toMatchObject({ did: "extended", count: 2 });
    expect(await compileAt(NOW + 2 * MINUTE)).toMatchObject({ did: "current" });
    const copy = unwrap(await store.read());
    expect([...(copy?.hashes() ?? [])]).toEqual([first, second].sort());
    expect(copy).toMatchObject({ compiledAt: NOW + MINUTE, rebuiltAt: NOW });
  });

  test("that finds nothing new costs one row of D1 and no read of the copy", async () => {
    for (let i = 0; i < 5; i++) await endAnother();
    await compileAt(NOW);
    const counting = countingD1(env.DB);
    const unread = { ...store, read: unreadable, readContent: unreadable, write: unreadable };
    expect(await compileAt(NOW + MINUTE, unread, counting.db)).toMatchObject({ did: "current" });
    expect(counting.sent).toHaveLength(1);
  });

  test("writes it anew while the log stands still, for isolates that start when D1 does not answer", async () => {
    await endAnother();
    await compileAt(NOW);
    expect(await compileAt(NOW + 5 * MINUTE - 1)).toMatchObject({ did: "current" });
    expect(await compileAt(NOW + 5 * MINUTE)).toMatchObject({ did: "extended", count: 1 });
    expect(unwrap(await store.read())?.compiledAt).toBe(NOW + 5 * MINUTE);
  });

  test("says in time when KV will take no more", async () => {
    const hashes = (20 * 1024 * 1024) / 16;
    const words = new Uint32Array(4 * hashes);
    for (let i = 0; i < hashes; i++) words[4 * i] = i;
    const place = await createEndedLog(env.DB).newest();
    let at = NOW;
    const kv = new ModelKv({ now: () => at, random: () => 0, staleMs: () => 0 });
    const full = storeOn(kv.namespace());
    unwrap(await full.write({ place, compiledAt: at, rebuiltAt: at, words }));
    at += 5 * MINUTE;
    expect(await compileAt(at, full)).toMatchObject({ count: hashes, isNearlyFull: false });
    await endAnother();
    at += MINUTE;
    expect(await compileAt(at, full)).toMatchObject({ did: "extended", count: hashes + 1, isNearlyFull: true });
  });

  test("drops within a day what has left the log", async () => {
    const [leaves] = [await endAnother(), await endAnother()];
    await compileAt(NOW);
    await env.DB.prepare("DELETE FROM ended WHERE hash = ?1").bind(leaves).run();
    expect(await compileAt(NOW + DAY - 1)).toMatchObject({ did: "extended", count: 2 });
    expect(await compileAt(NOW + DAY)).toMatchObject({ did: "rebuilt", count: 1 });
    expect(unwrap(await store.read())?.has(leaves)).toBe(false);
  });

  test("replaces a copy that is corrupt, and leaves one that cannot be read", async () => {
    const hash = await endAnother();
    await env.LISTS.put("ended", "garbage");
    expect(await compileAt(NOW)).toMatchObject({ did: "rebuilt", count: 1 });
    expect(unwrap(await store.read())?.has(hash)).toBe(true);

    await endAnother();
    const failing = { ...store, readContent: async () => ({ ok: false, error: "kv_unreachable" }) as const };
    const unwritten = { ...failing, write: unreadable };
    expect(await compileAt(NOW, unwritten)).toMatchObject({ did: "kv_fails" });
    const full = { ...store, write: async () => ({ ok: false, error: "kv_timeout" }) as const };
    expect(await compileAt(NOW, full)).toMatchObject({ did: "kv_fails" });
  });

  test("throws when D1 fails, and the copy stays", async () => {
    const hash = await endAnother();
    await compileAt(NOW);
    const broken = {
      prepare: () => {
        throw new Error("D1_ERROR");
      },
    } as unknown as D1Database;
    await expect(compileAt(NOW + DAY, store, broken)).rejects.toThrow("D1_ERROR");
    expect(unwrap(await store.read())?.has(hash)).toBe(true);
  });
});

const unreadable = (): Promise<never> => Promise.reject(new Error("not to be called"));

describe("two compilations at once, a stale copy, a lost write", () => {
  test("leave every ended hash to be found by whoever starts", async () => {
    let now = NOW;
    let seed = 7;
    const pseudoRandom = () => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
      return seed / 2 ** 32;
    };
    const kv = new ModelKv({
      now: () => now,
      random: pseudoRandom,
      staleMs: () => 90_000,
      beforeWrite: async () => {
        if (pseudoRandom() < 0.2) throw new Error("500");
      },
    });
    const locations = [storeOn(kv.namespace()), storeOn(kv.namespace())];
    for (let step = 0; step < 60; step++) {
      now += Math.floor(pseudoRandom() * 40_000);
      if (pseudoRandom() < 0.6) await endAnother(now);
      if (pseudoRandom() < 0.5) await Promise.all(locations.map((each) => compileAt(now, each)));
      for (const each of locations) expect(await coldSet(each)).toEqual(await logged());
    }
  });
});

describe("a restored database", () => {
  test("gets back from the copy what its log has lost; nobody who was ended comes back", async () => {
    const account = await anAccount();
    const session = await aSession(account, ["tt-1", "tt-2"]);
    await endAnother();
    await compileAt(NOW);
    const bookmark = await takeBookmark(env.DB);

    await sessions.end(account.id, { session: session.id }, ending());
    const lost = await endAnother();
    await compileAt(NOW + MINUTE);
    await restoreBookmark(env.DB, bookmark);
    const later = await endAnother();

    expect(await compileAt(NOW + 2 * MINUTE)).toMatchObject({ did: "restored", gaveBack: 3 });
    const all = [...(await logged())];
    expect(all).toEqual(expect.arrayContaining([hashOf("tt-1"), hashOf("tt-2"), lost, later]));
    expect(await coldSet()).toEqual(all);
    expect(await reread(account, session)).toMatchObject({ endReason: "ended_before_restore" });
    expect(await record(aProof(account, ["tt-1"], { at: NOW + 3 * MINUTE }))).toMatchObject({ session: null });

    expect(await compileAt(NOW + 3 * MINUTE)).toMatchObject({ did: "extended", count: all.length });
    expect(await compileAt(NOW + 4 * MINUTE)).toMatchObject({ did: "current" });
    expect(await compileAt(NOW + 2 * DAY)).toMatchObject({ did: "rebuilt", count: all.length });
  });

  test("is made whole before the copy is written: when D1 fails in between, the next run does it", async () => {
    await compileAt(NOW);
    const bookmark = await takeBookmark(env.DB);
    const lost = await endAnother();
    await compileAt(NOW + MINUTE);
    await restoreBookmark(env.DB, bookmark);
    const endedLog = { ...createEndedLog(env.DB), giveBack: () => Promise.reject(new Error("D1_ERROR")) };
    await expect(compileEnded({ endedLog, endedStore: store, now: () => NOW + 2 * MINUTE })).rejects.toThrow(
      "D1_ERROR",
    );
    expect(unwrap(await store.read())?.has(lost)).toBe(true);
    expect(await compileAt(NOW + 3 * MINUTE)).toMatchObject({ did: "restored", gaveBack: 1 });
    expect(await logged()).toContain(lost);
  });
});
