import { describe, expect, test, vi } from "vitest";
import {
  eachWithAccount,
  endAll,
  gate,
  headerOf,
  isolate,
  type Jar,
  logIn,
  product,
  send,
  sessions,
  setCookie,
} from "./bound-world.ts";

const encode = (value: object): string =>
  btoa(JSON.stringify(value)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const HEADER = encode({ alg: "ES256", typ: "JWT" });
const PAYLOAD = encode({ sub: "ann", jti: "0123456789" });
const SIGNATURE = "c2lnbmF0dXJlLW9mLXRoaXMtdmVyeS10b2tlbi1yLWFuZC1zLWhlcmUtMDEyMzQ1Njc4OQ";
const JWT = `${HEADER}.${PAYLOAD}.${SIGNATURE}`;
const JWE = `${encode({ alg: "dir", enc: "A256GCM" })}..aXYtMDEyMzQ1Njc4OQ.Y2lwaGVydGV4dC0wMTIzNDU2Nzg5.dGFnLTAxMjM0NTY3ODk`;
const OPAQUE = "gho_0123456789abcdefghijklmnopqrstuvwxyzAB";

const call = async (headers: Record<string, string>, at = gate): Promise<number> => {
  product.answers(() => ({ status: 200 }));
  return (await at.visit("/api/leads", { headers })).status;
};
const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

/** Proven, then ended by an administrator. */
async function ended(headers: Record<string, string>): Promise<void> {
  expect(await call(headers)).toBe(200);
  expect(await sessions()).toHaveLength(1);
  await endAll();
}

describe("an API token that has ended", () => {
  eachWithAccount();

  test.each<[string, Record<string, string>]>([
    ["as it was", bearer(JWT)],
    ["under another scheme", { Authorization: `Token ${JWT}` }],
    ["without one", { Authorization: JWT }],
    ["in another header", { "X-Api-Key": JWT }],
    ["in a header with underscores", { X_Api_Key: JWT }],
    ["A33 with another signature of the same token", bearer(`${HEADER}.${PAYLOAD}.b3RoZXItc2lnbmF0dXJlLW4tbWludXMtcw`)],
    ["with another last character", bearer(`${JWT.slice(0, -1)}R`)],
    ["padded", bearer(`${JWT}==`)],
    ["with a part more", bearer(`${JWT}.e30`)],
    ["in quotes", bearer(`"${JWT}"`)],
    ["twice", { Authorization: `Bearer ${JWT}, Bearer ${JWT}` }],
    ["after another one", { Authorization: `Bearer ${OPAQUE}, Bearer ${JWT}` }],
  ])("a JWT, %s: 401, and the product is not asked", async (_name, headers) => {
    await ended(bearer(JWT));
    const before = product.reached.length;
    expect(await call(headers)).toBe(401);
    expect(product.reached).toHaveLength(before);
  });

  test.each([
    ["respelled", `${JWE.slice(0, -1)}R`],
    ["padded", `${JWE}=`],
    ["with white space", `${JWE.slice(0, 9)} ${JWE.slice(9)}`],
    ["itself", JWE],
  ])("A32 a JWE, %s: it gets nowhere", async (_name, token) => {
    await ended(bearer(JWE));
    expect(await call(bearer(token))).toBe(401);
  });

  test.each([
    ["itself", OPAQUE],
    ["with unused bits", `${OPAQUE.slice(0, -1)}C`],
    ["as half of a Basic pair", null],
  ])("an opaque one, %s: 401", async (_name, token) => {
    await ended(bearer(OPAQUE));
    const headers = token === null ? { Authorization: `Basic ${btoa(`${OPAQUE}:x-oauth-basic`)}` } : bearer(token);
    expect(await call(headers)).toBe(401);
  });

  test("A34 of two PASETO tokens one ends alone", async () => {
    const token = (end: string) => `v4.public.eyJzdWIiOiJhbm4ifQ0123456789abcdefghijklmnopqrstuvwxyz.${end}`;
    await ended(bearer(token("Zm9vdGVyLTE")));
    expect(await call(bearer(token("Zm9vdGVyLTI")))).toBe(200);
    expect(await call(bearer(token("Zm9vdGVyLTE")))).toBe(401);
  });

  test("A24 the value of a session cookie that has ended is refused in Authorization", async () => {
    await logIn(JWT);
    await endAll();
    expect(await call(bearer(JWT))).toBe(401);
    expect(await call({ "X-Api-Key": JWT })).toBe(401);
  });

  test("A25 and posted to where a login makes a cookie of it, it makes none", async () => {
    await ended(bearer(JWT));
    const jar: Jar = new Map();
    await send(jar, "/session", { method: "POST", answer: { setCookie: [setCookie("sid", JWT)] } });
    expect(jar.size).toBe(0);
  });

  test("A35 a forged signature at the logout throws nobody out", async () => {
    expect(await call(bearer(JWT))).toBe(200);
    product.answers(() => ({ status: 204, signal: "logout" }));
    await gate.visit("/logout", { method: "POST", headers: bearer(`${HEADER}.${PAYLOAD}.Zm9yZ2Vk`) });
    expect(await sessions()).toHaveLength(1);
    expect(await call(bearer(JWT))).toBe(200);
  });

  test("beside a live session cookie it is taken off, and the product goes by the cookie", async () => {
    await ended(bearer(OPAQUE));
    const jar = await logIn("own-value-0123456789");
    product.answers(() => ({ status: 200 }));
    await gate.visit("/api/leads", { cookies: headerOf(jar), headers: bearer(OPAQUE) });
    expect(product.last.headers.get("Authorization")).toBeNull();
    expect(product.last.headers.get("Cookie")).toContain("own-value");
  });
});

describe("a live API token", () => {
  eachWithAccount();

  test("H21 with a junk cookie beside it stays an API call", async () => {
    product.answers(() => ({ status: 200 }));
    await gate.visit("/api/leads", { cookies: "sid_x=junk-0123456789abcdef", headers: bearer(OPAQUE) });
    expect(product.last.headers.get("Cookie")).toBeNull();
    expect(product.last.headers.get("Authorization")).toBe(`Bearer ${OPAQUE}`);
    expect(await sessions()).toMatchObject([{ kind: "api" }]);
  });

  test("H22 behind a Basic door both arrive, the key alone is on record, and the door stays open when it ends", async () => {
    const door = { Authorization: `Basic ${btoa("staging:letmein-0123")}` };
    expect(await call({ ...door, "X-Api-Key": OPAQUE })).toBe(200);
    expect(product.last.headers.get("Authorization")).toBe(door.Authorization);
    expect(product.last.headers.get("X-Api-Key")).toBe(OPAQUE);
    expect(await sessions()).toHaveLength(1);
    await endAll();
    expect(await call({ ...door, "X-Api-Key": OPAQUE })).toBe(401);
    expect(await call({ ...door, "X-Api-Key": "another-key-0123456789" })).toBe(200);
  });

  test("the same JWT in a cookie and a header is one session", async () => {
    const jar = await logIn(JWT);
    product.answers(() => ({ status: 200 }));
    await gate.visit("/api/leads", { cookies: headerOf(jar), headers: bearer(JWT) });
    expect(await sessions()).toHaveLength(1);
  });

  test("TOKEN_HEADERS = none: Authorization does not reach a product that takes no tokens", async () => {
    const none = isolate({ TOKEN_HEADERS: "none" });
    expect(await call(bearer(OPAQUE), none)).toBe(200);
    expect(product.last.headers.get("Authorization")).toBeNull();
    vi.setSystemTime(Date.now() + 1);
  });
});
