import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createKeyring, type SealKey } from "../../../src/sessions/credentials/keyring.ts";
import {
  createSessionId,
  hashOfSessionId,
  readSeal,
  readTime,
  type Seal,
  type SealScope,
  sealNameOf,
  sessionIdOfHash,
  splitIds,
  writeSeal,
  writeTime,
} from "../../../src/sessions/credentials/seal.ts";
import { readStamp, STAMP_NAME, STAMP_NAME_HTTP, writeStampLine } from "../../../src/sessions/credentials/stamp.ts";

const SECRETS = { k1: "first-key-of-this-test-0123456789ab", k2: "second-key-of-this-test-0123456789a" };
const keyring = createKeyring([
  { id: "k2", secret: SECRETS.k2, verifiesSeals: true },
  { id: "k1", secret: SECRETS.k1, verifiesSeals: true },
]);
const key = await keyring.current();
const random = (count: number) => crypto.getRandomValues(new Uint8Array(count));
const HOST = "app.eu.example.com";
const SCOPE: SealScope = { hostname: HOST, account: "acme" };
const TEXT = "sid=s%3Aabc.def";
const SEAL_NAME = await sealNameOf("sid");
const OTHER_NAME = await sealNameOf("other");
const COOKIE = { sealName: SEAL_NAME, text: TEXT, labels: 0 };
const BIRTH = 1_790_000_000;

const aSeal = (seal: Partial<Omit<Seal, "keyId">> = {}): Omit<Seal, "keyId"> => ({
  ids: [createSessionId(random)],
  birth: BIRTH,
  issued: BIRTH + 60,
  isEnrolled: false,
  network: "abcDEF",
  address: "012-_9",
  made: "account",
  ...seal,
});
const read = (value: string, cookie = COOKIE, scope = SCOPE, find = keyring.find) =>
  readSeal(value, cookie, scope, find);

const digit = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const base64 = (length: number) =>
  fc.array(fc.constantFrom(...digit), { minLength: length, maxLength: length }).map((digits) => digits.join(""));
const label = fc.stringMatching(/^[a-z0-9]{1,10}$/);
const anySeal = fc.record({
  ids: fc.array(base64(16), { minLength: 1, maxLength: 4 }),
  birth: fc.integer({ min: 0, max: 2 ** 35 }),
  issued: fc.integer({ min: 0, max: 2 ** 35 }),
  isEnrolled: fc.boolean(),
  network: base64(6),
  address: base64(6),
  made: fc.constantFrom("account" as const, "shared" as const),
});
const anyHost = fc.array(label, { minLength: 2, maxLength: 6 }).map((labels) => labels.join("."));

