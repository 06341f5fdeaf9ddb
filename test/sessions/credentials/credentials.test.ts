import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_CANDIDATES } from "../../../src/sessions/credentials/candidate.ts";
import {
  type Credential,
  createCredentialProfile,
  findCredentials,
  removeAllCredentials,
  removeCredentials,
} from "../../../src/sessions/credentials/credentials.ts";

const profile = createCredentialProfile({
  sessionCookies: ["sid", "remember_me"],
  tokenHeaders: ["authorization", "x-api-key"],
});
const T = "gho_16C7e42F292c6912E7710c838347Ae178B4a";
const U = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl";

const find = (headers: Record<string, string>): readonly Credential[] =>
  findCredentials(new Headers(headers), profile).credentials;
const valuesIn = (headers: Record<string, string>): readonly string[] => find(headers).flatMap(({ values }) => values);
const leftOf = (headers: Record<string, string>, ...ended: readonly string[]): Record<string, string> => {
  const copy = new Headers(headers);
  removeCredentials(copy, new Set(ended), profile);
  return Object.fromEntries(copy);
};

describe("cookies as credentials", () => {
  test("a session has one reading, under the profile's name", () => {
    expect(find({ Cookie: "theme=dark; sid=s%3A4f2a9c.Zk8s; lang=en" })).toEqual([
      { kind: "cookie", name: "sid", values: ["s:4f2a9c.Zk8s"], hints: [], isRecordable: true },
    ]);
  });

  test("each one is judged alone", () => {
    expect(find({ Cookie: `sid=${T}; remember_me=${U}; sid="${U}"` })).toMatchObject([
      { name: "sid", values: [T] },
      { name: "remember_me", values: [U] },
      { name: "sid", values: [U] },
    ]);
  });

  test("what other servers take for its end is a reading too, so that junk behind it makes no other credential", () => {
    expect(valuesIn({ Cookie: `sid=${T} x; a=1` })).toEqual([`${T} x`, T]);
    expect(valuesIn({ Cookie: `sid=${T},x` })).toEqual([`${T},x`, T]);
    expect(valuesIn({ Cookie: `sid="${T}; x"` })).toEqual([T, `${T}; x`, T.slice(0, -1)]);
  });

  test.each(["1", "deleted", "undefined", "chunks-2", "%22%22abc", "[object%20Object]"])(
    "%s is no secret, and goes on no record",
    (value) => {
      expect(find({ Cookie: `sid=${value}` })).toMatchObject([{ isRecordable: false }]);
    },
  );

  test.each(["", "sid", "sid=", 'sid=""', "sid= ; a=1", "asid=abcdefgh; sid2=abcdefgh", "SIDE=abcdefgh"])(
    "%j has none",
    (header) => {
      expect(find({ Cookie: header })).toEqual([]);
    },
  );
});

describe("tokens as credentials", () => {
  test.each<[string, Record<string, string>]>([
    ["Bearer", { Authorization: `Bearer ${T}` }],
    ["another case", { Authorization: `bEARER ${T}` }],
    ["several spaces", { Authorization: `bearer  ${T}` }],
    ["tabs", { Authorization: `Bearer\t \t${T}` }],
    ["another scheme", { Authorization: `token ${T}` }],
    ["no scheme", { Authorization: T }],
    ["quotes", { Authorization: `Bearer "${T}"` }],
    ["percent escapes", { Authorization: `Bearer %67${T.slice(1)}` }],
    ["words behind it", { Authorization: `Bearer ${T} x` }],
    ["words before it", { Authorization: `Bearer x ${T}` }],
    ["Rails' parameters", { Authorization: `Token token="${T}"` }],
    ["Rails' parameters and more", { Authorization: `Token token=${T}; nonce="x"` }],
    ["two values", { Authorization: `Bearer ${U}, Bearer ${T}` }],
    ["two values, the other way round", { Authorization: `Bearer ${T}, Bearer ${U}` }],
    ["a comma behind it", { Authorization: `Bearer ${T},` }],
    ["a comma before it", { Authorization: `,Bearer ${T}` }],
    ["a signing scheme", { Authorization: `Digest ${T}` }],
    ["a custom header", { "X-Api-Key": T }],
    ["a custom header with a scheme", { "X-Api-Key": `Bearer ${T}` }],
    ["an underscored header", { X_Api_Key: T }],
    ["a half-underscored header", { "X-Api_Key": T }],
    ["Basic, as the user", { Authorization: `Basic ${btoa(`${T}:`)}` }],
    ["Basic, as the password", { Authorization: `Basic ${btoa(`:${T}`)}` }],
    ["a cookie", { Cookie: `sid=${T}` }],
  ])("%s: the same credential wherever it stands", (_, headers) => {
    expect(valuesIn(headers)).toContain(T);
    expect(valuesIn(leftOf(headers, T))).not.toContain(T);
  });

  test("a usual token has one reading and goes on record", () => {
    expect(find({ Authorization: `Bearer ${T}` })).toEqual([
      { kind: "token", name: "authorization", values: [T], hints: [], isRecordable: true },
    ]);
    expect(find({ "X-Api-Key": "key_live_1234" })).toEqual([
      { kind: "token", name: "x-api-key", values: ["key_live_1234"], hints: [], isRecordable: true },
    ]);
  });

  test.each([
    "QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
    "QWxhZGRpbjpvcGVuIHNlc2FtZQ",
    "QWxhZGRp bjpvcGVu IHNlc2FtZQ==",
    "QWxhZGRpbjpvcGVuIHNlc2FtZR==",
    "QWxh.ZGRpbjpvcGVuIHNlc2FtZQ=",
  ])("Basic %s is the pair that servers decode", (text) => {
    expect(find({ Authorization: `Basic ${text}` })).toEqual([
      {
        kind: "token",
        name: "authorization",
        values: ["Aladdin:open sesame"],
        hints: ["Aladdin", "open sesame"],
        isRecordable: true,
      },
    ]);
  });

  test("a token that is ended is ended as the password of any user, and no password ends another pair", () => {
    const pair = (user: string): Record<string, string> => ({ authorization: `Basic ${btoa(`${user}:${T}`)}` });
    expect(leftOf(pair("git"), T)).toEqual({});
    expect(leftOf(pair("git"), `hub:${T}`)).toEqual(pair("git"));
    expect(find(pair("git"))[0]?.values).toEqual([`git:${T}`]);
  });

  test.each([
    'Digest username="Mufasa", realm="http-auth@example.org", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"',
    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, Signature=fe5f80f77d5fa3beca03",
    'OAuth oauth_consumer_key="dpf43f3p2l4k3l03", oauth_signature="tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D"',
    "NTLM TlRMTVNTUAABAAAAB4IIogAAAAAAAAAAAAAAAAAAAAAKAGFKAAAADw==",
  ])("%s changes with each request, and goes on no record", (authorization) => {
    const found = find({ Authorization: authorization });
    expect(found.length).toBeGreaterThan(0);
    for (const { isRecordable } of found) expect(isRecordable).toBe(false);
  });

  test.each(["", " ", ",", ", ,", "Basic", "Basic !!!"])("Authorization %j never throws", (authorization) => {
    expect(() => find({ Authorization: authorization })).not.toThrow();
  });
});

