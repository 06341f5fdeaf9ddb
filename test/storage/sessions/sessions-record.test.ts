import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { createSessions } from "../../../src/storage/sessions/sessions.ts";
import { countingD1 } from "../../support/counting-d1.ts";
import {
  aCredential,
  aProof,
  aSession,
  DAY,
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

describe("a proof", () => {
  test("of unknown credentials makes one session of them all, as it was seen", async () => {
    const account = await anAccount();
    const proof = aProof(account, ["a-cookie", "a-remember"], { who: who("42", { name: "Ann", twoFactor: true }) });
    const recorded = await record(proof);

    expect(recorded).toEqual({
      session: expect.stringMatching(/^ses_/),
      user: "42",
      created: true,
      endedOnArrival: [],
      crowded: false,
    });
    const found = await sessions.findByCredential(account.id, [hashOf("a-cookie"), hashOf("a-remember"), hashOf("x")]);
    expect([...found.keys()].sort()).toEqual([hashOf("a-cookie"), hashOf("a-remember")].sort());
    expect(found.get(hashOf("a-cookie"))).toEqual({
      id: recorded.session,
      account: account.id,
      kind: "web",
      user: "42",
      name: "Ann",
      productSession: null,
      twoFactor: true,
      firstAddress: "203.0.113.9",
      address: "203.0.113.9",
      device: proof.device,
      region: proof.region,
      newDevice: true,
      loggedInAt: NOW,
      lastSeenAt: NOW,
      endedAt: null,
      endReason: null,
    });
  });

  test("of which nobody says whose it is leaves user, name and 2FA open, and is no new device", async () => {
    const account = await anAccount();
    const session = await aSession(account, ["b"]);
    expect(session).toMatchObject({ user: null, name: null, twoFactor: null, productSession: null, newDevice: false });
  });

  test("brings unknown credentials to the session of the known ones", async () => {
    const account = await anAccount();
    const first = await aSession(account, ["c-cookie"]);
    const again = await record(aProof(account, ["c-remember", "c-cookie"], { at: NOW + 1 }));
    expect(again).toMatchObject({ session: first.id, created: false });
    expect((await record(aProof(account, ["c-remember"], { at: NOW + 2 }))).session).toBe(first.id);
    expect(await countOf(account)).toBe(1);
  });

  test("of an API token makes a session of kind api, until a session cookie is proven with it", async () => {
    const account = await anAccount();
    const token = aCredential("d-token", { kind: "token" });
    const session = await aSession(account, [], { kind: "api", credentials: [token] });
    expect(session.kind).toBe("api");
    await record(aProof(account, [], { credentials: [token, aCredential("d-cookie")], at: NOW + 1 }));
    expect((await reread(account, session)).kind).toBe("web");
  });

  test("is another session in another account, with the same credential", async () => {
    const [one, other] = [await anAccount(), await anAccount()];
    const [a, b] = [await aSession(one, ["shared"]), await aSession(other, ["shared"])];
    expect(a.id).not.toBe(b.id);
    expect((await sessions.findByCredential(other.id, [hashOf("shared")])).get(hashOf("shared"))?.id).toBe(b.id);
  });

  test("of an account that is not there leaves nothing", async () => {
    const gone = { id: "never-was" };
    expect(await record(aProof(gone, ["e"]))).toEqual({
      session: null,
      user: null,
      created: false,
      endedOnArrival: [],
      crowded: false,
    });
    expect(await countOf(gone)).toBe(0);
    expect((await sessions.findByCredential(gone.id, [hashOf("e")])).size).toBe(0);
  });

  test("of the same new credential by ten isolates at once makes one session", async () => {
    const account = await anAccount();
    const recorded = await Promise.all(
      Array.from({ length: 10 }, () => createSessions(env.DB, random).record([aProof(account, ["f"])], NOW)),
    );
    const outcomes = recorded.flat();
    expect(new Set(outcomes.map(({ session }) => session)).size).toBe(1);
    expect(outcomes.filter(({ created }) => created)).toHaveLength(1);
    expect(await countOf(account)).toBe(1);
  });
});

describe("many proofs at once", () => {
  test("cost as many statements as one, and are answered in their order", async () => {
    const [one, other] = [await anAccount(), await anAccount()];
    const known = await aSession(one, ["m-known"]);
    const counting = countingD1(env.DB);
    const proofs = [
      aProof(one, ["m-known"], { at: NOW + 6 * MINUTE }),
      ...Array.from({ length: 200 }, (_, i) => aProof(i % 2 === 0 ? one : other, [`m-${i}`], { who: who(`${i}`) })),
    ];
    const recorded = await createSessions(counting.db, random).record(proofs, NOW);

    expect(counting.sent.length).toBeLessThanOrEqual(15);
    expect(recorded).toHaveLength(201);
    expect(recorded[0]).toMatchObject({ session: known.id, created: false });
    expect(recorded.slice(1).map(({ user }) => user)).toEqual(Array.from({ length: 200 }, (_, i) => `${i}`));
    expect(recorded.slice(1).every(({ created }) => created)).toBe(true);
    expect(new Set(recorded.map(({ session }) => session)).size).toBe(201);
    expect(await countOf(other)).toBe(100);
  });

  test("that name the same credential, or the same session of the product, are one session", async () => {
    const account = await anAccount();
    const recorded = await sessions.record(
      [
        aProof(account, ["n-1"]),
        aProof(account, ["n-1", "n-2"]),
        aProof(account, ["n-2"], { who: who("7", { productSession: "s-n" }) }),
        aProof(account, ["n-3"], { who: who("7", { productSession: "s-n" }) }),
      ],
      NOW,
    );
    expect(new Set(recorded.map(({ session }) => session)).size).toBe(1);
    expect(await countOf(account)).toBe(1);
  });

  test("none of them cost nothing", async () => {
    const counting = countingD1(env.DB);
    expect(await createSessions(counting.db, random).record([], NOW)).toEqual([]);
    expect(counting.sent).toEqual([]);
  });
});

describe("visits of a session on record", () => {
  test("write nothing within five minutes, and one row after them, whoever notes them", async () => {
    const account = await anAccount();
    const session = await aSession(account, ["t-1", "t-2"], { who: who("1") });
    const counting = countingD1(env.DB);
    const isolates = [createSessions(counting.db, random), createSessions(counting.db, random)];

    for (const isolate of isolates) {
      await isolate.record([aProof(account, ["t-1"], { at: NOW + 4 * MINUTE })], NOW);
      await isolate.record([aProof(account, ["t-2"], { at: NOW + 4 * MINUTE + 59_999 })], NOW);
    }
    expect(counting.rowsWritten).toBe(0);
    for (const isolate of isolates) await isolate.record([aProof(account, ["t-1"], { at: NOW + 5 * MINUTE })], NOW);
    for (const isolate of isolates) await isolate.record([aProof(account, ["t-2"], { at: NOW + 6 * MINUTE })], NOW);
    expect(counting.rowsWritten).toBe(1);
    expect((await reread(account, session)).lastSeenAt).toBe(NOW + 5 * MINUTE);
  });

  test("take down where and with what it was seen last; where it was seen first stays", async () => {
    const account = await anAccount();
    const session = await aSession(account, ["u"]);
    const device = { ...session.device, label: "Chrome 132 on Windows", browser: "Chrome 132" };
    const region = { country: "FR", region: null, city: "Paris" };
    await record(aProof(account, ["u"], { at: NOW + DAY, address: "2001:db8::7", device, region }));
    expect(await reread(account, session)).toEqual({
      ...session,
      address: "2001:db8::7",
      device,
      region,
      lastSeenAt: NOW + DAY,
    });
  });

  test("that come out of order never take it back", async () => {
    const account = await anAccount();
    const session = await aSession(account, ["v"]);
    await record(aProof(account, ["v"], { at: NOW + 20 * MINUTE }));
    await record(aProof(account, ["v"], { at: NOW + 10 * MINUTE, address: "192.0.2.1" }));
    expect(await reread(account, session)).toEqual({ ...session, lastSeenAt: NOW + 20 * MINUTE });
  });
});

describe("whose a session is", () => {
  test("is taken from a later signal, and what that one leaves open stays", async () => {
    const account = await anAccount();
    const session = await aSession(account, ["w"]);
    await record(aProof(account, ["w"], { at: NOW + 1, who: who("42", { name: "Ann", twoFactor: true }) }));
    await record(aProof(account, ["w"], { at: NOW + 2, who: who(null, { productSession: "s-w" }) }));
    const expected = {
      id: session.id,
      user: "42",
      name: "Ann",
      twoFactor: true,
      productSession: "s-w",
      lastSeenAt: NOW,
    };
    expect(await reread(account, session)).toMatchObject(expected);
  });

  test("said again writes nothing", async () => {
    const account = await anAccount();
    const said = who("42", { name: "Ann", twoFactor: false, productSession: "s-x" });
    await aSession(account, ["x"], { who: said });
    const counting = countingD1(env.DB);
    await createSessions(counting.db, random).record([aProof(account, ["x"], { who: said })], NOW);
    expect(counting.rowsWritten).toBe(0);
  });

  test("another user with new credentials is another session; an old cookie beside them stays whose it is", async () => {
    const account = await anAccount();
    const ann = await aSession(account, ["y-ann", "y-remember-ann"], { who: who("ann") });
    const bob = await aSession(account, ["y-bob", "y-remember-ann"], { who: who("bob"), at: NOW + 1 });

    expect(bob.id).not.toBe(ann.id);
    expect((await reread(account, ann)).endedAt).toBeNull();
    await sessions.end(account.id, { user: "ann" }, ending());
    expect(await isEnded("y-remember-ann")).toBe(true);
    expect(await isEnded("y-bob")).toBe(false);
  });

  test("another user with the same credentials is another session, which takes them over", async () => {
    const account = await anAccount();
    const ann = await aSession(account, ["z"], { who: who("ann") });
    const bob = await aSession(account, ["z"], { who: who("bob"), at: NOW + 1 });

    expect(bob.id).not.toBe(ann.id);
    expect(await reread(account, ann)).toMatchObject({ user: "ann", endedAt: NOW + 1, endReason: "replaced" });
    expect(await isEnded("z")).toBe(false);
    await sessions.end(account.id, { user: "ann" }, ending());
    expect(await isEnded("z")).toBe(false);
    await sessions.end(account.id, { user: "bob" }, ending());
    expect(await isEnded("z")).toBe(true);
  });
});

describe("a new device", () => {
  const phone = {
    label: "Safari on iPhone",
    browser: "Safari 18",
    os: "iOS 18",
    type: "mobile",
    kind: "mobile|safari|ios",
  };
  const paris = { country: "FR", region: null, city: "Paris" };

  test("is a kind of device, or a country, that this user was not seen with before", async () => {
    const account = await anAccount();
    let made = 0;
    const isNew = async (user: string, proof: Parameters<typeof aSession>[2] = {}) =>
      (await aSession(account, [`nd-${made++}`], { who: who(user), ...proof })).newDevice;

    expect(await isNew("ann")).toBe(true);
    expect(await isNew("ann")).toBe(false);
    expect(await isNew("ann", { device: phone })).toBe(true);
    expect(await isNew("ann", { device: phone })).toBe(false);
    expect(await isNew("ann", { region: paris })).toBe(true);
    expect(await isNew("ann", { region: paris, device: phone })).toBe(false);
    expect(await isNew("ann", { region: { country: null, region: null, city: null } })).toBe(false);
    expect(await isNew("bob")).toBe(true);
  });

  test("is judged when it becomes known whose the session is", async () => {
    const account = await anAccount();
    await aSession(account, ["nd-a"], { who: who("cy") });
    const session = await aSession(account, ["nd-b"], { device: phone });
    expect(session.newDevice).toBe(false);
    await record(aProof(account, ["nd-b"], { who: who("cy"), device: phone }));
    expect((await reread(account, session)).newDevice).toBe(true);
  });

  test("is none in a country that the user has travelled to with another session", async () => {
    const account = await anAccount();
    await aSession(account, ["nd-c"], { who: who("di") });
    await record(aProof(account, ["nd-c"], { at: NOW + DAY, region: paris }));
    await record(aProof(account, ["nd-c"], { at: NOW + 2 * DAY }));
    expect((await aSession(account, ["nd-d"], { who: who("di"), region: paris })).newDevice).toBe(false);
  });
});
