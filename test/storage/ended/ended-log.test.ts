import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { createEndedLog } from "../../../src/storage/ended/ended-log.ts";
import { LOG_START, type LogPlace } from "../../../src/storage/ended/ended-place.ts";
import { createSessions } from "../../../src/storage/sessions/sessions.ts";
import { countingD1 } from "../../support/counting-d1.ts";
import {
  aCredential,
  aProof,
  aSession,
  endedHashes,
  ending,
  hashOf,
  isEnded,
  MINUTE,
  record,
  reread,
} from "../../support/sessions.ts";
import { anAccount, NOW, random } from "../../support/storage.ts";
import { restoreBookmark, takeBookmark } from "../../support/time-travel.ts";

const sessions = createSessions(env.DB, random);
const log = createEndedLog(env.DB);

let made = 0;
/** Ends a credential of its own; its hash. */
async function endAnother(now = NOW): Promise<string> {
  const account = await anAccount();
  const name = `log-${made++}`;
  await aSession(account, [name], { at: now });
  await sessions.end(account.id, { credentials: [aCredential(name)] }, ending({ now }));
  return hashOf(name);
}

async function readAll(from: LogPlace, limit: number) {
  const hashes: string[] = [];
  for (let place = from; ; ) {
    const page = await log.since(place, limit);
    hashes.push(...page.hashes);
    if (page.hashes.length < limit) return { hashes, place: page.place };
    place = page.place;
  }
}

describe("reading the log", () => {
  test.each([1, 2, 3, 100])("in pages of %i finds every hash once, in the order of the endings", async (limit) => {
    const ended = [await endAnother(), await endAnother(), await endAnother()];
    const all = await readAll(LOG_START, limit);
    expect(all.hashes).toEqual(await endedHashes());
    expect(all.hashes.slice(-3)).toEqual(ended);
    expect(all.place).toEqual(await log.newest());
  });

  test("goes on where it stopped, by one query that reads one row besides the new ones", async () => {
    await endAnother();
    const place = await log.newest();
    const counting = countingD1(env.DB);
    const reader = createEndedLog(counting.db);
    expect(await reader.since(place, 10)).toEqual({ hashes: [], place, restored: false, watermarks: [] });
    expect(counting.sent).toHaveLength(1);

    const next = await endAnother();
    expect(await reader.since(place, 10)).toEqual({
      hashes: [next],
      place: await log.newest(),
      restored: false,
      watermarks: [],
    });
    expect(counting.sent).toHaveLength(2);
    const plan = await env.DB.prepare(`EXPLAIN QUERY PLAN ${counting.sent[0]}`).bind(1, 1).all<{ detail: string }>();
    expect(plan.results.map(({ detail }) => detail)).toEqual(["SEARCH ended USING INTEGER PRIMARY KEY (rowid>?)"]);
  });
});

describe("a restored database", () => {
  test("is noticed before anything is appended, and the log is read from its start", async () => {
    await endAnother();
    const bookmark = await takeBookmark(env.DB);
    const kept = await endedHashes();
    await endAnother();
    const place = await log.newest();
    await restoreBookmark(env.DB, bookmark);

    const page = await log.since(place, 1_000);
    expect(page).toEqual({ hashes: kept, place: await log.newest(), restored: true, watermarks: [] });
    expect((await log.since(page.place, 1_000)).restored).toBe(false);
  });

  test("is noticed although as much, or more, was appended since", async () => {
    await endAnother();
    const bookmark = await takeBookmark(env.DB);
    await endAnother();
    await endAnother();
    const place = await log.newest();
    await restoreBookmark(env.DB, bookmark);

    const later: string[] = [];
    for (let i = 0; i < 4; i++) {
      later.push(await endAnother(NOW + MINUTE));
      const page = await log.since(place, 1_000);
      expect(page.restored).toBe(true);
      expect(page.hashes.slice(-later.length)).toEqual(later);
    }
  });

  test("is noticed although the very same credential stands there again", async () => {
    const account = await anAccount();
    await aSession(account, ["same"]);
    const credentials = [aCredential("same")];
    const bookmark = await takeBookmark(env.DB);
    await sessions.end(account.id, { credentials }, ending({ now: NOW }));
    const place = await log.newest();
    await restoreBookmark(env.DB, bookmark);
    await sessions.end(account.id, { credentials }, ending({ now: NOW + 1 }));
    expect((await log.newest()).seq).toBe(place.seq);
    expect((await log.since(place, 1_000)).restored).toBe(true);
  });

  test("that has no log any more is read as empty", async () => {
    await endAnother();
    const place = await log.newest();
    const bookmark = await takeBookmark(env.DB);
    await env.DB.prepare("DELETE FROM ended").run();
    expect(await log.since(place, 10)).toEqual({ hashes: [], place: LOG_START, restored: true, watermarks: [] });
    expect(await log.newest()).toEqual(LOG_START);
    await restoreBookmark(env.DB, bookmark);
    expect((await log.since(place, 10)).restored).toBe(false);
  });

  test("is given back what it lost, and its sessions are ended again with all of their credentials", async () => {
    const account = await anAccount();
    const session = await aSession(account, ["back-1", "back-2"]);
    const other = await aSession(account, ["back-3"]);
    const bookmark = await takeBookmark(env.DB);
    await sessions.end(account.id, { session: session.id }, ending());
    const stray = await endAnother();
    const place = await log.newest();
    await restoreBookmark(env.DB, bookmark);
    expect(await isEnded("back-1")).toBe(false);

    const known = [hashOf("back-1"), stray];
    expect(await log.giveBack(known, NOW + MINUTE)).toBe(2);
    expect(await log.giveBack(known, NOW + 2 * MINUTE)).toBe(0);

    expect(await reread(account, session)).toMatchObject({
      endedAt: NOW + MINUTE,
      endReason: "ended_before_restore",
    });
    expect((await reread(account, other)).endedAt).toBeNull();
    expect(await isEnded("back-2")).toBe(true);
    expect(await endedHashes()).toContain(stray);
    expect(await record(aProof(account, ["back-1"], { at: NOW + 3 * MINUTE }))).toMatchObject({ session: null });
    expect((await log.since(place, 1_000)).restored).toBe(true);
    const kinds = await env.DB.prepare("SELECT hash, kind, account_id FROM ended WHERE hash IN (?1, ?2)")
      .bind(hashOf("back-1"), stray)
      .all();
    expect(kinds.results).toEqual(
      expect.arrayContaining([
        { hash: hashOf("back-1"), kind: "cookie", account_id: account.id },
        { hash: stray, kind: "token", account_id: null },
      ]),
    );
  });
});
