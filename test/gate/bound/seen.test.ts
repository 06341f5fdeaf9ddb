import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import {
  ATTRIBUTES,
  activeSessions,
  BOUND_SECONDS,
  createBrowser,
  endThere,
  expectNoPieceOf,
  logIn,
  secret,
} from "../../support/bound-world.ts";
import { createLocation } from "../../support/product-world.ts";
import { travel } from "../../support/session-world.ts";
import { makeAccount, TRUSTED, UNTRUSTED } from "../../support/world.ts";
import { account, browserAt, build, edge, host, otherEdge, reachedBy, vault } from "./world.ts";

// What was seen on a running product before cookies were bound, by the number it was reported under. Cases 1 to 4 are in
// shared-host.test.ts, 6 in token.test.ts, 10 in rotation.test.ts, 15 in time.test.ts; 8, 11 and 13 with their own parts.

const { api } = createLocation("operator.example.com");
const count = async (table: "ended" | "sessions" | "credentials"): Promise<number> =>
  (await env.DB.prepare(`SELECT count(*) AS n FROM ${table}`).first<number>("n")) ?? 0;
async function shareHost(): Promise<string> {
  const shared = `shared-${host}`;
  expect((await api("PUT", `/shared-hosts/${shared}`)).status).toBeLessThan(300);
  return shared;
}

test("2 a stolen cookie sent beside one's own is not on record with the thief's account", async () => {
  const other = await makeAccount({ mode: "off" });
  const victim = browserAt();
  await logIn(victim);
  const thief = createBrowser(edge, { host: other.host });
  await logIn(thief, "thief");
  const Cookie = `${thief.header()}; ${victim.header()}`;
  for (let n = 0; n < 3; n++) await edge.visit(`https://${other.host}/dashboard`, { headers: { Cookie } });
  const { results } = await env.DB.prepare(
    "SELECT account_id, session_id, count(*) AS n FROM credentials GROUP BY 1, 2",
  ).all();
  const mine = results.filter((row) => row.account_id === other.id);
  expect(mine).toHaveLength(1);
  await endThere(other.id, { all: true });
  travel(BOUND_SECONDS);
  expect((await victim.go("/dashboard")).status).toBe(200);
});

test("2 two sessions of one account in one request: neither is proven, moved or ended by it", async () => {
  const [first, second] = [browserAt(), browserAt()];
  await logIn(first, "ann");
  await logIn(second, "bob");
  const Cookie = `${first.header()}; ${second.header()}`;
  for (let n = 0; n < 3; n++) await edge.visit(`https://${host}/dashboard`, { headers: { Cookie } });
  await edge.visit(`https://${host}/logout`, { method: "POST", headers: { Cookie } });
  travel(BOUND_SECONDS);
  expect(await activeSessions(account)).toHaveLength(2);
  for (const one of [first, second]) expect((await one.go("/dashboard")).status).toBe(200);
});

test("5 two devices that share a chunk are two sessions, ended apart", async () => {
  const shared = secret();
  const devices = [browserAt(), browserAt()];
  for (const device of devices) {
    const own = vault.issue({ user: "ann", company: null });
    vault.answers((request) =>
      request.method === "POST" ? { setCookie: [`sid.0=${shared}${ATTRIBUTES}`, `sid.1=${own}${ATTRIBUTES}`] } : null,
    );
    await device.go("/login", { method: "POST" });
    vault.answers(null);
    expect((await device.go("/dashboard")).status).toBe(200);
  }
  const [first, second] = devices;
  expect(await activeSessions(account)).toHaveLength(2);
  await first?.go("/dashboard");
  await endThere(account, { session: vault.last.headers.get("Gatehouse-Session") ?? "" });
  travel(BOUND_SECONDS);
  await first?.go("/dashboard");
  expectNoPieceOf(shared, vault.last);
  expect((await second?.go("/dashboard"))?.status).toBe(200);
});

