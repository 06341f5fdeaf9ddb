import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import type { LogRecord } from "../../../src/log.ts";
import type { Credential } from "../../../src/sessions/credentials/credential.ts";
import { createRecorder } from "../../../src/sessions/record/recorder.ts";
import { createSessionMemory } from "../../../src/sessions/record/session-memory.ts";
import type { Who } from "../../../src/storage/sessions/session-records.ts";
import { createSessions } from "../../../src/storage/sessions/sessions.ts";
import { countingD1 } from "../../support/counting-d1.ts";
import { anAccount, anEvent, NOW, neverLate, random } from "../../support/storage.ts";
import { aCredential, aSealed, aToken, hashOf } from "../credentials/builders.ts";

const who = (user: string, more: Partial<Who> = {}): Who => ({
  user,
  name: null,
  twoFactor: null,
  productSession: null,
  ...more,
});
const whereabouts = () => ({
  address: "203.0.113.7",
  device: { label: "curl 8.5", browser: "curl 8.5", os: null, type: "client", kind: "client|curl|" },
  region: { country: "DE", region: null, city: null },
});

/** Hashes of forms are fictions too. */
const hashForms = async (forms: readonly string[], kind: Credential["kind"]) =>
  forms.map((form) => ({ hash: hashOf(form), former: [], kind }));

let account = "";
/** Hashes of one test are no other's. */
let own = 0;
beforeEach(async () => {
  account = (await anAccount()).id;
  own += 1;
});
const cookie = (text: string) => aCredential(`${own}.${text}`);
const token = (text: string) => aToken(`${own}.${text}`);

function setUp(maxUnknownPerMinute?: number) {
  const counting = countingD1(env.DB);
  const sessions = createSessions(counting.db, random);
  const ended: string[] = [];
  const records: LogRecord[] = [];
  const background: Promise<unknown>[] = [];
  const clock = { now: NOW };
  const recorder = createRecorder({
    sessions,
    memory: createSessionMemory(),
    hashForms,
    endHere: (hashes) => void ended.push(...hashes),
    now: () => clock.now,
    sleep: neverLate,
    report: (record) => void records.push(record),
    ...(maxUnknownPerMinute === undefined ? {} : { maxUnknownPerMinute }),
  });
  const visitOf = (credentials: readonly Credential[]) => ({
    account,
    credentials,
    at: clock.now,
    whereabouts,
    waitUntil: (work: Promise<unknown>) => void background.push(work),
  });
  return {
    sessions,
    recorder,
    ended,
    records,
    clock,
    counting,
    visitOf,
    settle: () => Promise.all(background.splice(0)),
    /** One visit that proves these, and everything that follows from it. */
    async prove(credentials: readonly Credential[], of: Who | null = null): Promise<void> {
      recorder.prove(visitOf(credentials), of);
      await Promise.all(background.splice(0));
    },
  };
}

const STATEMENTS_A_BATCH = 15;

