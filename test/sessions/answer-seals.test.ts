import { describe, expect, test } from "vitest";
import { createSealer, type SealedAnswer } from "../../src/sessions/answer-seals.ts";
import { createCookieRule } from "../../src/sessions/credentials/cookie-names.ts";
import type { Credential } from "../../src/sessions/credentials/credential.ts";
import { createCredentialReader } from "../../src/sessions/credentials/credential-reader.ts";
import { createKeyring } from "../../src/sessions/credentials/keyring.ts";
import { sessionIdOfHash } from "../../src/sessions/credentials/seal.ts";
import { readSetSessionCookies } from "../../src/sessions/credentials/set-cookie.ts";
import { address } from "../support/storage.ts";
import { aCredential, aPart, aSeal, aSealed, hashOf } from "./credentials/builders.ts";

const NOW = Date.UTC(2026, 10, 22) / 1000;
const BIRTH = NOW - 86_400;
const SCOPE = { hostname: "app.example.com", account: "acme" };
const rule = createCookieRule({ names: ["sid", "remember", "jwt"], exceptions: [], unbound: ["jwt"] });
const keyring = createKeyring([{ id: "k1", secret: "a-key-of-this-test-0123456789abcdef", verifiesSeals: true }]);
const TO = { scope: SCOPE, address: address("203.0.113.7"), isSecure: true };
const NEW = "AAAAAAAAAAAAAAAA";
const random = (count: number) => new Uint8Array(count);
const sealer = createSealer({ keyring, bindSessions: "strict", random });

function cookiesOf(...lines: readonly string[]) {
  const headers = new Headers();
  for (const line of lines) headers.append("Set-Cookie", line);
  return readSetSessionCookies(headers, rule, NOW * 1000);
}
/** A cookie of the request, sealed with these ids. */
const sent = (name: string, value: string, ids: readonly string[], birth = BIRTH): Credential =>
  aSealed(value, ids, { name, part: aPart(name, value), seal: aSeal(ids, { birth }) });

function plan(lines: readonly string[], answer: Partial<SealedAnswer> = {}, by = sealer) {
  const all = by.plan(cookiesOf(...lines), {
    scope: SCOPE,
    sent: [],
    ending: [],
    kind: "same_session",
    isOnRecord: () => false,
    now: NOW,
    ...answer,
  });
  return all.map(({ seal, isNew }) => ({ ids: seal?.ids ?? null, birth: seal?.birth, isNew }));
}

const sid = sent("sid", "old", ["i"]);
const remember = sent("remember", "token", ["j"], BIRTH - 1_000);

describe("the ids of an answer's seals", () => {
  test("of a cookie that came just so are its own, whatever is said of it", () => {
    for (const kind of ["same_session", "login", "other_user"] as const)
      expect(plan(["sid=old; Max-Age=60"], { sent: [sid, remember], kind })).toEqual([
        { ids: ["i"], birth: BIRTH, isNew: false },
      ]);
  });

  test("of a first value are new, the same for all cookies of one answer", () => {
    expect(plan(["sid=a", "remember=b"])).toEqual([
      { ids: [NEW], birth: NOW, isNew: true },
      { ids: [NEW], birth: NOW, isNew: true },
    ]);
  });

  test("of a new value are all that the origin saw, its own name's first, the oldest birth", () => {
    expect(plan(["sid=new"], { sent: [remember, sid] })).toEqual([
      { ids: ["i", "j"], birth: BIRTH - 1_000, isNew: true },
    ]);
    expect(plan(["remember=new"], { sent: [sid, remember] })).toEqual([
      { ids: ["j", "i"], birth: BIRTH - 1_000, isNew: true },
    ]);
  });

  test("of another name begin with one that is on record", () => {
    expect(plan(["sid.1=new"], { sent: [sid, remember], isOnRecord: (hash) => hash === remember.key })).toMatchObject([
      { ids: ["j", "i"] },
    ]);
    expect(plan(["sid.1=new"], { sent: [sid, remember] })).toMatchObject([{ ids: ["i", "j"] }]);
  });

  test("of a login begin with a new one, and keep those before it: what ended them ends it", () => {
    expect(plan(["sid=new"], { sent: [sid], kind: "login" })).toEqual([{ ids: [NEW, "i"], birth: NOW, isNew: true }]);
    expect(plan(["sid=new"], { kind: "login" })).toMatchObject([{ ids: [NEW], birth: NOW }]);
  });

  test("of a full list take no new one", () => {
    const full = sent("sid", "old", ["a", "b", "c", "d"]);
    expect(plan(["sid=new"], { sent: [full], kind: "login" })).toMatchObject([{ ids: ["a", "b", "c", "d"] }]);
    expect(plan(["sid=new"], { sent: [full, remember] })).toMatchObject([{ ids: ["a", "b", "c", "d"] }]);
  });

  test("of another user are new alone", () => {
    expect(plan(["sid=new"], { sent: [sid, remember], kind: "other_user" })).toEqual([
      { ids: [NEW], birth: NOW, isNew: true },
    ]);
  });

  test("of an answer that logs out leave out those that it ends", () => {
    expect(plan(["sid=anonymous"], { sent: [sid, remember], ending: [sid] })).toMatchObject([{ ids: ["j"] }]);
    expect(plan(["sid=anonymous"], { sent: [sid], ending: [sid] })).toEqual([{ ids: [NEW], birth: NOW, isNew: true }]);
  });

  test("stay four at most, each once", () => {
    const many = [sent("sid", "1", ["a", "b"]), sent("sid", "2", ["b", "c"]), sent("remember", "3", ["d", "e"])];
    expect(plan(["sid=new"], { sent: many })).toMatchObject([{ ids: ["a", "b", "c", "d"] }]);
  });

  test("a cookie without a seal brings none along", () => {
    expect(plan(["sid=new"], { sent: [aCredential("plain", { name: "sid" })] })).toMatchObject([{ ids: [NEW] }]);
  });

  test.each([
    ["that a script sets", "jwt=abc"],
    ["with bytes that are not the same everywhere", "sid=\u00e9"],
    ["with a tab inside", "sid=a\tb"],
  ])("a cookie %s has none", (_, line) => {
    expect(plan([line])).toMatchObject([{ ids: null }]);
  });

  test("nothing is sealed while sessions are not bound", () => {
    expect(plan(["sid=a"], {}, createSealer({ keyring, bindSessions: "off", random }))).toMatchObject([{ ids: null }]);
  });
});

