import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { createAccounts } from "../../../src/storage/accounts/accounts.ts";
import { createAuditTrail } from "../../../src/storage/d1/audit.ts";
import type { Session } from "../../../src/storage/sessions/session-records.ts";
import { createSessions, type WhichSessions } from "../../../src/storage/sessions/sessions.ts";
import { countingD1 } from "../../support/counting-d1.ts";
import {
  aCredential,
  aProof,
  aSession,
  DAY,
  endedHashes,
  ending,
  hashOf,
  isEnded,
  MINUTE,
  record,
  reread,
  who,
} from "../../support/sessions.ts";
import { anAccount, anEvent, changeOf, NOW, random, unwrap } from "../../support/storage.ts";

const sessions = createSessions(env.DB, random);
const audit = createAuditTrail(env.DB, random);

const newestEvent = async (account: { readonly id: string }) =>
  (await audit.list(account.id, {}, { after: null, limit: 1 }))[0];

describe("ending one session", () => {
  test("takes its row, all of its credentials and an event, and nothing else", async () => {
    const account = await anAccount();
    const session = await aSession(account, ["one-a", "one-b"], { who: who("42") });
    const other = await aSession(account, ["one-c"], { who: who("42") });
    const event = anEvent({ actor: "token:tok_1", action: "sessions.end", detail: { session: session.id } });

    const ended = await sessions.end(account.id, { session: session.id }, ending({ event }));

    expect(ended.ended).toBe(1);
    expect([...ended.hashes].sort()).toEqual([hashOf("one-a"), hashOf("one-b")].sort());
    expect(await reread(account, session)).toEqual({ ...session, endedAt: NOW + MINUTE, endReason: "revoked" });
    expect(await reread(account, other)).toEqual(other);
    expect(await isEnded("one-a")).toBe(true);
    expect(await isEnded("one-c")).toBe(false);
    expect(await newestEvent(account)).toMatchObject({
      ...event,
      detail: { session: session.id, ended: 1 },
      revision: null,
    });
  });

  test("again, or one that is not there, or another account's, ends nothing and makes no event", async () => {
    const [account, other] = [await anAccount(), await anAccount()];
    const session = await aSession(account, ["two"]);
    const nothing = { ended: 0, hashes: [] };
    expect(await sessions.end(other.id, { session: session.id }, ending())).toEqual(nothing);
    expect(await sessions.end(account.id, { session: "ses_none" }, ending())).toEqual(nothing);
    expect((await reread(account, session)).endedAt).toBeNull();

    await sessions.end(account.id, { session: session.id }, ending());
    const event = await newestEvent(account);
    expect(await sessions.end(account.id, { session: session.id }, ending({ now: NOW + DAY }))).toEqual(nothing);
    expect((await reread(account, session)).endedAt).toBe(NOW + MINUTE);
    expect(await newestEvent(account)).toEqual(event);
    expect((await newestEvent(other))?.action).toBe("test.change");
  });

  test("by two isolates at once counts once", async () => {
    const account = await anAccount();
    const session = await aSession(account, ["three"]);
    const outcomes = await Promise.all(
      [0, 1, 2].map(() => createSessions(env.DB, random).end(account.id, { session: session.id }, ending())),
    );
    expect(outcomes.map(({ ended }) => ended).sort()).toEqual([0, 0, 1]);
    expect((await endedHashes()).filter((hash) => hash === hashOf("three"))).toHaveLength(1);
  });
});

describe("ending the sessions of credentials", () => {
  test("ends each session that one of them is on record with", async () => {
    const account = await anAccount();
    const session = await aSession(account, ["cred-a", "cred-b"]);
    const credentials = [aCredential("cred-a"), aCredential("cred-unknown")];
    const ended = await sessions.end(account.id, { credentials }, ending({ reason: "logout" }));
    expect(ended.ended).toBe(1);
    expect([...ended.hashes].sort()).toEqual([hashOf("cred-a"), hashOf("cred-b")].sort());
    expect((await reread(account, session)).endReason).toBe("logout");
    expect(await isEnded("cred-unknown")).toBe(false);
  });

  test("on no record ends nothing: anyone may send a made-up one", async () => {
    const account = await anAccount();
    const credentials = [aCredential("cred-stray", { kind: "token" })];
    expect(await sessions.end(account.id, { credentials }, ending())).toEqual({ ended: 0, hashes: [] });
    expect(await isEnded("cred-stray")).toBe(false);
    expect(await record(aProof(account, ["cred-stray"]))).toMatchObject({ created: true });
  });

  test("that several accounts have on record ends nothing: it is no one session's", async () => {
    const [account, other] = [await anAccount(), await anAccount()];
    const session = await aSession(account, ["cred-shared", "cred-own"]);
    const elsewhere = await aSession(other, ["cred-shared"]);
    const shared = { credentials: [aCredential("cred-shared")] };
    for (const { id } of [account, other])
      expect(await sessions.end(id, shared, ending({ reason: "logout" }))).toEqual({ ended: 0, hashes: [] });
    expect((await reread(other, elsewhere)).endedAt).toBeNull();

    const own = { credentials: [aCredential("cred-shared"), aCredential("cred-own")] };
    expect((await sessions.end(account.id, own, ending({ reason: "logout" }))).ended).toBe(1);
    expect((await reread(account, session)).endReason).toBe("logout");
    expect((await reread(other, elsewhere)).endedAt).toBeNull();
  });

  test("finds those under an older secret", async () => {
    const account = await anAccount();
    await aSession(account, ["cred-old"]);
    const credentials = [aCredential("cred-new", { former: [hashOf("cred-old")] })];
    expect((await sessions.end(account.id, { credentials }, ending())).hashes).toEqual([hashOf("cred-old")]);
  });
});

