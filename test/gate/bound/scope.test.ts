import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import {
  ATTRIBUTES,
  activeSessions,
  BOUND_SECONDS,
  createEdge,
  endThere,
  expectNoPieceOf,
  logIn,
  secret,
} from "../../support/bound-world.ts";
import { createBrowserJar } from "../../support/browser-jar.ts";
import { createLocation } from "../../support/product-world.ts";
import { travel } from "../../support/session-world.ts";
import { makeAccount, UNTRUSTED } from "../../support/world.ts";
import { account, browserAt, build, edge, events, expectHeldBack, host, otherEdge, vault } from "./world.ts";

// What a seal holds good for: this host or domain, this account, this deployment, this key.

const { api } = createLocation("operator.example.com");
const putHost = (id: string, name: string) => api("PUT", `/accounts/${id}/hosts/${name}`);
/** A host beside or below another one, of an account. */
async function siblingOf(name: string, id: string, label: string): Promise<string> {
  const sibling = `${label}-${name}`;
  expect((await putHost(id, sibling)).status).toBeLessThan(300);
  return sibling;
}
const DOMAIN = "; Domain=example.com; Path=/; HttpOnly; Secure";

test("A13 a pair of one host does not pass at another host of the same account", async () => {
  const victim = browserAt();
  await logIn(victim);
  const { text, seal, value } = victim.pair();
  const other = await siblingOf(host, account, "b");
  await edge.visit(`https://${other}/dashboard`, { headers: { Cookie: `${text}; ${seal}` } });
  expectNoPieceOf(value, vault.last);
  await edge.visit(`https://${host}/dashboard`, { headers: { Cookie: `${text}; ${seal}` } });
  expect(vault.last.headers.get("Cookie")).toBe(text);
});

test("A13 a cookie of a domain passes at all hosts of its account below it", async () => {
  const value = vault.issue({ user: "ann", company: null });
  vault.answers(() => ({ setCookie: [`sid=${value}${DOMAIN}`] }));
  const victim = browserAt();
  await victim.go("/login", { method: "POST" });
  vault.answers(null);
  expect(victim.pair().sealName).not.toContain("__Host-");
  const other = await siblingOf(host, account, "b");
  expect((await victim.go(`https://${other}/dashboard`)).status).toBe(200);
  expect(vault.last.headers.get("Cookie")).toBe(`sid=${value}`);
});

test("A14 a cookie of a domain passes at no host of another account below it", async () => {
  const value = vault.issue({ user: "ann", company: null });
  vault.answers(() => ({ setCookie: [`sid=${value}${DOMAIN}`] }));
  const victim = browserAt();
  await victim.go("/login", { method: "POST" });
  vault.answers(null);
  const { host: foreign } = await makeAccount({ mode: "off" });
  await victim.go(`https://${foreign}/dashboard`);
  expectNoPieceOf(value, vault.last);
});

test("A14 labels of a Domain that were changed by hand, and another host's name as the scope", async () => {
  const victim = browserAt();
  await logIn(victim);
  const { text, seal, value } = victim.pair();
  for (const labels of [0, 1, 2, 3, 4, 99]) {
    const forged = seal.replace(/\.\d+a\./, `.${labels}a.`);
    if (forged === seal) continue;
    await edge.visit(`https://${host}/dashboard`, { headers: { Cookie: `${text}; ${forged}` } });
    expectNoPieceOf(value, vault.last);
  }
});

test("A15 A16 the seal of another deployment, and of a key that this one does not know", async () => {
  const victim = browserAt();
  await logIn(victim);
  const { text, seal, value } = victim.pair();
  const keys = [
    crypto.randomUUID(),
    `k2:${crypto.randomUUID()}`,
    `k2:${crypto.randomUUID()},!k1:${vault.credentialKey}`,
  ];
  for (const CREDENTIAL_KEY of keys) {
    const other = otherEdge({ CREDENTIAL_KEY });
    await expectHeldBack(value, () =>
      other.visit(`https://${host}/dashboard`, { headers: { Cookie: `${text}; ${seal}` } }),
    );
  }
});

test("A16 the id of an unknown key in a seal is refused, never taken for new", async () => {
  const victim = browserAt();
  await logIn(victim);
  const { text, seal, value } = victim.pair();
  const forged = seal.replace(/=1[a-z0-9]+\./, "=1zz.");
  expect(forged).not.toBe(seal);
  await edge.visit(`https://${host}/dashboard`, { headers: { Cookie: `${text}; ${forged}` } });
  expectNoPieceOf(value, vault.last);
});

