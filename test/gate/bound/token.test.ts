import { describe, expect, test } from "vitest";
import { ATTRIBUTES, BOUND_SECONDS, endThere, expectNoPieceOf, logIn, secret } from "../../support/bound-world.ts";
import { travel } from "../../support/session-world.ts";
import { makeAccount, UNTRUSTED } from "../../support/world.ts";
import { account, browserAt, build, edge, expectHeldBack, host, otherEdge, vault } from "./world.ts";

// API tokens: an ended one is refused in every spelling that its verifiers accept, and no other one with it.

const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replace(/=+$/, "");
const json = (value: object): string => base64url(new TextEncoder().encode(JSON.stringify(value)));
const random = (count: number): string => base64url(crypto.getRandomValues(new Uint8Array(count)));
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** The same ES256 signature as (r, n − s), which every verifier takes. */
function mirrored(signature: string): string {
  const bytes = Uint8Array.from(atob(signature.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  const hex = [...bytes.slice(32)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const other = (((ORDER - BigInt(`0x${hex}`)) % ORDER) + ORDER) % ORDER;
  const text = other.toString(16).padStart(64, "0");
  const s = Uint8Array.from({ length: 32 }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16));
  return base64url(new Uint8Array([...bytes.slice(0, 32), ...s]));
}

const ask = (token: string, at = edge) =>
  at.visit(`https://${host}/api/leads`, { headers: { Authorization: `Bearer ${token}` } });

/** On record, and ended elsewhere. */
async function end(...tokens: readonly string[]): Promise<void> {
  for (const token of tokens) {
    vault.issue({ user: "ann", company: null }, token);
    expect((await ask(token)).status).toBe(200);
  }
  await endThere(account, { all: true });
  travel(BOUND_SECONDS);
}

/** Not the value itself but the signature and what it is over: a spelling may change the rest. */
async function expectRefused(token: string, headers: Record<string, string>): Promise<void> {
  for (const path of ["/api/leads", "/dashboard", "/elsewhere", "/login"]) {
    await expectHeldBack(token.slice(-30), () => edge.visit(`https://${host}${path}`, { headers }));
  }
  expect((await edge.visit(`https://${host}/api/leads`, { headers })).status).toBe(401);
}

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

test.each([32, 64, 256])("A3 A32 a JWT with a signature of %i bytes, its last character respelled", async (size) => {
  const token = `${json({ alg: "RS256" })}.${json({ sub: secret() })}.${random(size)}`;
  await end(token);
  for (const last of ALPHABET) await expectRefused(token, { Authorization: `Bearer ${token.slice(0, -1)}${last}` });
});

test.each<[string, (token: string) => string]>([
  ["padded", (token) => `${token}=`],
  ["padded in every part", (token) => token.replaceAll(".", "==.")],
  ["with the other alphabet", (token) => `${token.replaceAll("-", "+").replaceAll("_", "/")}/`],
  ["with a space inside", (token) => token.replace(".", " .")],
  ["with a space in the signature", (token) => `${token.slice(0, -4)} ${token.slice(-4)}`],
  ["with a new part", (token) => `${token}.`],
  ["with an escape", (token) => token.replace(".", "%2E")],
  ["in quotes", (token) => `"${token}"`],
])("A32 a JWE %s", async (_, respell) => {
  const token = [json({ alg: "dir", enc: "A256GCM" }), random(0), random(12), random(80), random(16)].join(".");
  await end(token);
  const text = respell(token);
  await expectHeldBack(token.slice(-30), () => ask(text));
});

test("A33 an ES256 token with the mirrored signature", async () => {
  const token = `${json({ alg: "ES256" })}.${json({ sub: secret() })}.${random(64)}`;
  const [header, payload, signature = ""] = token.split(".");
  const twin = `${header}.${payload}.${mirrored(signature)}`;
  expect(twin).not.toBe(token);
  vault.issue({ user: "ann", company: null }, twin);
  await end(token);
  expect((await ask(twin)).status).toBe(401);
  expect((await ask(twin, otherEdge())).status).toBe(401);
});

test("A34 PASETO: ending one leaves the other, which begins the same", async () => {
  const [first, second] = [`v4.public.${random(90)}`, `v4.public.${random(90)}`];
  await end(first);
  vault.issue({ user: "bob", company: null }, second);
  expect((await ask(second)).status).toBe(200);
  expect((await ask(first)).status).toBe(401);
});

test("A34 two JWTs of one user: ending one leaves the other", async () => {
  const make = () => `${json({ alg: "HS256" })}.${json({ sub: "ann", jti: secret() })}.${random(32)}`;
  const [first, second] = [make(), make()];
  await end(first);
  vault.issue({ user: "ann", company: null }, second);
  expect((await ask(second)).status).toBe(200);
});

test("an opaque token in base64url, its last character respelled; and under every scheme and place", async () => {
  const token = random(40);
  await end(token);
  const respelled = [...ALPHABET].map((last) => token.slice(0, -1) + last);
  for (const text of respelled.slice(0, 16)) {
    if (text === token || atobEqual(text, token)) await expectRefused(token, { Authorization: `Bearer ${text}` });
  }
  for (const text of [
    `token ${token}`,
    token,
    `Token token="${token}"`,
    `Basic ${btoa(`${token}:`)}`,
    `Basic ${btoa(`x:${token}`)}`,
    `bearer\t${token}`,
  ])
    await expectRefused(token, { Authorization: text });
  await expectRefused(token, { "X-Api-Key": token });
  await expectRefused(token, { X_Api_Key: token });
  await expectRefused(token, { "X-Api-Key": secret(), X_Api_Key: token });
  await expectRefused(token, { Authorization: `Bearer ${secret()}, Bearer ${token}` });
});

function atobEqual(a: string, b: string): boolean {
  const decode = (text: string) => atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return decode(a) === decode(b);
}

test("an ended token beside a live session cookie is taken off, and the cookie decides", async () => {
  const token = secret();
  await end(token);
  const browser = browserAt();
  await logIn(browser, "bob");
  const answer = await browser.go("/dashboard", { headers: { Authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(200);
  expectNoPieceOf(token, vault.last);
  expect(vault.last.headers.get("Cookie")).toBe(browser.pair().text);
});

test("the same JWT in a cookie and in a header is one session, and is ended as one", async () => {
  const token = `${json({ alg: "HS256" })}.${json({ sub: secret() })}.${random(32)}`;
  vault.issue({ user: "ann", company: null }, token);
  vault.answers((request) => (request.url.includes("/login") ? { setCookie: [`sid=${token}${ATTRIBUTES}`] } : null));
  const browser = browserAt();
  await browser.go("/login", { method: "POST" });
  const both = { headers: { Authorization: `Bearer ${token}` } };
  expect((await browser.go("/dashboard", both)).status).toBe(200);
  expect((await browser.go("/dashboard", both)).status).toBe(200);
  await endThere(account, { session: vault.last.headers.get("Gatehouse-Session") ?? "" });
  travel(BOUND_SECONDS);
  for (const attempt of [() => ask(token), () => browser.go("/dashboard"), () => browser.go("/dashboard", both)])
    await expectHeldBack(token.slice(-30), attempt);
});

describe("H21 H22 tokens of honest callers", () => {
  test("H21 an API token beside a junk cookie stays on the API's door", async () => {
    const closed = await makeAccount({ mode: "enforce" });
    const token = vault.issue({ user: "bot", company: null });
    const headers = { Authorization: `Bearer ${token}`, Cookie: "sid_x=a-value-of-more-than-16-characters; _ga=1" };
    const answer = await edge.visit(`https://${closed.host}/api/leads`, { headers, from: UNTRUSTED });
    expect(answer.status).toBe(200);
    expect(vault.last.headers.get("Authorization")).toBe(`Bearer ${token}`);
    expect(vault.last.headers.get("Cookie")).toBe("_ga=1");
  });

  test("H21 a live session cookie does not get in by that door", async () => {
    const closed = await makeAccount({ mode: "enforce" });
    const victim = browserAt({ host: closed.host });
    await logIn(victim);
    const before = vault.reached.length;
    expect((await victim.go("/api/leads", { from: UNTRUSTED })).status).toBe(403);
    expect(vault.reached.length).toBe(before);
  });

  test("H22 a door's user name and password beside an API key: the key's session alone is known and ended", async () => {
    const [key, other] = [vault.issue({ user: "bot", company: null }), vault.issue({ user: "bot-2", company: null })];
    const door = `Basic ${btoa("staging:a-shared-password")}`;
    const call = (apiKey: string) =>
      edge.visit(`https://${host}/api/leads`, { headers: { Authorization: door, "X-Api-Key": apiKey } });
    for (const one of [key, other]) {
      expect((await call(one)).status).toBe(200);
      await call(one);
      expect(vault.last.headers.get("Authorization")).toBe(door);
    }
    const first = await (async () => {
      await call(key);
      return vault.last.headers.get("Gatehouse-Session") ?? "";
    })();
    await endThere(account, { session: first });
    travel(BOUND_SECONDS);
    expect((await call(key)).status).toBe(401);
    expect((await call(other)).status).toBe(200);
  });
});

test("a product without tokens: Authorization does not reach it", async () => {
  build({}, { TOKEN_HEADERS: "none" });
  const value = vault.issue({ user: "ann", company: null });
  await edge.visit(`https://${host}/dashboard`, { headers: { Authorization: `Bearer ${value}` } });
  expect(vault.last.headers.get("Authorization")).toBeNull();
});
