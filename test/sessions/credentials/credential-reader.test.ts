import { afterEach, describe, expect, test, vi } from "vitest";
import { createCookieRule } from "../../../src/sessions/credentials/cookie-names.ts";
import { createCredentialReader, type TokenCredential } from "../../../src/sessions/credentials/credential-reader.ts";
import { createKeyring, type Keyring } from "../../../src/sessions/credentials/keyring.ts";
import { createSessionId, hashOfSessionId, sealNameOf, writeSeal } from "../../../src/sessions/credentials/seal.ts";
import { STAMP_NAME, writeStampLine } from "../../../src/sessions/credentials/stamp.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const OLDER = "fedcba9876543210fedcba9876543210";
const T = "gho_16C7e42F292c6912E7710c838347Ae178B4a";
const U = "1b2cf535f27731c974343645a3985328";
const SCOPE = { hostname: "app.example.com", account: "acme" };
const random = (count: number) => crypto.getRandomValues(new Uint8Array(count));
const rule = createCookieRule({ names: ["sid", "jwt"], exceptions: [], unbound: ["jwt"] });

const keyringOf = (...secrets: readonly string[]): Keyring =>
  createKeyring(secrets.map((secret, i) => ({ id: `k${secrets.length - i}`, secret, verifiesSeals: true })));
const readerWith = (bindSessions: "off" | "enroll" | "strict", keyring = keyringOf(SECRET), memoBytes?: number) =>
  createCredentialReader({ rule, keyring, bindSessions, ...(memoBytes === undefined ? {} : { memoBytes }) });
const credentialOf = (token: TokenCredential) =>
  token.kind === "credential" ? token.credential : expect.fail(token.kind);

/** A cookie and its seal, as a browser sends them. */
async function seal(text: string, ids: readonly string[], more: { isEnrolled?: boolean; keyring?: Keyring } = {}) {
  const { isEnrolled = false, keyring = keyringOf(SECRET) } = more;
  const sealName = `__Host-${await sealNameOf(text.split("=", 1)[0] ?? "")}`;
  const facts = { birth: 1_790_000_000, issued: 1_790_000_000, network: "AAAAAA", address: "AAAAAA" };
  const value = await writeSeal(
    { ids, isEnrolled, made: "account", ...facts },
    { sealName, text, labels: 0 },
    SCOPE,
    await keyring.current(),
  );
  return { header: `${text}; ${sealName}=${value}`, line: `${sealName}=${value}` };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("hashes", () => {
  test("are HMAC-SHA-256 of the domain and the value, cut to 128 bits", async () => {
    const key = await crypto.subtle.importKey(
      "raw",
      new TextEncoder().encode(SECRET),
      { name: "HMAC", hash: "SHA-256" },
      false,
      ["sign"],
    );
    const digest = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(`gatehouse credential 1\0${T}`));
    const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const { current, all } = await keyringOf(SECRET).hash(T);
    expect(current).toBe(hex.slice(0, 32));
    expect(all).toEqual([current]);
  });

  test("are remembered, and then there at once", async () => {
    const keyring = keyringOf(SECRET);
    const first = await keyring.hash(T);
    expect(keyring.hash(T)).toBe(first);
  });

  test("are the same for a cookie and a token, and for every spelling", async () => {
    const reader = readerWith("off");
    const { key } = credentialOf(await reader.readToken("authorization", `bearer  ${T}`));
    for (const header of [`a=1; sid=${T}`, `sid="${T}"`, `sid=%67${T.slice(1)}`]) {
      const { credentials } = await reader.readCookies(header, SCOPE);
      expect(credentials.map((one) => one.key)).toEqual([key]);
    }
  });

  test("differ from value to value, and from secret to secret", async () => {
    const hashes = new Set<string>();
    for (const secret of [SECRET, OLDER])
      for (const value of [T, U, "", "a", "é"]) hashes.add((await keyringOf(secret).hash(value)).current);
    expect(hashes.size).toBe(10);
  });

  test("of an older secret are recognised after the rotation, those of the current one are stored", async () => {
    const [before] = (await readerWith("off", keyringOf(OLDER)).readCookies(`sid=${T}`, SCOPE)).credentials;
    const reader = readerWith("off", keyringOf(SECRET, OLDER));
    const [after, other] = (await reader.readCookies(`sid=${T}; sid=${U}`, SCOPE)).credentials;
    expect(after?.key).not.toBe(before?.key);
    expect(after?.endedBy).toContain(before?.key);
    expect(after?.records).toEqual([{ hash: after?.key, former: [before?.key], kind: "cookie" }]);
    expect(other?.endedBy).not.toContain(before?.key);
  });

  test("each key has a fingerprint that does not tell it", async () => {
    const [one, two] = await keyringOf(SECRET, OLDER).fingerprints();
    expect([one, two]).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/), expect.stringMatching(/^[0-9a-f]{16}$/)]);
    expect(await keyringOf(OLDER).fingerprints()).toEqual([two]);
    expect(one).not.toBe(two);
  });
});