describe("a proof", () => {
  test("is one batch for all visits that come while one is written", async () => {
    const { recorder, counting, visitOf, settle, sessions } = setUp();
    for (let i = 0; i < 40; i++) recorder.prove(visitOf([cookie(`c${i}`)]), null);
    await settle();
    expect(counting.sent.length).toBe(2 * STATEMENTS_A_BATCH);
    expect(await sessions.countActive(account)).toBe(40);
  });

  test("of one session by many visits at once is written once", async () => {
    const { recorder, counting, visitOf, settle, sessions } = setUp();
    for (let i = 0; i < 40; i++) recorder.prove(visitOf([cookie("same")]), null);
    await settle();
    expect(counting.sent.length).toBe(STATEMENTS_A_BATCH);
    expect(await sessions.countActive(account)).toBe(1);
  });

  test("of a session whose time has come again is written once, too", async () => {
    const { recorder, counting, visitOf, settle, prove, clock } = setUp();
    await prove([cookie("a")]);
    clock.now += 300_000;
    const before = counting.sent.length;
    for (let i = 0; i < 40; i++) recorder.prove(visitOf([cookie("a")]), null);
    await settle();
    expect(counting.sent.length - before).toBe(STATEMENTS_A_BATCH);
  });

  test("makes one row written in five minutes of a session, over all isolates", async () => {
    const isolates = [setUp(), setUp(), setUp()];
    for (const isolate of isolates) await isolate.prove([cookie("a")]);
    const written = () => isolates.reduce((sum, { counting }) => sum + counting.rowsWritten, 0);
    for (let minute = 0; minute < 60; minute++) {
      const before = written();
      for (const isolate of isolates) {
        isolate.clock.now += 60_000;
        await isolate.prove([cookie("a")]);
      }
      expect(written() - before).toBeLessThanOrEqual(minute % 5 === 4 ? 1 : 0);
    }
  });

  test("says which session it is, from then on", async () => {
    const { recorder, prove } = setUp();
    expect(recorder.sessionOf(account, [cookie("a")])).toBeNull();
    await prove([cookie("a"), token("t")], who("ann"));
    expect(recorder.sessionOf(account, [token("t")])).toMatchObject({ user: "ann" });
    expect(recorder.sessionOf("other", [cookie("a")])).toBeNull();
  });

  test("with something new about the session is written at once", async () => {
    const { prove, sessions } = setUp();
    await prove([cookie("a")]);
    await prove([cookie("a")], who("ann"));
    await prove([cookie("a")], who("ann", { name: "Ann", twoFactor: true }));
    expect(await sessions.list(account, { limit: 10 })).toMatchObject([{ user: "ann", name: "Ann", twoFactor: true }]);
  });

  test("of what changes all the time is not", async () => {
    const { prove, counting } = setUp();
    await prove([cookie("a")]);
    const before = counting.sent.length;
    for (let i = 0; i < 100; i++) await prove([cookie("a")], who("ann", { name: `Ann at ${i}` }));
    expect(counting.sent.length - before).toBe(5 * STATEMENTS_A_BATCH);
  });

  test("of credentials that are ended on arrival ends them here", async () => {
    const { prove, ended, recorder } = setUp();
    await prove([cookie("a")], who("ann", { productSession: "s-1" }));
    const { sessions } = setUp();
    await sessions.end(account, { user: "ann" }, { reason: "revoked", event: anEvent(), now: NOW + 1 });
    await prove([token("refreshed")], who("ann", { productSession: "s-1" }));
    expect(ended).toContain(hashOf(`${own}.refreshed`));
    expect(recorder.sessionOf(account, [token("refreshed")])).toBeNull();
  });

  test("of credentials that cannot go on record makes nothing", async () => {
    const { prove, counting } = setUp();
    await prove([{ ...cookie("a"), isRecordable: false }]);
    expect(counting.sent).toEqual([]);
  });

  test("keeps another user's old cookie that other user's, beside a new one", async () => {
    const { prove, recorder } = setUp();
    await prove([cookie("ann's")], who("ann"));
    await prove([cookie("bob's"), cookie("ann's")], who("bob"));
    expect(recorder.sessionOf(account, [cookie("ann's")])).toMatchObject({ user: "ann" });
    expect(recorder.sessionOf(account, [cookie("bob's")])).toMatchObject({ user: "bob" });
  });
});

describe("forms of a value that go on record beside what names the credential", () => {
  const OWN_ID = "id-1";
  const sealed = (value: string, id = OWN_ID) =>
    aSealed(`${own}.${value}`, [`${own}.${id}`], { attached: () => [`${own}.${value}`] });

  test("of a sealed cookie: its value ends with the session", async () => {
    const { prove, sessions } = setUp();
    await prove([sealed("value")]);
    const { hashes } = await sessions.end(account, { all: true }, { reason: "revoked", event: anEvent(), now: NOW });
    expect([...hashes].sort()).toEqual([hashOf(`${own}.${OWN_ID}`), hashOf(`${own}.value`)].sort());
  });

  test("of a sealed cookie: only with a session that is new, so that rotated values fill no table", async () => {
    const { prove, sessions, clock } = setUp();
    await prove([sealed("first")]);
    clock.now += 300_000;
    await prove([sealed("second")]);
    const { hashes } = await sessions.end(account, { all: true }, { reason: "revoked", event: anEvent(), now: NOW });
    expect([...hashes].sort()).toEqual([hashOf(`${own}.${OWN_ID}`), hashOf(`${own}.first`)].sort());
  });

  test("of a sealed cookie whose value has ended before: the new session ends on arrival", async () => {
    const { prove, sessions, ended } = setUp();
    await prove([sealed("kept")]);
    const [first] = await sessions.list(account, { limit: 1 });
    await sessions.end(account, { session: first?.id ?? "" }, { reason: "revoked", event: anEvent(), now: NOW });
    await prove([sealed("kept", "id-2")]);
    expect(await sessions.countActive(account)).toBe(0);
    expect(ended).toContain(hashOf(`${own}.id-2`));
    const reasons = (await sessions.list(account, { limit: 9 })).map(({ endReason }) => endReason);
    expect([...reasons].sort()).toEqual(["revoked", "value_reissued"]);
  });

  test("of a token: other spellings end with it, with a session that was known before, too", async () => {
    const { prove, sessions, clock } = setUp();
    await prove([token("known")]);
    clock.now += 300_000;
    const added = aToken(`${own}.t`, { attached: () => [`jose ${own}`], endedBy: [hashOf(`${own}.t`)] });
    await prove([token("known"), added]);
    const { hashes } = await sessions.end(account, { all: true }, { reason: "revoked", event: anEvent(), now: NOW });
    expect([...hashes].sort()).toEqual([`${own}.known`, `${own}.t`, `jose ${own}`].map(hashOf).sort());
  });
});

