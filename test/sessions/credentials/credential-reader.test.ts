import { describe, expect, test } from "vitest";
import {
  type Credentials,
  createCredentialReader,
  judgeCredentials,
} from "../../../src/sessions/credentials/credential-reader.ts";
import { createCredentialProfile } from "../../../src/sessions/credentials/credentials.ts";
import { type CredentialSecrets, createCredentialHasher } from "../../../src/sessions/credentials/keyring.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const OLDER = "fedcba9876543210fedcba9876543210";
const T = "gho_16C7e42F292c6912E7710c838347Ae178B4a";
const U = "1b2cf535f27731c974343645a3985328";

const profile = createCredentialProfile({ sessionCookies: ["sid"], tokenHeaders: ["authorization"] });
const readerWith = (secrets: Partial<CredentialSecrets> = {}, memoBytes?: number) =>
  createCredentialReader({
    profile,
    hasher: createCredentialHasher({ current: SECRET, old: [], ...secrets }),
    ...(memoBytes === undefined ? {} : { memoBytes }),
  });
const hashesOf = ({ credentials }: Credentials) => credentials.flatMap(({ hashes }) => hashes);

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
    const { current, all } = await createCredentialHasher({ current: SECRET, old: [] }).hash(T);
    expect(current).toBe(hex.slice(0, 32));
    expect(all).toEqual([current]);
  });

  test("are remembered, and then there at once", async () => {
    const hasher = createCredentialHasher({ current: SECRET, old: [] });
    const first = await hasher.hash(T);
    expect(hasher.hash(T)).toBe(first);
  });

  test("are the same for a cookie and a token, and for every spelling", async () => {
    const reader = readerWith();
    const cookie = hashesOf(await reader.read(new Headers({ Cookie: `a=1; sid=${T}` })));
    expect(cookie).toHaveLength(1);
    for (const headers of [
      { Authorization: `bearer  ${T}` },
      { Cookie: `sid="${T}"` },
      { Cookie: `sid=%67${T.slice(1)}` },
    ]) {
      expect(hashesOf(await reader.read(new Headers(headers)))).toEqual(cookie);
    }
  });

  test("differ from value to value, and from secret to secret", async () => {
    const hashes = new Set<string>();
    for (const secret of [SECRET, OLDER]) {
      const hasher = createCredentialHasher({ current: secret, old: [] });
      for (const value of [T, U, "", "a", "é"]) hashes.add((await hasher.hash(value)).current);
    }
    expect(hashes.size).toBe(10);
  });

  test("of an older secret are recognised after the rotation, those of the current one are stored", async () => {
    const before = hashesOf(await readerWith({ current: OLDER }).read(new Headers({ Cookie: `sid=${T}` })));
    const after = await readerWith({ old: [OLDER] }).read(new Headers({ Cookie: `sid=${T}; sid=${U}` }));
    expect(hashesOf(after)).not.toEqual(expect.arrayContaining(before));
    const { ended, live, endedValues } = judgeCredentials(after.credentials, (hash) => before.includes(hash));
    expect(ended.map(({ values }) => values)).toEqual([[T]]);
    expect(live.map(({ values }) => values)).toEqual([[U]]);
    expect([...endedValues]).toEqual([T]);
  });
});

describe("reading credentials", () => {
  test("is at once when the header was read lately, and the same", async () => {
    const reader = readerWith();
    const headers = { Cookie: `a=1; sid=${T}`, Authorization: `Bearer ${U}` };
    const first = await reader.read(new Headers(headers));
    const second = reader.read(new Headers(headers));
    expect(second).not.toBeInstanceOf(Promise);
    expect(second).toEqual(first);
    expect(first).toMatchObject({
      tooMany: false,
      credentials: [
        { kind: "cookie", name: "sid", values: [T] },
        { kind: "token", name: "authorization", values: [U] },
      ],
    });
  });

  test.each<[string, Record<string, string>]>([
    ["no headers", {}],
    ["no session among the cookies", { Cookie: "a=1; b=2" }],
  ])("is at once with %s", (_, headers) => {
    expect(readerWith().read(new Headers(headers))).toEqual({ credentials: [], tooMany: false });
  });

  test("says when there are too many, also from memory", async () => {
    const reader = readerWith();
    const headers = new Headers({ Cookie: `sid=${T};`.repeat(100) });
    expect(await reader.read(headers)).toMatchObject({ tooMany: true });
    expect(await reader.read(headers)).toMatchObject({ tooMany: true });
    expect(await reader.read(new Headers({ Cookie: "sid=;".repeat(100) }))).toMatchObject({ tooMany: true });
  });

  test("works when nothing fits into memory", async () => {
    const reader = readerWith({}, 2);
    const headers = new Headers({ Cookie: `sid=${T}` });
    expect(await reader.read(headers)).toEqual(await reader.read(headers));
  });

  test("keeps the memory of one header apart from another one's", async () => {
    const reader = readerWith();
    const cookie = hashesOf(await reader.read(new Headers({ Cookie: `sid=${T}` })));
    const token = await reader.read(new Headers({ Authorization: `sid=${T}` }));
    expect(token.credentials).toMatchObject([{ kind: "token" }]);
    expect(hashesOf(await reader.read(new Headers({ Cookie: `sid=${T}` })))).toEqual(cookie);
  });

  test("an ended hint ends its credential", async () => {
    const reader = readerWith();
    const [token] = hashesOf(await reader.read(new Headers({ Authorization: `Bearer ${T}` })));
    const { credentials } = await reader.read(new Headers({ Authorization: `Basic ${btoa(`x:${T}`)}` }));
    const { ended, endedValues } = judgeCredentials(credentials, (hash) => hash === token);
    expect(ended).toHaveLength(1);
    expect([...endedValues]).toEqual([T]);
  });

  test("every value goes on record, no hint does", async () => {
    const { credentials } = await readerWith().read(
      new Headers({ Cookie: `sid=${T} x`, Authorization: `Basic ${btoa(`user:${T}`)}` }),
    );
    expect(credentials.map(({ values, hashes }) => [values.length, hashes.length])).toEqual([
      [2, 2],
      [1, 1],
    ]);
    expect(credentials.map(({ recognised }) => recognised.length)).toEqual([2, 3]);
  });
});