describe("H23 a key is rotated", () => {
  const OLD = `k1:${"o".repeat(40)}`;
  const NEW = `k2:${"n".repeat(40)}`;

  test("an old pair passes beside the new key, and so does a new one at an isolate of before", async () => {
    const before = otherEdge({ CREDENTIAL_KEY: OLD });
    const victim = browserAt({ edge: before });
    await logIn(victim);
    const after = otherEdge({ CREDENTIAL_KEY: `${NEW},${OLD}` });
    expect((await victim.go("/dashboard", { at: after })).status).toBe(200);
    const late = browserAt({ edge: after });
    await logIn(late, "bob");
    const between = otherEdge({ CREDENTIAL_KEY: `${OLD},${NEW}` });
    expect((await late.go("/dashboard", { at: between })).status).toBe(200);
  });

  test("what was ended under the old key stays ended under the new one", async () => {
    const victim = browserAt({ edge: otherEdge({ CREDENTIAL_KEY: OLD }) });
    await logIn(victim);
    const stolen = victim.jar.copy();
    await endThere(account, { all: true });
    travel(BOUND_SECONDS);
    const thief = browserAt({ edge: otherEdge({ CREDENTIAL_KEY: `${NEW},${OLD}` }), jar: stolen });
    await thief.go("/dashboard");
    expectNoPieceOf(victim.pair().value, vault.last);
  });

  test("a new key without the old one admits no one who was ended", async () => {
    const victim = browserAt({ edge: otherEdge({ CREDENTIAL_KEY: OLD }) });
    await logIn(victim);
    await endThere(account, { all: true });
    travel(BOUND_SECONDS);
    const before = vault.reached.length;
    const answer = await victim.go("/dashboard", { at: otherEdge({ CREDENTIAL_KEY: NEW }) });
    expect(answer.status).toBe(503);
    expect(vault.reached.length).toBe(before);
  });
});

test("A27 an origin that sets cookies of Gatehouse's own names", async () => {
  const victim = browserAt();
  await logIn(victim);
  const { sealName, value } = victim.pair();
  const forged = [
    `${sealName}=${secret()}${ATTRIBUTES}`,
    `gth1-x=${secret()}`,
    `__Host-gth1-seen=${secret()}${ATTRIBUTES}`,
    `GTH1-Y=1`,
  ];
  vault.answers(() => ({ setCookie: [...forged, "theme=dark"] }));
  const answer = await victim.go("/dashboard");
  expect(answer.headers.getSetCookie()).toEqual(["theme=dark"]);
  vault.answers(null);
  expect((await victim.go("/dashboard")).status).toBe(200);
  expect(vault.last.headers.get("Cookie")).toBe(`sid=${value}; theme=dark`);
});

test("A28 a pair that a sub-domain tosses: its own account's seal is of no use here, the victim stays", async () => {
  const { host: evil } = await makeAccount({ mode: "off" });
  const attacker = browserAt({ host: evil });
  const planted = vault.issue({ user: "mallory", company: null });
  vault.answers(() => ({ setCookie: [`sid=${planted}${DOMAIN}`] }));
  await attacker.go("/login", { method: "POST" });
  vault.answers(null);
  const { seal } = attacker.pair();

  const victim = browserAt();
  await logIn(victim);
  const own = victim.pair();
  // A page of a sibling host sets both for the whole domain, with the longer path first.
  victim.jar.store(`https://${evil}/`, [
    `sid=${planted}; Domain=example.com; Path=/dashboard`,
    `${seal.replace("__Host-", "")}; Domain=example.com; Path=/dashboard`,
  ]);
  expect(victim.header()).toContain(planted);
  expect((await victim.go("/dashboard")).status).toBe(200);
  expectNoPieceOf(planted, vault.last);
  expect(vault.last.headers.get("Cookie")).toBe(own.text);
});

test("A28 it cannot overwrite a seal with the __Host- prefix", async () => {
  const victim = browserAt();
  await logIn(victim);
  const { sealName, seal } = victim.pair();
  expect(sealName).toMatch(/^__Host-gth1-/);
  victim.jar.store("https://evil.example.com/", [`${sealName}=${secret()}; Domain=example.com; Path=/; Secure`]);
  victim.jar.storeByScript(`https://${host}/`, `${sealName}=${secret()}; Path=/; Secure`);
  expect(victim.pair().seal).toBe(seal);
  expect(victim.jar.readableByScript(`https://${host}/dashboard`)).toEqual([]);
});

test("A36 a cached answer with a session cookie gives none to anybody, and no seal", async () => {
  for (const headers of [{ "CF-Cache-Status": "HIT" }, { Age: "30" }]) {
    const value = vault.issue({ user: "ann", company: null });
    vault.answers(() => ({ headers, setCookie: [`sid=${value}${ATTRIBUTES}`, "theme=dark"] }));
    const answer = await browserAt().go("/elsewhere");
    expect(answer.headers.getSetCookie()).toEqual(["theme=dark"]);
  }
  expect(events("cached_session_cookie")).toHaveLength(2);
});

