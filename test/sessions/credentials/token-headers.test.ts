import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createCredentialProfile, removeAllCredentials } from "../../../src/sessions/credentials/credential-profile.ts";
import { createTokenHeaders, readToken } from "../../../src/sessions/credentials/token-headers.ts";
import { formsOf } from "../../../src/sessions/credentials/value-forms.ts";

const T = "gho_16C7e42F292c6912E7710c838347Ae178B4a";
const U = "1b2cf535f27731c974343645a3985328";
const JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl";
const headers = createTokenHeaders(["authorization", "x-api-key"]);

/** Every text by which a token is recognised; none: it is refused or empty. */
const textsOf = (text: string): readonly string[] => {
  const reading = readToken(text);
  return reading.kind === "token" ? [reading.value, ...reading.words] : [];
};

describe("a token", () => {
  test.each([
    ["Bearer", `Bearer ${T}`],
    ["another case", `bEARER ${T}`],
    ["several spaces", `bearer  ${T}`],
    ["tabs", `Bearer\t \t${T}`],
    ["another scheme", `token ${T}`],
    ["no scheme", T],
    ["quotes", `Bearer "${T}"`],
    ["percent escapes", `Bearer %67${T.slice(1)}`],
    ["Rails' parameters", `Token token="${T}"`],
    ["Rails' parameters and more", `Token token=${T}; nonce="x"`],
    ["a signing scheme", `Digest ${T}`],
    ["after a parameter of a signing scheme", `Digest a, Bearer ${T}, b`],
    ["with text behind its padding", `Bearer ${T}=AAAA`],
    ["Basic, with text behind the padding", `Basic ${btoa(`user:${T}`).replace(/=*$/, "")}=AAAA`],
    ["Basic, as the user", `Basic ${btoa(`${T}:`)}`],
    ["Basic, as the password", `Basic ${btoa(`:${T}`)}`],
  ])("is the same credential: %s", (_, text) => {
    expect(textsOf(text)).toContain(T);
  });

  test("has one reading and goes on record", () => {
    for (const text of [`Bearer ${T}`, T])
      expect(readToken(text)).toMatchObject({ kind: "token", value: T, isLasting: true, isBasic: false });
    expect(readToken(T)).toMatchObject({ words: [] });
  });

  test.each([
    ["two values", `Bearer ${U}, Bearer ${T}`],
    ["two values without a blank", `Bearer ${U},${T}`],
    ["two headers that a server joined", `${U}, ${T}`],
    ["a value and nothing", `Bearer ${T},`],
    ["nothing and a value", `,Bearer ${T}`],
    ["only commas", ",,,"],
  ])("is one: %s are refused", (_, text) => {
    expect(readToken(text)).toEqual({ kind: "refused", reason: "several_values" });
  });

  test.each([
    ["words behind it", `Bearer ${T} x`],
    ["words before it", `Bearer x ${T}`],
    ["between a word that is no scheme and another", `" ${T} x`],
    ["in the midst of words", `a b Bearer ${T}, c=d e`],
    ["Basic, after another word", `X Basic ${btoa(`user:${T}`)}`],
  ])("with %s is refused: servers differ in which word they read", (_, text) => {
    expect(readToken(text)).toEqual({ kind: "refused", reason: "several_values" });
  });

  test("among more parameters than any scheme has is refused", () => {
    const words = Array.from({ length: 30 }, (_, index) => `a-parameter-${index}=1`);
    expect(textsOf(`Signature ${[...words, `x=${T}`].join(" ")}`)).toContain(T);
    expect(readToken(`Signature ${[...words, `x=${T}`, `y=${U}`, "another-parameter=2"].join(" ")}`)).toEqual({
      kind: "refused",
      reason: "several_values",
    });
  });

  test.each([
    "QWxhZGRpbjpvcGVuIHNlc2FtZQ==",
    "QWxhZGRpbjpvcGVuIHNlc2FtZQ",
    "QWxhZGRp bjpvcGVu IHNlc2FtZQ==",
    "QWxhZGRpbjpvcGVuIHNlc2FtZR==",
    "QWxh.ZGRpbjpvcGVuIHNlc2FtZQ=",
  ])("Basic %s is the pair that servers decode, and each half of it denies", (text) => {
    const reading = readToken(`Basic ${text}`);
    expect(reading).toMatchObject({ kind: "token", value: "Aladdin:open sesame", isLasting: true, isBasic: true });
    expect(reading).toMatchObject({ words: expect.arrayContaining(["Aladdin", "open sesame"]) });
  });

  test("in Basic with one half empty is no pair that people share", () => {
    expect(readToken(`Basic ${btoa(`${T}:`)}`)).toMatchObject({ value: T, isBasic: false });
  });

  test.each([
    'Digest username="Mufasa", realm="http-auth@example.org", nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v"',
    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, Signature=fe5f80f77d5fa3beca03",
    'OAuth oauth_consumer_key="dpf43f3p2l4k3l03", oauth_signature="tR3%2BTy81lMeYAr%2FFid0kMTYa%2FWM%3D"',
    "NTLM TlRMTVNTUAABAAAAB4IIogAAAAAAAAAAAAAAAAAAAAAKAGFKAAAADw==",
  ])("%s changes with each request, and goes on no record", (text) => {
    expect(readToken(text)).toMatchObject({ kind: "token", isLasting: false });
  });

  test.each(["", " ", "Basic", "Basic !!!", "Bearer ", "Basic Og=="])("%j never throws", (text) => {
    expect(() => readToken(text)).not.toThrow();
  });

  const word = fc.constantFrom(
    ...[T, U, "Bearer", "bearer", "token=", "Basic", " ", "\t", ",", ", ", ";", '"', "=", btoa(`x:${T}`), "%67"],
  );
  test("that a server could read as any of its words is recognised, or the header refused", () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 10 }), (words) => {
        const text = words.join("").trim();
        const reading = readToken(text);
        if (reading.kind !== "token") return;
        const texts = [reading.value, ...reading.words];
        for (const part of text.split(/[^!-~]+|[,;]/)) if (part === T || part === U) expect(texts).toContain(part);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("a JOSE token", () => {
  const base64url = (text: string) => btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const header = base64url('{"alg":"ES256"}');

  test("is recognised by all but its signature, and proven by its exact text", () => {
    expect(readToken(`Bearer ${JWT}`)).toMatchObject({ value: JWT });
    expect(formsOf(JWT)).toEqual([JWT, `jose ${JWT.slice(0, JWT.lastIndexOf("."))}`]);
    const [one, other] = [`${header}.e30.AAAA`, `${header}.e30.BBBB`].map(formsOf);
    expect(one?.at(-1)).toBe(other?.at(-1));
    expect(one?.[0]).not.toBe(other?.[0]);
  });

  test.each([
    ["padding", `${JWT}=`],
    ["padding in the header", JWT.replace(".", "=.")],
    ["unused bits", `${header}.e30.AB`],
    ["the other alphabet", `${header}.e30.+/+/`],
    ["a blank in it", JWT.replace("eyJz", "ey Jz")],
    ["two parts", `${header}.e30`],
    ["four parts", `${header}.e30.AAAA.AAAA`],
    ["six parts", `${header}.e30.AAAA.AAAA.AAAA.AAAA`],
    ["a line break", JWT.replace("eyJz", "ey\u000bJz")],
    ["percent escapes", JWT.replace("eyJz", "%65yJz")],
    ["quotes inside", JWT.replace("eyJz", '"eyJz')],
    ["a word before it and padding", `x ${JWT}=`],
    ["a word behind it and padding", `${JWT}= x`],
    ["a parameter's name and padding", `token=${JWT}=`],
  ])("with %s is refused: no issuer spells it so", (_, text) => {
    expect(readToken(`Bearer ${text}`)).toMatchObject({ kind: "refused" });
  });

  test.each([
    ["PASETO", "v4.public.eyJzdWIiOiI0MiJ9AAAA.AAAA"],
    ["a signed id", "s:4f2a9c7e.Zk8sZk8sZk8s"],
    ["three words", "aaaa.bbbb.cccc"],
  ])("is not what has no `alg` in its first part: %s", (_, text) => {
    expect(readToken(`Bearer ${text}`)).toMatchObject({ kind: "token", value: text });
  });

  test("however lenient verifiers accept it, it is denied when it has ended", () => {
    const bytes = fc.uint8Array({ minLength: 3, maxLength: 40 });
    const encode = (of: Uint8Array) => base64url(String.fromCharCode(...of));
    const respell = fc.constantFrom<(text: string) => string>(
      (text) => text,
      (text) => `${text}=`,
      (text) => `${text}==`,
      (text) => text.replaceAll("-", "+").replaceAll("_", "/"),
      (text) => `${text.slice(0, 4)} ${text.slice(4)}`,
      (text) => `${text.slice(0, -1)}${text.endsWith("A") ? "B" : "A"}`,
      (text) => `${text.slice(0, 2)}!${text.slice(2)}`,
      (text) => `${text}.`,
    );
    fc.assert(
      fc.property(bytes, bytes, respell, fc.nat(2), (payload, signature, spell, at) => {
        const parts = [header, encode(payload), encode(signature)];
        const token = parts.join(".");
        const spelled = parts.map((part, index) => (index === at ? spell(part) : part)).join(".");
        const ended = new Set(textsOf(token));
        // As jsonwebtoken does it: whatever is no digit is skipped, both alphabets are one.
        const lenient = (text: string) =>
          text
            .split(".")
            .slice(0, 3)
            .map((part) => Buffer.from(part, "base64").toString("hex"))
            .join(".");
        const isSame = lenient(spelled) === lenient(token);
        const reading = readToken(`Bearer ${spelled}`);
        if (isSame) expect(reading.kind === "refused" || textsOf(spelled).some((text) => ended.has(text))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("token headers", () => {
  test("are found under every spelling of their name, and doubled ones are told", () => {
    const present = (fields: Record<string, string>) => headers.present(new Headers(fields));
    expect(present({ "X-Api-Key": T, Accept: "*/*" })).toEqual([{ name: "x-api-key", text: T, isDoubled: false }]);
    expect(present({ X_Api_Key: T })).toEqual([{ name: "x-api-key", text: T, isDoubled: false }]);
    expect(present({ "X-Api_Key": T })).toEqual([{ name: "x-api-key", text: T, isDoubled: false }]);
    expect(present({ "X-Api-Key": T, X_Api_Key: U })).toMatchObject([{ name: "x-api-key", isDoubled: true }]);
    expect(present({ Authorization: T, "X-Api-Key": U }).map(({ name }) => name)).toEqual([
      "authorization",
      "x-api-key",
    ]);
    expect(present({})).toEqual([]);
  });

  test.each([
    ["x.api.key", true],
    ["x!api~key", true],
    ["x.api-key", true],
    ["x-api-key", false],
    ["x_api-key", false],
    ["x.apikey", false],
    ["x.api.key2", false],
    ["content.type", false],
  ])("%s is a misspelt one: %s", (name, expected) => {
    expect(headers.isMisspelt(name)).toBe(expected);
  });

  test("with more hyphens than spellings are made for are misspelt with another character", () => {
    const { isMisspelt, present } = createTokenHeaders(["x-a-b-c-d-e-token"]);
    expect(isMisspelt("x-a-b-c-d-e_token")).toBe(true);
    expect(isMisspelt("x-a-b-c-d-e-token")).toBe(false);
    expect(present(new Headers({ "X-A-B-C-D-E-Token": T }))).toHaveLength(1);
  });

  test("go under every spelling of their name", () => {
    const copy = new Headers({ "X-Api-Key": T, X_Api_Key: U, "X-Api_Key": T, Authorization: T });
    headers.remove(copy, "x-api-key");
    expect(Object.fromEntries(copy)).toEqual({ authorization: T });
    headers.removeAll(copy);
    expect(Object.fromEntries(copy)).toEqual({});
  });
});

test("all credentials go, and Gatehouse's own cookies with them", () => {
  const profile = createCredentialProfile({
    sessionCookies: { names: ["sid"], exceptions: [], unbound: [] },
    tokenHeaders: ["authorization", "x-api-key"],
  });
  const copy = new Headers({
    Cookie: `a=1; sid=${T}; gth1-abcdefgh=x; __Host-gth1-seen=y; __Host-gatehouse-acme=z; __Host-gatehouse=z; b=2`,
    Authorization: "Basic eDp5",
    "X-Api-Key": U,
    X_Api_Key: U,
    Accept: "*/*",
  });
  removeAllCredentials(copy, profile);
  expect(Object.fromEntries(copy)).toEqual({ cookie: "a=1; b=2", accept: "*/*" });
});