describe("taking credentials off", () => {
  test.each<[string, Record<string, string>, Record<string, string>]>([
    ["the ended of two tokens", { authorization: `Bearer ${T}, Bearer ${U}` }, { authorization: `Bearer ${U}` }],
    [
      "the ended cookie beside a live token",
      { cookie: `sid=${T}`, authorization: `Bearer ${U}` },
      { authorization: `Bearer ${U}` },
    ],
    ["both places", { cookie: `sid=${T}; a=1`, authorization: `Bearer ${T}` }, { cookie: "a=1" }],
    ["both spellings of a header", { "x-api-key": T, x_api_key: T }, {}],
    [
      "nothing ended",
      { cookie: `sid=${U}; a="1"`, "x-api-key": `a, b,c` },
      { cookie: `sid=${U}; a="1"`, "x-api-key": "a, b,c" },
    ],
    ["the token as a cookie that is no session", { cookie: `theme=${T}` }, { cookie: `theme=${T}` }],
  ])("%s", (_, headers, left) => {
    expect(leftOf(headers, T)).toEqual(left);
  });

  test("all of them", () => {
    const headers = new Headers({
      Cookie: `a=1; sid=${T}; b=2`,
      Authorization: "Basic eDp5",
      "X-Api-Key": U,
      X_Api_Key: U,
      Accept: "*/*",
    });
    removeAllCredentials(headers, profile);
    expect(Object.fromEntries(headers)).toEqual({ cookie: "a=1; b=2", accept: "*/*" });
  });

  const word = fc.constantFrom(
    T,
    U,
    "Bearer",
    "bearer",
    "token=",
    "Basic",
    " ",
    "\t",
    ",",
    ", ",
    ";",
    '"',
    "=",
    btoa(`x:${T}`),
    "%67",
  );
  test("an ended token is never found in what is left", () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 10 }), (words) => {
        const authorization = words.join("").trim();
        const left = leftOf({ Authorization: authorization }, T);
        for (const { values, hints } of find(left)) expect([...values, ...hints]).not.toContain(T);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("too many candidates", () => {
  const list = (count: number, part: (i: number) => string, separator: string): string =>
    Array.from({ length: count }, (_, i) => part(i)).join(separator);

  test.each<[string, (count: number) => Record<string, string>]>([
    ["cookies", (count) => ({ Cookie: list(count, (i) => `sid=${T}${i}`, "; ") })],
    ["empty cookies", (count) => ({ Cookie: list(count, () => "sid=", "; ") })],
    ["tokens", (count) => ({ Authorization: list(count, (i) => `Bearer ${T}${i}`, ", ") })],
    ["commas", (count) => ({ Authorization: `${",".repeat(count - 1)}Bearer ${T}` })],
  ])("%s: said so, and gone as a whole", (_, headers) => {
    expect(findCredentials(new Headers(headers(MAX_CANDIDATES)), profile).tooMany).toBe(false);
    const many = headers(MAX_CANDIDATES + 1);
    expect(findCredentials(new Headers(many), profile).tooMany).toBe(true);
    const copy = new Headers(many);
    removeAllCredentials(copy, profile);
    expect(Object.fromEntries(copy)).toEqual({});
  });
});