describe("a seal", () => {
  test("says what was sealed, is no longer than 130 characters, and has the text of cookies alone", async () => {
    await fc.assert(
      fc.asyncProperty(anySeal, anyHost, fc.string(), label, fc.nat(6), async (seal, hostname, value, account, n) => {
        const labels = Math.min(n, hostname.split(".").length);
        const cookie = { sealName: SEAL_NAME, text: `sid=${value}`, labels };
        const scope = { hostname, account };
        const text = await writeSeal(seal, cookie, scope, key);
        expect(text.length).toBeLessThanOrEqual(130);
        expect(text).toMatch(/^[A-Za-z0-9._-]+$/);
        expect(await read(text, cookie, scope)).toEqual({ ...seal, keyId: "k2" });
      }),
      { numRuns: 200 },
    );
  });

  test("is none after any change of one character", async () => {
    const text = await writeSeal(
      aSeal({ ids: [createSessionId(random), createSessionId(random)] }),
      COOKIE,
      SCOPE,
      key,
    );
    for (let at = 0; at < text.length; at++) {
      for (const other of ["A", "b", "0", "-", "_", ".", "~", "=", "%", " ", "\u00e9"]) {
        if (text.charAt(at) === other) continue;
        expect(await read(text.slice(0, at) + other + text.slice(at + 1))).toBeNull();
      }
      expect(await read(text.slice(0, at) + text.slice(at + 1))).toBeNull();
      expect(await read(`${text.slice(0, at)}A${text.slice(at)}`)).toBeNull();
      expect(await read(text.slice(0, at))).toBeNull();
    }
    for (const more of ["A", ".", "=", " ", ".A", "%20", "\n"]) expect(await read(text + more)).toBeNull();
    expect(await read("")).toBeNull();
    expect(await read(`0${text.slice(1)}`)).toBeNull();
    expect(await read(`2${text.slice(1)}`)).toBeNull();
  });

  test("is none for any other text of the cookie", async () => {
    const text = await writeSeal(aSeal(), COOKIE, SCOPE, key);
    for (let at = 0; at <= TEXT.length; at++) {
      for (const changed of [`${TEXT.slice(0, at)}x${TEXT.slice(at)}`, `${TEXT.slice(0, at)}${TEXT.slice(at + 1)}`]) {
        if (changed !== TEXT) expect(await read(text, { ...COOKIE, text: changed })).toBeNull();
      }
    }
    for (const changed of ["SID=s%3Aabc.def", "sid=s:abc.def", 'sid="s%3Aabc.def"', "sid=s%3aabc.def"])
      expect(await read(text, { ...COOKIE, text: changed })).toBeNull();
  });

  test.each<[string, Partial<typeof COOKIE>, Partial<SealScope>]>([
    ["another cookie's name", { sealName: OTHER_NAME }, {}],
    ["another host", {}, { hostname: "app2.eu.example.com" }],
    ["a host below", {}, { hostname: `x.${HOST}` }],
    ["the host above", {}, { hostname: "eu.example.com" }],
    ["another account", {}, { account: "umbrella" }],
    ["a host of no known account", {}, { account: null }],
  ])("of a host and an account is none for %s", async (_, cookie, scope) => {
    const text = await writeSeal(aSeal(), COOKIE, SCOPE, key);
    expect(await read(text, { ...COOKIE, ...cookie }, { ...SCOPE, ...scope })).toBeNull();
  });

  test("of a Domain holds on every host below it, of the same account, and on no other", async () => {
    const text = await writeSeal(aSeal(), { ...COOKIE, labels: 2 }, SCOPE, key);
    const holdsOn = async (hostname: string, account: string | null = "acme") =>
      (await read(text, COOKIE, { hostname, account })) !== null;
    expect(await Promise.all([HOST, "example.com", "a.b.c.d.example.com"].map((host) => holdsOn(host)))).toEqual([
      true,
      true,
      true,
    ]);
    const others = ["example.org", "com", "xexample.com", "example.com.org", "evil-example.com"];
    expect(await Promise.all(others.map((host) => holdsOn(host)))).toEqual(others.map(() => false));
    expect(await holdsOn("b.example.com", "umbrella")).toBe(false);
  });

  test("of a Domain is none of the host that has this very name, and the other way round", async () => {
    const [domain, host] = [
      await writeSeal(aSeal(), { ...COOKIE, labels: 4 }, SCOPE, key),
      await writeSeal(aSeal(), COOKIE, SCOPE, key),
    ];
    expect(await read(domain.replace(".4a.", ".0a."))).toBeNull();
    expect(await read(host.replace(".0a.", ".4a."))).toBeNull();
  });

  test("made on a shared host names no account: the resolver decides there", async () => {
    const text = await writeSeal(aSeal({ made: "shared" }), COOKIE, { ...SCOPE, account: null }, key);
    for (const account of ["acme", "umbrella", null])
      expect(await read(text, COOKIE, { ...SCOPE, account })).toMatchObject({ made: "shared" });
    expect(await read(text.replace(".0s.", ".0a."))).toBeNull();
  });

  test("says whether it was given to a cookie that was taken over, and nobody can say otherwise", async () => {
    const text = await writeSeal(aSeal({ isEnrolled: true }), COOKIE, SCOPE, key);
    expect(await read(text)).toMatchObject({ isEnrolled: true });
    expect(await read(text.replace(".0ae.", ".0a."))).toBeNull();
  });

  test("is known by an older key, and not by an unknown, a leaked or another deployment's one", async () => {
    const text = await writeSeal(aSeal(), COOKIE, SCOPE, (await keyring.find("k1")) ?? expect.fail());
    expect(await read(text)).toMatchObject({ keyId: "k1" });
    const findIn = (keys: Parameters<typeof createKeyring>[0]): ((id: string) => Promise<SealKey | null>) =>
      createKeyring(keys).find;
    const current = { id: "k2", secret: SECRETS.k2, verifiesSeals: true };
    expect(await read(text, COOKIE, SCOPE, findIn([current]))).toBeNull();
    const leaked = { id: "k1", secret: SECRETS.k1, verifiesSeals: false };
    expect(await read(text, COOKIE, SCOPE, findIn([current, leaked]))).toBeNull();
    const elsewhere = { id: "k1", secret: "another-deployment-0123456789abcdef", verifiesSeals: true };
    expect(await read(text, COOKIE, SCOPE, findIn([elsewhere]))).toBeNull();
    expect(await read(text.replace("1k1.", "1k2."))).toBeNull();
  });

  test("of five ids is none", async () => {
    const ids = Array.from({ length: 5 }, () => createSessionId(random));
    expect(await read(await writeSeal(aSeal({ ids }), COOKIE, SCOPE, key))).toBeNull();
  });
});