describe("a flood of credentials", () => {
  test("is bounded an account and minute, and said once", async () => {
    const { recorder, visitOf, settle, sessions, clock, records } = setUp(50);
    for (let i = 0; i < 500; i++) recorder.prove(visitOf([cookie(`c${i}`)]), null);
    await settle();
    expect(await sessions.countActive(account)).toBe(50);
    expect(records).toMatchObject([{ event: "sessions_bounded", account }]);
    clock.now += 60_000;
    recorder.prove(visitOf([cookie("after")]), null);
    await settle();
    expect(await sessions.countActive(account)).toBe(51);
  });

  test("does not touch what is on record already", async () => {
    const { recorder, visitOf, settle, prove, clock, sessions } = setUp(50);
    await prove([cookie("a")]);
    for (let i = 0; i < 500; i++) recorder.prove(visitOf([cookie(`c${i}`)]), null);
    await settle();
    clock.now += 300_000;
    await prove([cookie("a")]);
    const [newest] = await sessions.list(account, { limit: 1 });
    expect(newest?.lastSeenAt).toBe(clock.now);
  });
});

describe("a new value", () => {
  test("joins the session, and is known here at once", async () => {
    const { prove, recorder, visitOf, settle, sessions } = setUp();
    await prove([cookie("a")]);
    const session = recorder.sessionOf(account, [cookie("a")]);
    if (session === null) throw new Error("not on record");
    recorder.rotate(session, visitOf([cookie("a")]), [cookie("b")]);
    expect(recorder.sessionOf(account, [cookie("b")])).toBe(session);
    await settle();
    const found = await sessions.findByCredential(account, [hashOf(`${own}.b`)]);
    expect([...found.values()]).toMatchObject([{ id: session.id }]);
  });

  test("of a session that was ended meanwhile is ended on arrival", async () => {
    const { prove, recorder, visitOf, settle, sessions, ended } = setUp();
    await prove([cookie("a")]);
    const session = recorder.sessionOf(account, [cookie("a")]);
    if (session === null) throw new Error("not on record");
    await sessions.end(account, { session: session.id }, { reason: "revoked", event: anEvent(), now: NOW });
    recorder.rotate(session, visitOf([cookie("a")]), [cookie("b")]);
    await settle();
    expect(ended).toContain(hashOf(`${own}.b`));
  });

  test("with each answer is on record now and then, and always the same session's", async () => {
    const { recorder, visitOf, settle, prove, clock, sessions, counting, records } = setUp();
    await prove([cookie("0")]);
    const before = counting.sent.length;
    for (let i = 0; i < 1_000; i++) {
      const session = recorder.sessionOf(account, [cookie(`${i}`)]);
      if (session === null) throw new Error(`${i} is not known`);
      recorder.prove(visitOf([cookie(`${i}`)]), null);
      recorder.rotate(session, visitOf([cookie(`${i}`)]), [cookie(`${i + 1}`)]);
      await settle();
      clock.now += 1_000;
    }
    expect(await sessions.countActive(account)).toBe(1);
    // Four times five minutes: five joined values, and one visit noted with the value of then.
    expect(counting.sent.length - before).toBeLessThanOrEqual(4 * (5 * 5 + 5 + STATEMENTS_A_BATCH));
    expect(records.filter(({ event }) => event === "cookie_rotates_each_response")).toHaveLength(1);
  });
});

test("a session with more credentials than are kept is reported as a product's that changes its cookie", async () => {
  const records: LogRecord[] = [];
  const background: Promise<unknown>[] = [];
  const crowded = { session: "ses_1", user: null, created: false, endedOnArrival: [], crowded: true };
  const recorder = createRecorder({
    sessions: { join: async () => [crowded], record: async () => [crowded] },
    memory: createSessionMemory(),
    hashForms,
    endHere: () => {},
    now: () => NOW,
    sleep: neverLate,
    report: (record) => void records.push(record),
  });
  const waitUntil = (work: Promise<unknown>) => void background.push(work);
  recorder.prove({ account, credentials: [cookie("a")], at: NOW, whereabouts, waitUntil }, null);
  await Promise.all(background);
  expect(records).toMatchObject([{ event: "cookie_rotates_each_response", account }]);
});

test("a write that fails is said, loses nothing that the next visit does not make up, and pauses the others", async () => {
  const { sessions, clock, visitOf, settle } = setUp();
  const state = { fails: true, calls: 0 };
  const records: LogRecord[] = [];
  const recorder = createRecorder({
    sessions: {
      join: sessions.join,
      record(proofs, now) {
        state.calls += 1;
        return state.fails ? Promise.reject(new Error("D1_ERROR")) : sessions.record(proofs, now);
      },
    },
    memory: createSessionMemory(),
    hashForms,
    endHere: () => {},
    now: () => clock.now,
    sleep: neverLate,
    report: (record) => void records.push(record),
  });
  recorder.prove(visitOf([cookie("a")]), null);
  await settle();
  for (let i = 0; i < 20; i++) recorder.prove(visitOf([cookie(`b${i}`)]), null);
  await settle();
  expect(state.calls).toBe(1);
  expect(records).toMatchObject([{ level: "error", event: "sessions_not_recorded", visits: 1 }]);
  state.fails = false;
  clock.now += 10_000;
  recorder.prove(visitOf([cookie("a")]), null);
  await settle();
  expect(await sessions.countActive(account)).toBe(1);
});