describe("a sealed cookie", () => {
  test("is known by its session ids, and its value is ended with them", async () => {
    const ids = [createSessionId(random), createSessionId(random)];
    const { header } = await seal(`sid=${T}`, ids);
    for (const bindSessions of ["strict", "enroll"] as const) {
      const { credentials, unsealed, own } = await readerWith(bindSessions).readCookies(`a=1; ${header}`, SCOPE);
      expect(credentials).toMatchObject([
        { key: hashOfSessionId(ids[0] ?? ""), endedBy: ids.map(hashOfSessionId), value: T },
      ]);
      expect(credentials[0]?.attached()).toEqual([T]);
      expect([unsealed.length, own.length]).toEqual([0, 1]);
    }
  });

  test.each<[string, (header: string, line: string) => string]>([
    ["its seal missing", (header) => header.split(";", 1)[0] ?? ""],
    ["another value under its seal", (header) => header.replace(T, U)],
    ["its last character respelled", (header) => header.replace(`${T};`, `${T.slice(0, -1)}b;`)],
    ["another case", (header) => header.replace("sid=", "SID=")],
    ["quotes", (header) => header.replace(T, `"${T}"`)],
    ["an escape", (header) => header.replace(T, `%67${T.slice(1)}`)],
    ["a chunk's name", (header) => header.replace("sid=", "sid.0=")],
    ["a prefix", (header) => header.replace("sid=", "__Host-sid=")],
    ["junk behind it", (header) => header.replace(T, `${T} x`)],
    ["a name inside another value", (header) => header.replace("sid=", "x=1%3B sid=")],
    ["an empty seal", (header, line) => header.replace(line, line.split("=", 1)[0] ?? "")],
  ])("with %s passes nobody in strict, and by its hash while moving in", async (_, change) => {
    const { header, line } = await seal(`sid=${T}`, [createSessionId(random)]);
    const changed = change(header, line);
    expect(await readerWith("strict").readCookies(changed, SCOPE)).toMatchObject({
      credentials: [],
      unsealed: [expect.anything()],
    });
    const enrolled = await readerWith("enroll").readCookies(changed, SCOPE);
    expect(enrolled.credentials).toMatchObject([{ seal: null }]);
  });

  test("is found whichever of the seals of its name is its own, and white space around it is none of its text", async () => {
    const { header, line } = await seal(`sid=${T}`, ["AAAAAAAAAAAAAAAA"]);
    const { line: other } = await seal(`sid=${U}`, ["BBBBBBBBBBBBBBBB"]);
    for (const cookies of [`${other}; ${header}`, `${header}; ${other}`, ` sid = ${T} ;${other};${line}`])
      expect((await readerWith("strict").readCookies(cookies, SCOPE)).credentials).toMatchObject([
        { seal: { ids: ["AAAAAAAAAAAAAAAA"] } },
      ]);
  });

  test("that a script sets has none, and is judged by its hash in strict as well", async () => {
    const { credentials } = await readerWith("strict").readCookies(`jwt=${T}`, SCOPE);
    expect(credentials).toMatchObject([{ seal: null, value: T, isRecordable: true }]);
  });

  test("that was taken over is still known by its value, too", async () => {
    const { header } = await seal(`sid=${T}`, ["AAAAAAAAAAAAAAAA"], { isEnrolled: true });
    const [one] = (await readerWith("enroll").readCookies(header, SCOPE)).credentials;
    const { current } = await keyringOf(SECRET).hash(T);
    expect(one?.endedBy).toContain(current);
    expect(one?.records.map(({ hash }) => hash)).toEqual([one?.key, current]);
  });
});