describe("ending a user's sessions", () => {
  test("ends all of that user and nobody else's, with one event", async () => {
    const [account, other] = [await anAccount(), await anAccount()];
    for (const name of ["ann-1", "ann-2"]) await aSession(account, [name], { who: who("ann") });
    await aSession(account, ["bob-1"], { who: who("bob") });
    await aSession(account, ["nobody-1"]);
    await aSession(other, ["other-ann"], { who: who("ann") });

    const event = anEvent({ action: "sessions.revoke", detail: { user: "ann" } });
    const ended = await sessions.end(account.id, { user: "ann" }, ending({ event, reason: "password_changed" }));

    expect(ended.ended).toBe(2);
    expect([...ended.hashes].sort()).toEqual([hashOf("ann-1"), hashOf("ann-2")].sort());
    expect(await isEnded("bob-1")).toBe(false);
    expect(await isEnded("nobody-1")).toBe(false);
    expect(await isEnded("other-ann")).toBe(false);
    expect((await newestEvent(account))?.detail).toEqual({ user: "ann", ended: 2 });
  });

  test("spares those that are excepted", async () => {
    const account = await anAccount();
    const kept = await aSession(account, ["except-1"], { who: who("ann") });
    await aSession(account, ["except-2"], { who: who("ann") });
    const { ended } = await sessions.end(account.id, { user: "ann" }, ending({ except: [kept.id] }));
    expect(ended).toBe(1);
    expect((await reread(account, kept)).endedAt).toBeNull();
    await record(aProof(account, ["except-1"], { at: NOW + DAY, who: who("ann", { name: "Ann" }) }));
    expect((await reread(account, kept)).endedAt).toBeNull();
  });

  test("that has none is an event all the same", async () => {
    const account = await anAccount();
    expect(await sessions.end(account.id, { user: "cy" }, ending())).toEqual({ ended: 0, hashes: [] });
    expect((await newestEvent(account))?.detail).toEqual({ ended: 0 });
  });
});

describe("a watermark", () => {
  test("ends a session that began before it and is recorded after it", async () => {
    const account = await anAccount();
    await sessions.end(account.id, { user: "ann" }, ending({ now: NOW + MINUTE, reason: "password_changed" }));
    const late = await record(aProof(account, ["wm-late"], { who: who("ann"), at: NOW }), NOW + 2 * MINUTE);
    expect(late).toMatchObject({ session: null, created: false, endedOnArrival: [hashOf("wm-late")] });
    const [session] = await sessions.list(account.id, { limit: 1 });
    expect(session).toMatchObject({ user: "ann", endedAt: NOW + 2 * MINUTE, endReason: "password_changed" });

    const next = await record(aProof(account, ["wm-next"], { who: who("ann"), at: NOW + MINUTE + 1 }));
    expect(next).toMatchObject({ created: true, endedOnArrival: [] });
  });

  test("ends a session that turns out later to be that user's, with all of its credentials", async () => {
    const account = await anAccount();
    const session = await aSession(account, ["wm-a", "wm-b"]);
    await sessions.end(account.id, { user: "ann" }, ending());
    expect((await reread(account, session)).endedAt).toBeNull();

    const known = await record(aProof(account, ["wm-a"], { who: who("ann"), at: NOW + DAY }));
    expect(known.session).toBeNull();
    expect([...known.endedOnArrival].sort()).toEqual([hashOf("wm-a"), hashOf("wm-b")].sort());
    expect(await isEnded("wm-b")).toBe(true);
    expect((await reread(account, session)).endReason).toBe("revoked");
  });

  test("says nothing of other users, of other accounts, and of sessions that it left out", async () => {
    const [account, other] = [await anAccount(), await anAccount()];
    const spared = await aSession(account, ["wm-spared"]);
    await sessions.end(account.id, { user: "ann" }, ending({ except: [spared.id] }));
    const found = [
      await record(aProof(account, ["wm-bob"], { who: who("bob") })),
      await record(aProof(other, ["wm-other"], { who: who("ann") })),
      await record(aProof(account, ["wm-spared"], { who: who("ann"), at: NOW + DAY })),
    ];
    expect(found.map(({ endedOnArrival }) => endedOnArrival)).toEqual([[], [], []]);

    await sessions.end(account.id, { user: "ann" }, ending({ now: NOW + 2 * DAY }));
    expect(await isEnded("wm-spared")).toBe(true);
  });

  test("for all holds for every user, known or not; an older one never takes its place", async () => {
    const account = await anAccount();
    await aSession(account, ["wm-all-1"], { who: who("ann") });
    await aSession(account, ["wm-all-2"]);
    const { ended } = await sessions.end(account.id, { all: true }, ending({ now: NOW + DAY }));
    expect(ended).toBe(2);
    await sessions.end(account.id, { all: true }, ending({ now: NOW + MINUTE }));
    const late = [
      await record(aProof(account, ["wm-all-3"], { at: NOW + DAY })),
      await record(aProof(account, ["wm-all-4"], { at: NOW + DAY, who: who("bob") })),
    ];
    expect(late.map(({ session }) => session)).toEqual([null, null]);
  });
});