describe("names, ids and times", () => {
  test("the name is `gth1-` and eight characters, another for each cookie and each case", async () => {
    const names = await Promise.all(["sid", "SID", "__Host-sid", "sid.0", "a"].map(sealNameOf));
    for (const name of names) expect(name).toMatch(/^gth1-[A-Za-z0-9_-]{8}$/);
    expect(new Set(names).size).toBe(names.length);
  });

  test("ids are 96 bits, and stand among hashes as themselves", () => {
    const id = createSessionId(random);
    expect(id).toMatch(/^[A-Za-z0-9_-]{16}$/);
    expect(hashOfSessionId(id)).toMatch(/^[0-9a-f]{24}0{8}$/);
    expect(sessionIdOfHash(hashOfSessionId(id))).toBe(id);
    expect(splitIds(id + id)).toEqual([id, id]);
  });

  test("times are whole seconds in six characters", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 36 - 1 }), (seconds) => {
        expect(writeTime(seconds)).toHaveLength(6);
        expect(readTime(writeTime(seconds))).toBe(seconds);
      }),
    );
    expect([-5, 1.9, 2 ** 40].map((seconds) => readTime(writeTime(seconds)))).toEqual([0, 1, 2 ** 36 - 1]);
  });
});

describe("a stamp", () => {
  const valueIn = (line: string): string => /=([^;]*)/.exec(line)?.[1] ?? "";
  const pairs = fc.array(fc.tuple(base64(16), fc.integer({ min: 0, max: 2 ** 35 })), { minLength: 1, maxLength: 4 });

  test("says when each id was last found live, on its own host", async () => {
    await fc.assert(
      fc.asyncProperty(pairs, anyHost, async (entries, hostname) => {
        const stamp = new Map(entries);
        const value = valueIn(await writeStampLine(stamp, hostname, true, key));
        expect(await readStamp(value, hostname, keyring.find)).toEqual(stamp);
        expect((await readStamp(value, `x.${hostname}`, keyring.find)).size).toBe(0);
      }),
      { numRuns: 100 },
    );
  });

  test("is a cookie of the whole host for ten days, that no script reads", async () => {
    const stamp = new Map([["AAAAAAAAAAAAAAAA", BIRTH]]);
    expect(await writeStampLine(stamp, HOST, true, key)).toMatch(
      /^__Host-gth1-seen=[^;]+; Path=\/; Max-Age=864000; HttpOnly; Secure; SameSite=None$/,
    );
    expect(await writeStampLine(stamp, HOST, false, key)).toMatch(
      /^gth1-seen=[^;]+; Path=\/; Max-Age=864000; HttpOnly; SameSite=Lax$/,
    );
    expect([STAMP_NAME, STAMP_NAME_HTTP]).toEqual(["__Host-gth1-seen", "gth1-seen"]);
  });

  test("is none after any change of one character, cut, extended, or under another key", async () => {
    const stamp = new Map([
      [createSessionId(random), BIRTH],
      [createSessionId(random), BIRTH + 5],
    ]);
    const value = valueIn(await writeStampLine(stamp, HOST, true, key));
    const isNone = async (text: string) => (await readStamp(text, HOST, keyring.find)).size === 0;
    for (let at = 0; at < value.length; at++) {
      for (const other of ["A", "b", "0", "-", ".", "="])
        if (value.charAt(at) !== other)
          expect(await isNone(value.slice(0, at) + other + value.slice(at + 1))).toBe(true);
      expect(await isNone(value.slice(0, at))).toBe(true);
    }
    expect(await isNone(`${value}A`)).toBe(true);
    expect((await readStamp(value, HOST, async () => null)).size).toBe(0);
  });

  test("has four ids at most", async () => {
    const many = new Map(Array.from({ length: 6 }, () => [createSessionId(random), BIRTH] as const));
    const value = valueIn(await writeStampLine(many, HOST, true, key));
    expect([...(await readStamp(value, HOST, keyring.find)).keys()]).toEqual([...many.keys()].slice(0, 4));
  });

  test("of a seal's key is no seal, and a seal no stamp", async () => {
    const seal = await writeSeal(aSeal(), COOKIE, SCOPE, key);
    expect((await readStamp(seal, HOST, keyring.find)).size).toBe(0);
    const stamp = valueIn(await writeStampLine(new Map([[createSessionId(random), BIRTH]]), HOST, true, key));
    expect(await read(stamp)).toBeNull();
  });
});
