import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { createSessions } from "../../../src/storage/sessions/sessions.ts";
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
import { anAccount, NOW, random } from "../../support/storage.ts";

const sessions = createSessions(env.DB, random);

const countOf = async (account: { readonly id: string }) => (await sessions.list(account.id, { limit: 1_000 })).length;

describe("the product's own session id", () => {
  const named = (productSession: string, user = "42") => who(user, { productSession });

  test("makes one session of all credentials that come with it", async () => {
    const account = await anAccount();
    const first = await aSession(account, ["p-token-1"], { kind: "api", who: named("s-1") });
    const renewed = await record(aProof(account, ["p-token-2"], { kind: "api", who: named("s-1"), at: NOW + 1 }));
    expect(renewed).toMatchObject({ session: first.id, created: false });
    await sessions.end(account.id, { session: first.id }, ending());
    expect(await isEnded("p-token-1")).toBe(true);
    expect(await isEnded("p-token-2")).toBe(true);
  });

  test("takes over what was recorded before it was known", async () => {
    const account = await anAccount();
    const first = await aSession(account, ["q-1"], { who: named("s-2") });
    const nameless = await aSession(account, ["q-2"], { at: NOW + 1 });
    expect(nameless.id).not.toBe(first.id);
    const recognised = await record(aProof(account, ["q-2"], { who: named("s-2"), at: NOW + 2 }));
    expect(recognised.session).toBe(first.id);
    expect(await reread(account, nameless)).toMatchObject({ endReason: "replaced" });
    expect(await isEnded("q-2")).toBe(false);
  });

  test("that is another one makes another session", async () => {
    const account = await anAccount();
    const first = await aSession(account, ["r"], { who: named("s-3") });
    const second = await aSession(account, ["r"], { who: named("s-4"), at: NOW + 1 });
    expect(second.id).not.toBe(first.id);
    expect(await reread(account, first)).toMatchObject({ endReason: "replaced" });
  });

  test("of an ended session ends what comes with it on arrival", async () => {
    const account = await anAccount();
    const session = await aSession(account, ["s-cookie"], { who: named("s-5") });
    await sessions.end(account.id, { session: session.id }, ending());
    const nameless = await aSession(account, ["s-known"], { at: NOW + 2 });
    const arrived = await record(aProof(account, ["s-new", "s-known"], { who: named("s-5"), at: NOW + 3 }));

    expect(arrived).toMatchObject({ session: null, created: false });
    expect([...arrived.endedOnArrival].sort()).toEqual(["s-cookie", "s-new", "s-known"].map(hashOf).sort());
    expect(await isEnded("s-new")).toBe(true);
    expect(await isEnded("s-known")).toBe(true);
    expect(await reread(account, nameless)).toMatchObject({ endReason: "replaced" });
    expect(await countOf(account)).toBe(2);
  });
});

describe("an ended credential", () => {
  test("never comes back to life by being proven again", async () => {
    const account = await anAccount();
    const session = await aSession(account, ["e-1", "e-2"], { who: who("42") });
    await sessions.end(account.id, { session: session.id }, ending());
    const before = await endedHashes();

    const recorded = await record(aProof(account, ["e-1"], { at: NOW + DAY, who: who("43") }));
    expect(recorded).toMatchObject({ session: null, created: false });
    expect([...recorded.endedOnArrival].sort()).toEqual([hashOf("e-1"), hashOf("e-2")].sort());
    expect(await reread(account, session)).toMatchObject({ user: "42", lastSeenAt: NOW, endReason: "revoked" });
    expect(await countOf(account)).toBe(1);
    expect(await endedHashes()).toEqual(before);
  });

  test("beside a live one is told apart from it", async () => {
    const account = await anAccount();
    const old = await aSession(account, ["g-remember"]);
    await sessions.end(account.id, { session: old.id }, ending());
    const recorded = await record(aProof(account, ["g-remember", "g-login"], { at: NOW + DAY }));
    expect(recorded).toMatchObject({ created: true, endedOnArrival: [hashOf("g-remember")] });
    expect(recorded.session).not.toBe(old.id);
    expect(await isEnded("g-login")).toBe(false);
  });

  test("stays ended when isolates end it and note its visits at once", async () => {
    const account = await anAccount();
    for (let i = 0; i < 10; i++) {
      const session = await aSession(account, [`h-${i}`]);
      const touch = () => record(aProof(account, [`h-${i}`], { at: NOW + 10 * MINUTE }));
      await Promise.all([
        touch(),
        createSessions(env.DB, random).end(account.id, { session: session.id }, ending({ now: NOW + 5 * MINUTE })),
        touch(),
      ]);
      await touch();
      expect((await reread(account, session)).endedAt).toBe(NOW + 5 * MINUTE);
      expect(await isEnded(`h-${i}`)).toBe(true);
    }
    expect(await countOf(account)).toBe(10);
  });

  test("that has left the log is known to be ended for as long as its session is on record", async () => {
    const account = await anAccount();
    const session = await aSession(account, ["i"]);
    await sessions.end(account.id, { session: session.id }, ending());
    await env.DB.prepare("DELETE FROM ended WHERE hash = ?1").bind(hashOf("i")).run();
    expect(await record(aProof(account, ["i"], { at: NOW + DAY }))).toMatchObject({
      session: null,
      endedOnArrival: [hashOf("i")],
    });
    expect(await isEnded("i")).toBe(true);
  });
});