describe("an ending", () => {
  test("is whole or not at all", async () => {
    const account = await anAccount();
    const session = await aSession(account, ["whole"], { who: who("ann") });
    const [before, log] = [await newestEvent(account), await endedHashes()];
    // Its second statement fails: an ended session has a reason.
    const broken = ending({ reason: null as unknown as "revoked" });
    await expect(sessions.end(account.id, { user: "ann" }, broken)).rejects.toThrow();

    expect((await reread(account, session)).endedAt).toBeNull();
    expect(await endedHashes()).toEqual(log);
    expect(await newestEvent(account)).toEqual(before);
  });

  test("of an account that is gone leaves nothing", async () => {
    await sessions.end("never-was", { all: true }, ending());
    for (const table of ["watermarks", "audit"]) {
      const rows = await env.DB.prepare(`SELECT * FROM ${table} WHERE account_id = 'never-was'`).all();
      expect(rows.results, table).toEqual([]);
    }
  });

  test("comes with the removal of an account: its credentials are ended, its rows gone", async () => {
    const account = await anAccount();
    await aSession(account, ["removed-1"], { who: who("ann") });
    await sessions.end(account.id, { user: "ann" }, ending());
    await aSession(account, ["removed-2"], { at: NOW + DAY, who: who("ann") });
    unwrap(await createAccounts(env.DB, random).remove(changeOf(account)));

    expect(await isEnded("removed-1")).toBe(true);
    expect(await isEnded("removed-2")).toBe(true);
    for (const table of ["sessions", "credentials", "watermarks", "familiar", "ended"]) {
      const rows = await env.DB.prepare(`SELECT * FROM ${table} WHERE account_id = ?1`).bind(account.id).all();
      expect(rows.results, table).toEqual([]);
    }
  });
});

describe("what is ended is found without reading the account's other sessions", () => {
  test.each<[string, (session: Session) => WhichSessions]>([
    ["one session", ({ id }) => ({ session: id })],
    ["a user's", () => ({ user: "few" })],
    ["those of credentials", ({ account }) => ({ credentials: [aCredential(`${account}-few`)] })],
  ])("%s", async (_, which) => {
    const account = await anAccount();
    await sessions.record(
      Array.from({ length: 300 }, (_, i) => aProof(account, [`${account.id}-${i}`], { who: who("many") })),
      NOW,
    );
    const session = await aSession(account, [`${account.id}-few`], { who: who("few") });
    const counting = countingD1(env.DB);
    const { ended } = await createSessions(counting.db, random).end(account.id, which(session), ending());
    expect(ended).toBe(1);
    expect(counting.rowsRead).toBeLessThan(100);
  });
});

describe("ten thousand sessions", { timeout: 60_000 }, () => {
  test("are ended at once by a handful of statements", async () => {
    const account = await anAccount();
    const COUNT = 10_000;
    for (let from = 0; from < COUNT; from += 500) {
      const proofs = Array.from({ length: 500 }, (_, i) => aProof(account, [`many-${from + i}`], { who: who("x") }));
      await sessions.record(proofs, NOW);
    }
    expect(await sessions.countActive(account.id)).toBe(COUNT);

    const counting = countingD1(env.DB);
    const ended = await createSessions(counting.db, random).end(account.id, { all: true }, ending());

    expect(ended.ended).toBe(COUNT);
    expect(new Set(ended.hashes).size).toBe(COUNT);
    expect(counting.sent.length).toBe(6);
    expect(await sessions.countActive(account.id)).toBe(0);
    expect((await newestEvent(account))?.detail).toEqual({ ended: COUNT });
  });
});
