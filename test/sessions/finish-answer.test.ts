import { describe, expect, test } from "vitest";
import type { LogRecord } from "../../src/log.ts";
import { createSealer } from "../../src/sessions/answer-seals.ts";
import { createCookieRule } from "../../src/sessions/credentials/cookie-names.ts";
import { createCredentialReader } from "../../src/sessions/credentials/credential-reader.ts";
import { createKeyring } from "../../src/sessions/credentials/keyring.ts";
import { readSetSessionCookies } from "../../src/sessions/credentials/set-cookie.ts";
import type { LivenessAnswer } from "../../src/sessions/ended/liveness.ts";
import { createFinishAnswer, type FinishedAnswer } from "../../src/sessions/finish-answer.ts";
import { address } from "../support/storage.ts";
import { aCredential, aPart } from "./credentials/builders.ts";

const NOW = Date.UTC(2026, 10, 22);
const SCOPE = { hostname: "app.example.com", account: "acme" };
const rule = createCookieRule({ names: ["sid"], exceptions: [], unbound: [] });
const keyring = createKeyring([{ id: "k1", secret: "a-key-of-this-test-0123456789abcdef", verifiesSeals: true }]);
const reader = createCredentialReader({ rule, keyring, bindSessions: "strict" });
const sealer = createSealer({ keyring, bindSessions: "strict", random: (count) => new Uint8Array(count) });

interface Plan extends Partial<FinishedAnswer> {
  readonly setCookie?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly liveness?: LivenessAnswer;
  /** Hashes that memory knows to have ended. */
  readonly ended?: readonly string[];
}

async function finish({
  setCookie = [],
  headers = {},
  liveness = { kind: "known", ended: [] },
  ended = [],
  ...about
}: Plan) {
  const records: LogRecord[] = [];
  const asked: string[] = [];
  const finishAnswer = createFinishAnswer({
    rule,
    reader,
    sealer,
    liveness: {
      lastLiveAt: () => null,
      takeTurn: () => true,
      ask: async (hashes) => {
        asked.push(...hashes);
        return liveness;
      },
    },
    ended: { ready: () => "ready", has: (hash) => ended.includes(hash) },
    log: (record) => void records.push(record),
  });
  const answer = new Response(null, { headers });
  for (const line of setCookie) answer.headers.append("Set-Cookie", line);
  const planned = sealer.plan(readSetSessionCookies(answer.headers, rule, NOW), {
    scope: SCOPE,
    sent: [],
    ending: [],
    kind: "same_session",
    isOnRecord: () => false,
    now: NOW / 1000,
  });
  const changes = await finishAnswer(answer, {
    planned,
    isLogin: false,
    withholdsCookies: false,
    heldBack: new Set<string>(),
    enrolling: [],
    stamping: null,
    destination: { scope: SCOPE, address: address("203.0.113.7"), isSecure: true },
    requestId: "r",
    nowMs: NOW,
    waitUntil: () => {},
    ...about,
  });
  return {
    removed: changes === null ? null : [...changes.removed],
    added: changes?.added.map((line) => line.replace(/=.*$/, "").replace(/gth1-.{8}/, "seal")) ?? null,
    events: records.map(({ event }) => event),
    asked: asked.length,
  };
}
const stamping = { lineFor: async () => "__Host-gth1-seen=x" };
const STAMP = "__Host-gth1-seen";

describe("the cookies of an answer", () => {
  test("are left alone when there is nothing of sessions in it", async () => {
    expect(await finish({})).toMatchObject({ removed: null, added: null });
    expect(await finish({ setCookie: ["theme=dark"] })).toMatchObject({ removed: [], added: [] });
  });

  test("have a seal beside each session cookie, and the stamp after them", async () => {
    expect(await finish({ setCookie: ["theme=dark", "sid=a", "sid=b; Path=/x"], stamping })).toMatchObject({
      removed: [],
      added: ["seal", "seal", STAMP],
    });
    expect(await finish({ stamping })).toMatchObject({ removed: [], added: [STAMP] });
  });

  test("have no seal or stamp that the origin made up", async () => {
    const made = ["gth1-abcdefgh=x", "__Host-gth1-seen=y; Path=/; Secure", "GTH1-q=z"];
    expect(await finish({ setCookie: [...made, "theme=dark"] })).toMatchObject({ removed: made, added: [] });
  });

  test.each([{ "CF-Cache-Status": "HIT" }, { Age: "7" }])(
    "from a cache have no session in them (%j)",
    async (headers) => {
      expect(await finish({ setCookie: ["sid=a", "theme=dark", "gth1-x=1"], headers })).toMatchObject({
        removed: ["gth1-x=1", "sid=a"],
        added: [],
        events: ["cached_session_cookie"],
      });
    },
  );

  test("have no session cookie when it would take the place of a better one", async () => {
    for (const kept of [{ withholdsCookies: true }, { heldBack: new Set(["sid"]) }])
      expect(await finish({ setCookie: ["sid=a", "theme=dark"], ...kept, stamping })).toMatchObject({
        removed: ["sid=a"],
        added: [STAMP],
      });
  });
});

describe("a login that is given a value again which has ended", () => {
  const hashOf = async (value: string) => (await keyring.hash(value)).current;

  test("does not get it, and it is logged", async () => {
    const liveness = { kind: "known", ended: [await hashOf("kept-value")] } as const;
    expect(await finish({ setCookie: ["sid=kept-value", "sid=new; Path=/x"], isLogin: true, liveness })).toMatchObject({
      removed: ["sid=kept-value"],
      added: ["seal"],
      events: ["ended_value_reissued"],
    });
  });

  test("does not get it from any other answer either, as far as memory knows, and D1 is not asked", async () => {
    const ended = [await hashOf("kept-value")];
    expect(await finish({ setCookie: ["sid=kept-value", "sid=new; Path=/x"], ended })).toMatchObject({
      removed: ["sid=kept-value"],
      added: ["seal"],
      events: ["ended_value_reissued"],
      asked: 0,
    });
  });

  test("is recognised by any form of it: an ended token that was posted to the login", async () => {
    const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl";
    const ended = [await hashOf(`jose ${jwt.slice(0, jwt.lastIndexOf("."))}`)];
    const { removed } = await finish({ setCookie: [`sid=${jwt}`], isLogin: true, liveness: { kind: "known", ended } });
    expect(removed).toEqual([`sid=${jwt}`]);
  });

  test("is asked about only for new values of a login", async () => {
    const setCookie = ["sid=kept-value"];
    expect((await finish({ setCookie })).asked).toBe(0);
    expect((await finish({ setCookie: ["sid=; Max-Age=0"], isLogin: true })).asked).toBe(0);
    expect((await finish({ setCookie, isLogin: true })).asked).toBe(1);
  });

  test("gets it while D1 is silent: it is found at the first proof", async () => {
    expect(await finish({ setCookie: ["sid=a"], isLogin: true, liveness: { kind: "unknown" } })).toMatchObject({
      removed: [],
      added: ["seal"],
    });
  });
});

test("cookies that are taken over get a seal, unless this answer sets or deletes them", async () => {
  const plain = aCredential("a-value-1", { name: "sid", part: aPart("sid", "a-value-1") });
  expect(await finish({ enrolling: [plain] })).toMatchObject({ removed: [], added: ["__Host-seal"] });
  expect(await finish({ enrolling: [plain], setCookie: ["sid=; Max-Age=0"] })).toMatchObject({ added: ["seal"] });
  expect(await finish({ enrolling: [aCredential("t", { kind: "token" })] })).toMatchObject({ added: [] });
});