describe("the lines of seals", () => {
  const write = async (lines: readonly string[]) =>
    sealer.write(
      sealer.plan(cookiesOf(...lines), {
        scope: SCOPE,
        sent: [],
        ending: [],
        kind: "same_session",
        isOnRecord: () => false,
        now: NOW,
      }),
      TO,
    );

  test("make the cookie pass, and no other text of it", async () => {
    const [line = ""] = await write(["sid=a b; Path=/; Secure"]);
    const value = line.split(";", 1)[0];
    const reader = createCredentialReader({ rule, keyring, bindSessions: "strict" });
    const idsOf = async (header: string) =>
      (await reader.readCookies(header, SCOPE)).credentials.map(({ seal }) => seal?.ids);
    expect(await idsOf(`sid=a b; ${value}`)).toEqual([[NEW]]);
    expect(await idsOf(`sid = a b ;${value}`)).toEqual([[NEW]]);
    expect(await idsOf(`sid=a  b; ${value}`)).toEqual([]);
    expect(await idsOf(`sid="a b"; ${value}`)).toEqual([]);
  });

  test("stand in the cookies' order; beside what is deleted or has two paths, too", async () => {
    const lines = await write(["sid=; Max-Age=0; Path=/", "sid=a; Path=/a", "sid=b; Path=/b", "jwt=c", "remember=d"]);
    expect(lines.map((line) => line.replace(/=1k1[^;]*/, "=SEAL").replace(/^gth1-[^=]*/, "gth1"))).toEqual([
      "gth1=; Max-Age=0; Path=/; HttpOnly",
      "gth1=SEAL; Path=/a; HttpOnly",
      "gth1=SEAL; Path=/b; HttpOnly",
      "gth1=SEAL; HttpOnly",
    ]);
  });
});

test("a cookie that is taken over has the id of its value's hash, of this host alone, for 400 days", async () => {
  const key = hashOf("a-value-1");
  const plain = aCredential("a-value-1", { name: "sid", key, part: aPart("sid", "a-value-1") });
  const [line = ""] = await sealer.enroll([plain], [], TO, NOW);
  expect(line).toMatch(/^__Host-gth1-[^=]+=[^;]+; Path=\/; Max-Age=34560000; HttpOnly; Secure; SameSite=None$/);
  const reader = createCredentialReader({ rule, keyring, bindSessions: "enroll" });
  const { credentials } = await reader.readCookies(`sid=a-value-1; ${line.split(";", 1)[0]}`, SCOPE);
  expect(credentials).toMatchObject([{ seal: { isEnrolled: true, ids: [sessionIdOfHash(key)], birth: NOW } }]);
  const [insecure = ""] = await sealer.enroll([plain], [], { ...TO, isSecure: false }, NOW);
  expect(insecure).toMatch(/^gth1-[^;]+; Path=\/; Max-Age=34560000; HttpOnly; SameSite=Lax$/);
  expect(await sealer.enroll([aCredential("\u00e9", { name: "sid" })], [], TO, NOW)).toEqual([]);
});