describe("a credential under an older secret", () => {
  const renewed = aCredential("new-key", { former: [hashOf("old-key")] });

  test("is recognised, and goes on record under the current one", async () => {
    const account = await anAccount();
    const session = await aSession(account, ["old-key"]);
    expect((await record(aProof(account, [], { credentials: [renewed], at: NOW + 1 }))).session).toBe(session.id);
    expect((await record(aProof(account, ["new-key"], { at: NOW + 2 }))).session).toBe(session.id);
  });

  test("is ended under both", async () => {
    const account = await anAccount();
    const session = await aSession(account, ["old-key-2"]);
    await sessions.end(account.id, { session: session.id }, ending());
    const credential = aCredential("new-key-2", { former: [hashOf("old-key-2")] });
    expect((await record(aProof(account, [], { credentials: [credential] }))).session).toBeNull();
    expect(await isEnded("new-key-2")).toBe(true);
  });
});

describe("credentials that change", () => {
  test("stay one session, which keeps the newest twenty and says that they are many", async () => {
    const account = await anAccount();
    const session = await aSession(account, ["k-0"]);
    const join = async (i: number) =>
      (
        await sessions.join(
          [{ account: account.id, session: session.id, credentials: [aCredential(`k-${i}`)], at: NOW + i }],
          NOW + i,
        )
      )[0];
    for (let i = 1; i < 20; i++) {
      expect(await join(i)).toEqual({
        session: session.id,
        user: null,
        created: false,
        endedOnArrival: [],
        crowded: false,
      });
    }
    expect(await join(20)).toMatchObject({ session: session.id, crowded: true });
    const names = Array.from({ length: 21 }, (_, i) => `k-${i}`);
    const known = await sessions.findByCredential(account.id, names.map(hashOf));
    expect(known.has(hashOf("k-0"))).toBe(false);
    expect(known.size).toBe(20);
  });

  test("join an ended session only to be ended on arrival", async () => {
    const account = await anAccount();
    const session = await aSession(account, ["l-0"]);
    await sessions.end(account.id, { session: session.id }, ending());
    const rotation = { account: account.id, session: session.id, credentials: [aCredential("l-1")], at: NOW + 1 };
    const [joined] = await sessions.join([rotation], NOW + MINUTE);
    expect(joined).toMatchObject({ session: null, endedOnArrival: [hashOf("l-1")] });
    expect(await isEnded("l-1")).toBe(true);
  });

  test("join no session that was replaced, or is another account's, or never was", async () => {
    const [account, other] = [await anAccount(), await anAccount()];
    const replaced = await aSession(account, ["o-0"], { who: who("ann") });
    await aSession(account, ["o-0"], { who: who("bob") });
    const rotations = [
      { account: account.id, session: replaced.id, credentials: [aCredential("o-1")], at: NOW },
      { account: other.id, session: replaced.id, credentials: [aCredential("o-1")], at: NOW },
      { account: account.id, session: "ses_none", credentials: [aCredential("o-1")], at: NOW },
    ];
    expect((await sessions.join(rotations, NOW)).map(({ session }) => session)).toEqual([null, null, null]);
    expect((await sessions.findByCredential(account.id, [hashOf("o-1")])).size).toBe(0);
    expect(await sessions.join([], NOW)).toEqual([]);
  });
});
