import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import {
  ATTRIBUTES,
  activeSessions,
  BOUND_SECONDS,
  type Browser,
  endThere,
  expectNoPieceOf,
  logIn,
  secret,
} from "../../support/bound-world.ts";
import { travel } from "../../support/session-world.ts";
import { account, browserAt, build, edge, events, host, otherEdge, vault } from "./world.ts";

// What a login, a switch and a logout make of a stolen or an ended credential.

const sessionOf = async (browser: Browser): Promise<string> => {
  await browser.go("/dashboard");
  return vault.last.headers.get("Gatehouse-Session") ?? "";
};
/** A step that gives a session a new value, as `/switch` and a rotation at login do. */
const renew = (user: string) => () => ({
  status: 302,
  headers: { Location: "/dashboard" },
  setCookie: [`sid=${vault.issue({ user, company: null })}${ATTRIBUTES}`],
});
const endedRows = async (): Promise<number> =>
  (await env.DB.prepare("SELECT count(*) AS n FROM ended").first<number>("n")) ?? 0;

test.each([1, 4, 6])(
  "A21 A22 a stolen session goes through %i switches: it ends with the one it came from",
  async (switches) => {
    const victim = browserAt();
    await logIn(victim);
    const id = await sessionOf(victim);
    const thief = browserAt({ jar: victim.jar.copy() });
    vault.answers((request) => (request.url.endsWith("/switch") ? renew("ann")() : null));
    for (let n = 0; n < switches; n++) expect((await thief.go("/switch", { method: "POST" })).status).toBe(302);
    const { value } = thief.pair();
    expect((await thief.go("/dashboard")).status).toBe(200);
    await endThere(account, { session: id });
    travel(BOUND_SECONDS);
    const before = vault.acted.length;
    await thief.go("/dashboard");
    expectNoPieceOf(value, vault.last);
    await thief.go("/act", { method: "POST" });
    expect(vault.acted.length).toBe(before);
    // At a cold isolate as well.
    await thief.go("/dashboard", { at: otherEdge() });
    expectNoPieceOf(value, vault.last);
  },
);

test("A21 somebody else who logs in with the browser of an ended session gets in", async () => {
  const browser = browserAt();
  await logIn(browser);
  await endThere(account, { session: await sessionOf(browser) });
  travel(BOUND_SECONDS);
  await logIn(browser, "bob");
  expect((await browser.go("/dashboard")).status).toBe(200);
});

test("A23 a product that keeps the value at login: the old seal of the ended session stays dead", async () => {
  const victim = browserAt();
  await logIn(victim);
  const { value } = victim.pair();
  const thief = browserAt({ jar: victim.jar.copy() });
  await endThere(account, { session: await sessionOf(victim) });
  travel(BOUND_SECONDS);
  // The product logs the next person in under the same value.
  vault.answers((request) =>
    request.url.includes("/login") ? { status: 302, setCookie: [`sid=${value}${ATTRIBUTES}`] } : null,
  );
  const answer = await victim.go("/login", { method: "POST" });
  expect(answer.headers.getSetCookie()).toEqual([]);
  expect(events("ended_value_reissued")).toHaveLength(1);
  await thief.go("/dashboard");
  expectNoPieceOf(value, vault.last);
});

test("A23 D1 is silent at such a login: the session ends at its first proof", async () => {
  const victim = browserAt();
  await logIn(victim);
  const { value } = victim.pair();
  await endThere(account, { session: await sessionOf(victim) });
  travel(BOUND_SECONDS);
  await victim.go("/dashboard");
  vault.answers((request) =>
    request.url.includes("/login") ? { status: 302, setCookie: [`sid=${value}${ATTRIBUTES}`] } : null,
  );
  const next = browserAt();
  edge.d1.fault = "throws";
  await next.go("/login", { method: "POST" });
  edge.d1.fault = null;
  travel(10);
  await next.go("/dashboard");
  await next.go("/dashboard");
  expectNoPieceOf(value, vault.last);
  expect(await activeSessions(account)).toEqual([]);
});