describe("7 a logout with a credential that is nobody's alone", () => {
  test.each<[string, Record<string, string>]>([
    ["a public key", { Authorization: "Bearer pk_live_51H8xQ2eZvKYlo2C9abcdef" }],
    ["a public key in its own header", { "X-Api-Key": "pk_live_51H8xQ2eZvKYlo2C9abcdef" }],
    ["a staging door's password", { Authorization: `Basic ${btoa("staging:a-shared-password")}` }],
    ["a made-up cookie", { Cookie: "sid=made-up-0123456789abcdef" }],
  ])("%s", async (_, headers) => {
    const rows = await count("ended");
    for (let n = 0; n < 30; n++) {
      const junk = Array.from({ length: 30 }, () => `sid=${secret()}`).join("; ");
      const own: Record<string, string> = { ...headers };
      own.Cookie = `${own.Cookie ?? "a=1"}; ${junk}`;
      await edge.visit(`https://${host}/logout`, { method: "POST", headers: own });
      await edge.visit(`https://${host}/logout`, { method: "POST", headers });
    }
    travel(BOUND_SECONDS);
    expect(await count("ended")).toBe(rows);
    const reached = await reachedBy(() => edge.visit(`https://${host}/public/page`, { headers }));
    const [name = ""] = Object.keys(headers);
    if (name !== "Cookie") expect(reached[0]?.headers.get(name)).toBe(headers[name]);
  });

  test("a proven door that many people share is not ended by the logout of one of them", async () => {
    const door = { Authorization: `Basic ${btoa("staging:a-shared-password")}` };
    const [ann, bob] = [browserAt(), browserAt()];
    for (const one of [ann, bob]) {
      await one.go("/login", { method: "POST", headers: door });
      expect((await one.go("/dashboard", { headers: door })).status).toBe(200);
    }
    await ann.go("/logout", { method: "POST", headers: door });
    travel(BOUND_SECONDS);
    expect((await bob.go("/dashboard", { headers: door })).status).toBe(200);
    expect(vault.last.headers.get("Authorization")).toBe(door.Authorization);
  });

  test("a public key that two accounts proved is ended for neither by a logout of one", async () => {
    const other = await makeAccount({ mode: "off" });
    const key = vault.issue({ user: "anyone", company: null });
    const headers = { "X-Api-Key": key };
    // Otherwise what is on record with one account is refused at the host of another.
    const unbound = otherEdge({ BIND_SESSIONS: "off" });
    const call = async (name: string) => (await unbound.visit(`https://${name}/api/leads`, { headers })).status;
    for (const name of [host, other.host]) expect(await call(name)).toBe(200);
    await unbound.visit(`https://${host}/logout`, { method: "POST", headers });
    travel(BOUND_SECONDS);
    for (const name of [host, other.host]) expect(await call(name)).toBe(200);
  });
});

test.each(["off", "enroll", "strict"])(
  "9 %s: a new key before the old one is named admits nobody who was logged out",
  async (mode) => {
    const BIND_SESSIONS = mode;
    build({}, { BIND_SESSIONS });
    const victim = browserAt();
    await logIn(victim);
    const value = victim.jar.find("sid")?.value ?? "";
    await endThere(account, { all: true });
    travel(BOUND_SECONDS);
    const NEW = "n".repeat(40);
    for (const vars of [
      { CREDENTIAL_KEY: NEW },
      { CREDENTIAL_KEY: NEW, CREDENTIAL_KEYS_OLD: vault.credentialKey },
      { CREDENTIAL_KEY: `k2:${NEW}` },
      { CREDENTIAL_KEY: NEW },
    ]) {
      const at = otherEdge({ BIND_SESSIONS, ...vars });
      for (const request of await reachedBy(() => victim.go("/dashboard", { at }))) expectNoPieceOf(value, request);
    }
  },
);

