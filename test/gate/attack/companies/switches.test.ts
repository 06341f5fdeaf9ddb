import { beforeEach, describe, expect, test } from "vitest";
import {
  BOUND_SECONDS,
  type Browser,
  type Edge,
  expectNoPieceOf,
  logIn,
  secret,
} from "../../../support/bound-world.ts";
import { travel } from "../../../support/session-world.ts";
import { makeAccount, UNTRUSTED } from "../../../support/world.ts";
import { browserAt, build, edge, otherEdge, reachedBy, vault } from "../../bound/world.ts";
import { logInAt, makeClosed, shareHost } from "../world.ts";

// A person of two companies, away from the office, switches to the company whose list does not admit them. The product
// keeps the cookie's value. What comes after the switch must not reach that company.

const WAYS = [
  { way: "by a resolver", options: {}, signals: false, vars: { ACCOUNT_RESOLVER: "/whoami" } },
  {
    way: "by a resolver that names no user",
    options: { namesUsers: false },
    signals: false,
    vars: { ACCOUNT_RESOLVER: "/whoami" },
  },
  { way: "by signals of steps of a login", options: {}, signals: true, vars: {} },
] as const;

let shared = "";
let open = "";
let closed = "";
let own: Browser;
let second: Edge;
let says = false;

/** The product says whose session it is at steps of a login, and where the session is not on record yet. */
function serve(): void {
  vault.answers((request) => {
    const { pathname, searchParams } = new URL(request.url);
    const [found] = vault.loginsIn(request);
    if (found === undefined) return null;
    if (pathname === "/switch") {
      const company = searchParams.get("company") ?? "";
      vault.issued.set(found.value, { ...found.login, company });
      const signal = says ? { signal: `session; user="${found.login.user}"; account="${company}"` } : {};
      return { status: 302, headers: { Location: "/dashboard" }, ...signal };
    }
    return null;
  });
}

const companyOf = (value: string) => vault.issued.get(value)?.company;

/** Nothing with this value reaches the product while it is a session of the closed company. */
async function expectOut(act: () => Promise<unknown>): Promise<void> {
  const { value } = own.pair();
  expect(companyOf(value)).toBe(closed);
  for (const request of await reachedBy(act)) expectNoPieceOf(value, request);
}

const pairOf = (browser: Browser): string => `${browser.pair().text}; ${browser.pair().seal}`;

describe.each(WAYS)("the account known $way", ({ options, signals, vars }) => {
  beforeEach(async () => {
    says = signals;
    build({ ...options, signals }, vars);
    shared = await shareHost();
    open = (await makeAccount({ mode: "off" })).id;
    closed = (await makeClosed()).id;
    own = await logInAt(edge, shared, open, UNTRUSTED);
    second = otherEdge(vars);
    serve();
  });

  const switchWith = (headers: Record<string, string>, at = edge, method = "POST") =>
    at.visit(`https://${shared}/switch?company=${closed}`, { method, headers, from: UNTRUSTED });

  async function afterwards(at: Edge, headers: Record<string, string> = { Cookie: pairOf(own) }): Promise<void> {
    for (const [method, path] of [
      ["GET", "/dashboard"],
      ["POST", "/act"],
      ["GET", "/api/leads"],
    ] as const)
      await expectOut(() => at.visit(`https://${shared}${path}`, { method, headers, from: UNTRUSTED }));
  }

  test.each(["POST", "GET"])("%s /switch with two sessions of one's own", async (method) => {
    const other = await logInAt(edge, shared, open, UNTRUSTED);
    await switchWith({ Cookie: `${pairOf(own)}; ${pairOf(other)}` }, edge, method);
    await afterwards(edge);
  });

  test.each(["POST", "GET"])("%s /switch with a cookie and a token that nobody knows", async (method) => {
    await switchWith({ Cookie: pairOf(own), "X-Api-Key": secret() }, edge, method);
    await afterwards(edge);
  });

  test.each(["POST", "GET"])("%s /switch, and after it the same cookie twice", async (method) => {
    const Cookie = `${own.pair().text}; ${pairOf(own)}`;
    expect((await edge.visit(`https://${shared}/dashboard`, { headers: { Cookie }, from: UNTRUSTED })).status).toBe(
      200,
    );
    await switchWith({ Cookie: pairOf(own) }, edge, method);
    await afterwards(edge, { Cookie });
    await afterwards(edge);
  });

  test.each(["POST", "GET"])("%s /switch at one location, and after it another location", async (method) => {
    expect((await own.send("/dashboard", { at: second })).status).toBe(200);
    await switchWith({ Cookie: pairOf(own) }, edge, method);
    travel(BOUND_SECONDS);
    await afterwards(second);
  });

  test("POST /switch with a session that was never proven", async () => {
    const fresh = browserAt({ host: shared, from: UNTRUSTED });
    await fresh.go(`/login?user=eve&company=${open}`, { method: "POST" });
    own = fresh;
    for (const at of [edge, second]) expect((await fresh.send("/elsewhere", { at })).status).toBe(200);
    await switchWith({ Cookie: pairOf(own) });
    await afterwards(edge);
    travel(BOUND_SECONDS);
    await afterwards(second);
  });

  test("a switch that is denied takes nobody else out", async () => {
    const other = browserAt({ host: shared });
    await logIn(other, "ann", closed);
    await switchWith({ Cookie: pairOf(own) });
    travel(BOUND_SECONDS);
    expect((await other.go("/dashboard")).status).toBe(200);
  });
});