describe("reading cookies", () => {
  test("brings the stamps of this host together, the newest time of each id", async () => {
    const key = await keyringOf(SECRET).current();
    const lines = [
      await writeStampLine(new Map([["AAAAAAAAAAAAAAAA", 100]]), SCOPE.hostname, true, key),
      await writeStampLine(new Map([["AAAAAAAAAAAAAAAA", 200]]), SCOPE.hostname, true, key),
      await writeStampLine(new Map([["BBBBBBBBBBBBBBBB", 300]]), "other.example.com", true, key),
    ].map((line) => line.split(";", 1)[0]);
    const { stamp } = await readerWith("strict").readCookies(lines.join("; "), SCOPE);
    expect(stamp).toEqual(new Map([["AAAAAAAAAAAAAAAA", 200]]));
    expect((await readerWith("strict").readCookies(`${STAMP_NAME}=junk`, SCOPE)).stamp.size).toBe(0);
  });

  test("a pair that was read lately costs no cryptography, whatever stands beside it", async () => {
    const reader = readerWith("strict");
    const { header } = await seal(`sid=${T}`, [createSessionId(random)]);
    const first = await reader.readCookies(`a=1; ${header}`, SCOPE);
    const sign = vi.spyOn(crypto.subtle, "sign");
    const digest = vi.spyOn(crypto.subtle, "digest");
    const importKey = vi.spyOn(crypto.subtle, "importKey");
    expect(reader.readCookies(`a=1; ${header}`, SCOPE)).toBe(first);
    for (let i = 0; i < 50; i++) {
      const again = await reader.readCookies(`_ga=${i}; ${header}; b=2`, SCOPE);
      expect(again.credentials[0]?.key).toBe(first.credentials[0]?.key);
    }
    expect([sign, digest, importKey].map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0]);
  });

  test("one spelling's verdict is never another's", async () => {
    const reader = readerWith("enroll");
    const exacts = new Set<string>();
    const { header } = await seal(`sid=${T}`, ["AAAAAAAAAAAAAAAA"]);
    for (const cookies of [`sid=${T}`, `sid="${T}"`, `SID=${T}`, header])
      for (const { exact } of (await reader.readCookies(cookies, SCOPE)).credentials) exacts.add(exact);
    expect(exacts.size).toBe(4);
  });

  test("the memory of one host or account is not another's", async () => {
    const reader = readerWith("strict");
    const { header } = await seal(`sid=${T}`, ["AAAAAAAAAAAAAAAA"]);
    expect((await reader.readCookies(header, SCOPE)).credentials).toHaveLength(1);
    for (const scope of [
      { ...SCOPE, account: "umbrella" },
      { ...SCOPE, account: null },
      { ...SCOPE, hostname: "x.example.com" },
    ])
      expect((await reader.readCookies(header, scope)).credentials).toEqual([]);
  });

  test.each([
    ["session cookies", (count: number) => `${`sid=${T}; `.repeat(count)}a=1`],
    ["empty session cookies", (count: number) => `${"sid=; ".repeat(count)}a=1`],
    ["seals", (count: number) => `sid=${T}; ${"gth1-abcdefgh=x; ".repeat(count)}a=1`],
  ])("33 %s: all session cookies go, also from memory", async (_, header) => {
    const reader = readerWith("off");
    expect(await reader.readCookies(header(32), SCOPE)).toMatchObject({ tooMany: false });
    for (let turn = 0; turn < 2; turn++) {
      const { tooMany, credentials, unsealed, parts } = await reader.readCookies(header(33), SCOPE);
      expect([tooMany, credentials.length]).toEqual([true, 0]);
      expect(parts.filter((part) => !unsealed.includes(part)).map(({ text }) => text)).toEqual(["a=1"]);
    }
  });

  test("works when nothing fits into memory", async () => {
    const reader = readerWith("strict", keyringOf(SECRET), 2);
    const { header } = await seal(`sid=${T}`, ["AAAAAAAAAAAAAAAA"]);
    const [first, second] = [await reader.readCookies(header, SCOPE), await reader.readCookies(header, SCOPE)];
    expect(second).not.toBe(first);
    expect(JSON.stringify(second)).toBe(JSON.stringify(first));
    expect(first.credentials).toHaveLength(1);
  });
});

describe("reading a token", () => {
  test("is at once when it was read lately, and the same", async () => {
    const reader = readerWith("strict");
    const first = await reader.readToken("authorization", `Bearer ${U}`);
    expect(reader.readToken("authorization", `Bearer ${U}`)).toBe(first);
    expect(credentialOf(first)).toMatchObject({ kind: "token", name: "authorization", value: U, isRecordable: true });
  });

  test("of a user name and password: the pair goes on record, each half denies and is nobody's alone", async () => {
    const reader = readerWith("strict");
    const half = credentialOf(await reader.readToken("authorization", `Bearer ${T}`));
    const pair = credentialOf(await reader.readToken("authorization", `Basic ${btoa(`git:${T}`)}`));
    expect(pair).toMatchObject({ isDoor: true, value: `git:${T}` });
    expect(pair.attached()).toEqual([]);
    expect(pair.endedBy).toContain(half.key);
    expect(pair.records).toHaveLength(1);
  });

  test("of JOSE goes on record by its exact text, and with its identity beside it", async () => {
    const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl";
    const reader = readerWith("strict");
    const one = credentialOf(await reader.readToken("authorization", `Bearer ${jwt}`));
    const other = credentialOf(await reader.readToken("authorization", `Bearer ${jwt.slice(0, -1)}k`));
    expect(one.key).not.toBe(other.key);
    expect(one.endedBy.filter((hash) => other.endedBy.includes(hash))).toHaveLength(1);
    expect(one.attached()).toEqual(["jose eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9"]);
  });

  test("says why it is refused, and when it is empty", async () => {
    const reader = readerWith("strict");
    expect(await reader.readToken("authorization", `${T}, ${U}`)).toEqual({
      kind: "refused",
      reason: "several_values",
    });
    expect(await reader.readToken("authorization", "Basic Og==")).toEqual({ kind: "empty" });
  });

  test.each(["1", "deleted", "undefined", "chunks-2"])("%s is no secret, and goes on no record", async (value) => {
    const reader = readerWith("off");
    expect((await reader.readCookies(`sid=${value}`, SCOPE)).credentials).toMatchObject([{ isRecordable: false }]);
    expect(credentialOf(await reader.readToken("x-api-key", value)).isRecordable).toBe(false);
  });
});