describe("12 public paths of a shared host are always forwarded", () => {
  test.each([
    ["the resolver fails", () => new Response("no", { status: 500 })],
    ["the resolver answers without end", () => endless()],
    ["the resolver hangs", () => new Promise<Response>(() => {})],
  ])("%s", async (_, answer) => {
    build({}, { ACCOUNT_RESOLVER: "/whoami" });
    const shared = await shareHost();
    const honest = vault.fetch;
    const browser = createBrowser(otherEdge({ ACCOUNT_RESOLVER: "/whoami" }), { host: shared });
    await logIn(browser, "ann", account);
    const { value } = browser.pair();
    vault.fetch = (request) =>
      new URL(request.url).pathname === "/whoami" ? Promise.resolve(answer()) : honest(request);
    const failing = otherEdge({ ACCOUNT_RESOLVER: "/whoami" });
    const headers = { Authorization: `Bearer ${secret()}` };
    const reached = await reachedBy(async () => {
      expect((await browser.go("/public/hook", { at: failing, headers })).status).toBe(200);
    });
    expect(reached).toHaveLength(1);
    for (const request of reached) expectNoPieceOf(value, request);
    expect(vault.last.headers.get("Authorization")).toBeNull();
    expect((await browser.go("/dashboard", { at: failing })).status).toBe(503);
  });

  test("the budget of unknown credentials is spent by a /64 as a whole, and public paths stay open", async () => {
    build({}, { ACCOUNT_RESOLVER: "/whoami" });
    const shared = await shareHost();
    const statuses = new Set<number>();
    for (let n = 0; n < 150; n++) {
      const from = `2001:db8:1:2:${(n + 1).toString(16)}::1`;
      const headers = { Authorization: `Bearer ${secret()}` };
      statuses.add((await edge.visit(`https://${shared}/dashboard`, { headers, from })).status);
    }
    expect(statuses.has(429)).toBe(true);
    expect(vault.resolved.length).toBeLessThanOrEqual(61);
    const headers = { Authorization: `Bearer ${secret()}` };
    const open = await edge.visit(`https://${shared}/public/hook`, { headers, from: "2001:db8:1:2:ffff::1" });
    expect(open.status).toBe(200);
    const other = await edge.visit(`https://${shared}/dashboard`, { headers, from: "2001:db8:1:3::1" });
    expect(other.status).toBe(302);
  });

  test("two Set-Cookie lines of one name at a login: each of them is judged", async () => {
    build({}, { ACCOUNT_RESOLVER: "/whoami" });
    const shared = await shareHost();
    const closed = await makeAccount({ mode: "enforce" });
    const [stale, fresh] = [
      vault.issue({ user: "thief", company: account }),
      vault.issue({ user: "ann", company: closed.id }),
    ];
    for (const values of [
      [stale, fresh],
      [fresh, stale],
    ]) {
      vault.answers((request) =>
        request.method === "POST" ? { setCookie: values.map((value) => `sid=${value}${ATTRIBUTES}`) } : null,
      );
      const thief = createBrowser(edge, { host: shared, from: UNTRUSTED });
      const answer = await thief.go("/login", { method: "POST" });
      expect(answer.status).toBe(403);
      expect(thief.jar.all()).toEqual([]);
    }
  });
});

/** More than any answer of a resolver may be. */
function endless(): Response {
  const chunk = new Uint8Array(4_096).fill(0x20);
  return new Response(new ReadableStream({ pull: (controller) => controller.enqueue(chunk) }));
}

test("14 headers that lead an untrusted public visit to another path do not arrive, however they are spelled", async () => {
  const closed = await makeAccount({ mode: "enforce" });
  const names = [
    "X-Original-URL",
    "X_Original_URL",
    "X-Original_URL",
    "X_Original-URL",
    "X-Rewrite-URL",
    "X_Rewrite-URL",
    "X-Rewrite_URL",
    "x_rewrite_url",
  ];
  for (const name of names) {
    const headers = { [name]: "/dashboard" };
    expect((await edge.visit(`https://${closed.host}/public/page`, { headers, from: UNTRUSTED })).status).toBe(200);
    expect(vault.last.headers.get(name)).toBeNull();
    await edge.visit(`https://${closed.host}/public/page`, { headers, from: TRUSTED });
    expect(vault.last.headers.get(name)).toBe("/dashboard");
  }
});

test("14 the same on a shared host, where the credential is of a closed account", async () => {
  build({}, { ACCOUNT_RESOLVER: "/whoami" });
  const shared = await shareHost();
  const closed = await makeAccount({ mode: "enforce" });
  const victim = createBrowser(edge, { host: shared });
  await logIn(victim, "ann", closed.id);
  const headers = { "X-Original_URL": "/dashboard" };
  const answer = await victim.send("/public/page", { headers, from: UNTRUSTED });
  expect(answer.status).toBe(200);
  expectNoPieceOf(victim.pair().value, vault.last);
  expect(vault.last.headers.get("X-Original_URL")).toBeNull();
});