test("A24 an ended cookie's value in a token header", async () => {
  const victim = browserAt();
  await logIn(victim);
  const { value } = victim.pair();
  await endThere(account, { session: await sessionOf(victim) });
  travel(BOUND_SECONDS);
  const spelled: Record<string, string>[] = [
    { Authorization: `Bearer ${value}` },
    { Authorization: `bearer   ${value}` },
    { Authorization: value },
    { Authorization: `Basic ${btoa(`${value}:x`)}` },
    { Authorization: `Basic ${btoa(`x:${value}`)}` },
    { "X-Api-Key": value },
    { X_Api_Key: value },
    { "X-Api-Key": `"${value}"` },
  ];
  for (const headers of spelled) {
    for (const path of ["/dashboard", "/api/leads", "/elsewhere"]) {
      const before = vault.reached.length;
      await edge.visit(`https://${host}${path}`, { headers });
      for (const request of vault.reached.slice(before)) {
        expectNoPieceOf(value, request);
        expect(request.headers.get("Authorization")).toBeNull();
      }
    }
  }
});

test("A25 an ended token that is posted to the login comes back as no cookie", async () => {
  const token = vault.issue({ user: "ann", company: null });
  const headers = { Authorization: `Bearer ${token}` };
  expect((await edge.visit(`https://${host}/api/leads`, { headers })).status).toBe(200);
  await endThere(account, { all: true });
  travel(BOUND_SECONDS);
  vault.answers((request) =>
    request.url.includes("/session") ? { status: 200, setCookie: [`sid=${token}${ATTRIBUTES}`, "theme=dark"] } : null,
  );
  const browser = browserAt();
  const answer = await browser.go("/session", { method: "POST", body: token });
  expect(answer.headers.getSetCookie()).toEqual(["theme=dark"]);
  // Outside of the login paths it is found when it is proven.
  vault.answers((request) =>
    request.url.includes("/elsewhere") ? { status: 200, setCookie: [`sid=${token}${ATTRIBUTES}`] } : null,
  );
  await browser.go("/elsewhere");
  await browser.go("/dashboard");
  await browser.go("/dashboard");
  expectNoPieceOf(token, vault.last);
});

describe("A26 a session id in the URL", () => {
  test.each([
    ["/dashboard;sid=VALUE", "/dashboard"],
    ["/dashboard;SID=VALUE/x", "/dashboard/x"],
    ["/dashboard?sid=VALUE&page=2", "/dashboard?page=2"],
    ["/dashboard?a=1&crm_session=VALUE", "/dashboard?a=1"],
    ["/(S(VALUE))/dashboard", "/dashboard"],
    ["/(F(VALUE))/dashboard", "/dashboard"],
    ["/dashboard%3Bsid=VALUE", "/dashboard"],
    ["/dashboard?%73id=VALUE", "/dashboard"],
  ])("%s", async (path, clean) => {
    const value = vault.issue({ user: "ann", company: null });
    const url = `https://${host}${path.replace("VALUE", value)}`;
    const before = vault.reached.length;
    for (const method of ["GET", "HEAD"]) {
      const answer = await edge.visit(url, { method });
      expect([answer.status, answer.headers.get("Location")]).toEqual([302, clean]);
    }
    expect((await edge.visit(url, { method: "POST" })).status).toBe(400);
    expect(vault.reached.length).toBe(before);
  });

  test("a key or parameter of another name is none of Gatehouse's business", async () => {
    for (const path of ["/elsewhere?sidebar=1&q=sid", "/elsewhere;v=2", "/elsewhere(S)/x", "/x?q=(S(a))"])
      expect((await edge.visit(`https://${host}${path}`)).status).toBe(200);
  });
});