test("A37 the stamp of another session or host does not make an old seal young", async () => {
  vault.slowsBy(5);
  const [victim, other] = [browserAt(), browserAt()];
  const elsewhere = await siblingOf(host, account, "b");
  const there = browserAt({ host: elsewhere, jar: createBrowserJar() });
  for (const one of [victim, other, there]) await logIn(one);
  const stolen = victim.pair();
  travel(9.9 * 86_400);
  for (const one of [other, there]) await one.go("/dashboard");
  const stamps = [other, there].map(({ jar }) => jar.find("__Host-gth1-seen"));
  expect(stamps.every((stamp) => stamp !== undefined)).toBe(true);
  const cold = otherEdge();
  await cold.visit(`https://${host}/elsewhere`, { headers: { Cookie: other.header() } });
  cold.d1.fault = "throws";
  for (const stamp of stamps) {
    const Cookie = `${stolen.text}; ${stolen.seal}; __Host-gth1-seen=${stamp?.value}`;
    const before = vault.reached.length;
    expect((await cold.visit(`https://${host}/dashboard`, { headers: { Cookie } })).status).toBe(503);
    expect(vault.reached.length).toBe(before);
  }
  const Cookie = other.header();
  expect((await cold.visit(`https://${host}/dashboard`, { headers: { Cookie } })).status).toBe(200);
});

describe("A30 two live sessions of two accounts", () => {
  test("on a host that accounts share: each order is judged by both lists, before the origin is asked", async () => {
    build({ signals: true });
    const shared = `shared-${host}`;
    expect((await api("PUT", `/shared-hosts/${shared}`)).status).toBeLessThan(300);
    const open = await makeAccount({ mode: "off" });
    const closed = await makeAccount({ mode: "enforce" });
    const [own, victim] = [browserAt({ host: shared, from: UNTRUSTED }), browserAt({ host: shared })];
    await logIn(own, "thief", open.id);
    await logIn(victim, "ann", closed.id);
    const [mine, theirs] = [own.pair(), victim.pair()];
    for (const Cookie of [
      `${theirs.text}; ${theirs.seal}; ${mine.text}; ${mine.seal}`,
      `${mine.text}; ${mine.seal}; ${theirs.text}; ${theirs.seal}`,
      `${mine.seal}; ${theirs.seal}; ${mine.text}; ${theirs.text}`,
    ]) {
      const before = vault.reached.length;
      for (const at of [edge, createEdge(vault)]) {
        const answer = await at.visit(`https://${shared}/dashboard`, { headers: { Cookie }, from: UNTRUSTED });
        expect(answer.status).toBe(403);
      }
      expect(vault.reached.length).toBe(before);
    }
    expect((await own.go("/dashboard")).status).toBe(200);
    expect((await victim.go("/dashboard")).status).toBe(200);
  });
});

test("H27 a host moves to another account: everybody logs in again, and can", async () => {
  const browser = browserAt();
  await logIn(browser);
  const { value } = browser.pair();
  const { id } = await makeAccount({ mode: "off" });
  expect((await api("DELETE", `/accounts/${account}/hosts/${host}`)).status).toBeLessThan(300);
  expect((await putHost(id, host)).status).toBeLessThan(300);
  travel(120);
  const cold = otherEdge();
  expect((await browser.go("/dashboard", { at: cold })).headers.get("Location")).toBe("/login");
  expectNoPieceOf(value, vault.last);
  expect((await browser.go("/login", { method: "POST", at: cold })).status).toBe(302);
  expect((await browser.go("/dashboard", { at: cold })).status).toBe(200);
  expect(await activeSessions(id)).toHaveLength(1);
});

test("H29 a cookie of a domain whose other hosts are not behind Gatehouse keeps its value to the byte", async () => {
  const value = vault.issue({ user: "ann", company: null });
  const line = `sid=${value}${DOMAIN}`;
  vault.answers(() => ({ setCookie: [line] }));
  const browser = browserAt();
  const answer = await browser.go("/login", { method: "POST" });
  expect(answer.headers.getSetCookie()[0]).toBe(line);
  expect(browser.jar.header("https://ungated.example.com/")).toContain(`sid=${value}`);
  vault.answers(null);
  expect((await browser.go("/dashboard")).status).toBe(200);
  // What such a host sets by itself is no longer what was sealed: the product's own login follows.
  browser.jar.store("https://ungated.example.com/", [`sid=${vault.issue({ user: "ann", company: null })}${DOMAIN}`]);
  expect((await browser.go("/dashboard")).headers.get("Location")).toBe("/login");
});

test("the account of a host that is opened to unknown hosts seals for no account", async () => {
  build({}, { UNKNOWN_HOST: "pass" });
  const browser = browserAt({ host: "unknown.example.net" });
  await browser.go("/login", { method: "POST" });
  expect((await browser.go("/dashboard")).status).toBe(200);
  const { text, seal, value } = browser.pair();
  await edge.visit(`https://${host}/dashboard`, { headers: { Cookie: `${text}; ${seal}` } });
  expectNoPieceOf(value, vault.last);
  expect(
    await env.DB.prepare("SELECT count(*) AS n FROM sessions WHERE account_id = ?1").bind(account).first("n"),
  ).toBe(0);
});