describe("A35 logouts that end what is somebody else's", () => {
  test("with a token whose signature is forged", async () => {
    const payload = btoa(JSON.stringify({ sub: "ann" })).replace(/=+$/, "");
    const header = btoa(JSON.stringify({ alg: "RS256" })).replace(/=+$/, "");
    const token = `${header}.${payload}.${"A".repeat(42)}A`;
    vault.issue({ user: "ann", company: null }, token);
    const headers = { Authorization: `Bearer ${token}` };
    expect((await edge.visit(`https://${host}/api/leads`, { headers })).status).toBe(200);
    const rows = await endedRows();
    const forged = { Authorization: `Bearer ${header}.${payload}.${"B".repeat(42)}A` };
    for (let n = 0; n < 5; n++) await edge.visit(`https://${host}/logout`, { method: "POST", headers: forged });
    await otherEdge().visit(`https://${host}/logout`, { method: "POST", headers: forged });
    travel(BOUND_SECONDS);
    expect(await endedRows()).toBe(rows);
    expect((await edge.visit(`https://${host}/api/leads`, { headers })).status).toBe(200);
  });

  test("with another browser's value, unsealed, or under the own seal, or beside the own session", async () => {
    const [victim, own] = [browserAt(), browserAt()];
    await logIn(victim);
    await logIn(own, "thief");
    const [theirs, mine] = [victim.pair(), own.pair()];
    for (const Cookie of [
      theirs.text,
      `${theirs.text}; ${mine.seal}`,
      `${mine.text}; ${theirs.seal}`,
      `${theirs.text}; ${mine.text}; ${mine.seal}`,
    ]) {
      await edge.visit(`https://${host}/logout`, { method: "POST", headers: { Cookie } });
    }
    travel(BOUND_SECONDS);
    expect((await victim.go("/dashboard")).status).toBe(200);
  });

  test("a logout ends the proven session of its own request, everywhere, and no other", async () => {
    const [first, second] = [browserAt(), browserAt()];
    for (const one of [first, second]) await logIn(one);
    const stolen = browserAt({ jar: first.jar.copy() });
    await first.go("/logout", { method: "POST" });
    await stolen.go("/dashboard");
    expectNoPieceOf(stolen.pair().value, vault.last);
    travel(BOUND_SECONDS);
    await stolen.go("/dashboard", { at: otherEdge() });
    expectNoPieceOf(stolen.pair().value, vault.last);
    expect((await second.go("/dashboard")).status).toBe(200);
  });

  test("what was never proven writes nothing to the ended log", async () => {
    const rows = await endedRows();
    for (let n = 0; n < 30; n++) {
      const junk = Array.from({ length: 30 }, (_, at) => `sid.${at}=${secret()}`).join("; ");
      const headers = { Cookie: junk, Authorization: `Bearer ${secret()}`, "X-Api-Key": secret() };
      await edge.visit(`https://${host}/logout`, { method: "POST", headers });
    }
    expect(await endedRows()).toBe(rows);
  });
});

test("A35 a login that was never proven is on no record, and its logout ends its own id alone", async () => {
  const rows = await endedRows();
  const browser = browserAt();
  await browser.go("/login", { method: "POST" });
  await browser.go("/logout", { method: "POST" });
  expect(await activeSessions(account)).toEqual([]);
  expect(await endedRows()).toBe(Number(rows) + 1);
});

test("a planted login: the browser of a victim that got the thief's cookies is told apart from the thief's", async () => {
  build({ signals: true });
  const thief = browserAt();
  await logIn(thief, "thief");
  const victim = browserAt({ jar: thief.jar.copy() });
  await logIn(victim, "ann");
  await endThere(account, { user: "ann" });
  travel(BOUND_SECONDS);
  expect((await thief.go("/dashboard")).status).toBe(200);
  await victim.go("/dashboard");
  expectNoPieceOf(victim.pair().value, vault.last);
});
