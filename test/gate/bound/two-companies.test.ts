import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createLocation, type Location } from "../../support/product-world.ts";
import {
  captureLog,
  createIsolate,
  createProduct,
  forgetKeys,
  freezeTime,
  type Product,
} from "../../support/session-world.ts";
import { headerOf, type Jar, keep, setCookie } from "./bound-world.ts";

// What issue reports of two credentials in one request were about: a thief with a login of one's own and a stolen one.

const HOST = "bound-shared.localhost";
const OFFICE = "49.14.176.91";
const ELSEWHERE = "203.0.113.9";

let operator: Location;
beforeAll(async () => {
  operator = createLocation(HOST);
  await operator.api("PUT", `/shared-hosts/${HOST}`);
  for (const id of ["victim", "thief"]) await operator.api("POST", "/accounts", { id, name: id });
  await operator.api("POST", "/accounts/victim/allowlist", { value: OFFICE });
  await operator.api("PATCH", "/accounts/victim/policy", { mode: "enforce", block_api_requests: true });
});

let clock = Date.now();
beforeEach(async () => {
  freezeTime(clock);
  captureLog();
  await forgetKeys();
});
afterEach(() => {
  clock = Date.now() + 1_000;
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const VARS = {
  SESSION_COOKIES: "crm_session",
  AUTHENTICATED_PATHS: "/dashboard /api/",
  LOGIN_PATHS: "/login /switch",
  LOGOUT_PATHS: "/logout",
  API_PATHS: "/api/",
  PUBLIC_PATHS: "/webhooks/",
};
/** Values begin with the name of the account that they log in to. */
const accountOf = (text: string | null): string | null => /(victim|thief)-value/.exec(text ?? "")?.[1] ?? null;

/** A product that knows accounts by its credentials, and answers whatever it is asked. */
function createShared(signals: boolean): Product {
  const product = createProduct();
  product.answers((request) => {
    const { pathname, searchParams } = new URL(request.url);
    const own = accountOf(request.headers.get("Cookie")) ?? accountOf(request.headers.get("Authorization"));
    if (pathname === "/whoami")
      return own === null ? { status: 401 } : { body: JSON.stringify({ account: own, user: own }) };
    const login = pathname === "/login" ? searchParams.get("as") : null;
    const account = accountOf(login) ?? own;
    return {
      status: 200,
      ...(login === null ? {} : { setCookie: [setCookie("crm_session", login)] }),
      ...(signals && account !== null ? { signal: `session; user=${account}; account=${account}` } : {}),
    };
  });
  return product;
}

const WAYS = [
  { name: "by resolver", signals: false, resolver: "/whoami", bind: "strict" },
  { name: "by resolver and signals", signals: true, resolver: "/whoami", bind: "strict" },
  { name: "by signals", signals: true, resolver: "", bind: "strict" },
  { name: "by resolver, moving in", signals: false, resolver: "/whoami", bind: "enroll" },
  { name: "by resolver, without seals", signals: false, resolver: "/whoami", bind: "off" },
] as const;

describe.each(WAYS)("two credentials of two companies, the account known $name", ({ signals, resolver, bind }) => {
  let product: Product;
  let gate: ReturnType<typeof createIsolate>;
  let victim: Jar;
  let thief: Jar;

  beforeEach(async () => {
    product = createShared(signals);
    gate = createIsolate(HOST, product, { ...VARS, ACCOUNT_RESOLVER: resolver, BIND_SESSIONS: bind });
    victim = await logIn(`victim-value-${crypto.randomUUID()}`, OFFICE);
    thief = await logIn(`thief-value-${crypto.randomUUID()}`, ELSEWHERE);
    product.reached.length = 0;
  });

  async function logIn(value: string, from: string): Promise<Jar> {
    const jar: Jar = new Map();
    keep(jar, await gate.visit(`/login?as=${value}`, { method: "POST", from }));
    keep(jar, await gate.visit("/dashboard", { cookies: headerOf(jar), from }));
    return jar;
  }

  /** Whether anything of the victim's reached the product, but for the resolver's question. */
  const reachedVictim = (): boolean =>
    product.reached
      .filter(({ url }) => new URL(url).pathname !== "/whoami")
      .some(({ headers }) => `${headers.get("Cookie")} ${headers.get("Authorization")}`.includes("victim-value"));

  const sid = (jar: Jar): string => jar.get("crm_session") ?? "";
  const seals = (jar: Jar): string => headerOf(new Map([...jar].filter(([name]) => name !== "crm_session")));
  const orders = (): readonly string[] => [
    `${headerOf(thief)}; ${headerOf(victim)}`,
    `${headerOf(victim)}; ${headerOf(thief)}`,
    `crm_session=${sid(thief)}; crm.session=${sid(victim)}; ${seals(thief)}; ${seals(victim)}`,
    `CRM_SESSION=${sid(victim)}; crm_session=${sid(thief)}; ${seals(victim)}; ${seals(thief)}`,
    `%63rm_session=${sid(victim)}; crm_session=${sid(thief)}; ${seals(victim)}; ${seals(thief)}`,
    `crm_session=${sid(thief)}; x=1, crm_session=${sid(victim)}; ${seals(thief)}; ${seals(victim)}`,
  ];

  test.each(["/dashboard", "/api/leads", "/act", "/login", "/switch", "/logout", "/webhooks/in"])(
    "cases 1 and 3: stolen beside one's own, in every order and spelling, at %s: the stolen one does not arrive",
    async (path) => {
      for (const cookies of orders()) {
        await gate.visit(path, { cookies, from: ELSEWHERE, method: "POST" });
        await gate.visit(path, { cookies, from: ELSEWHERE });
      }
      expect(reachedVictim()).toBe(false);
      // And what the thief got known by it is nothing: alone it is refused as before.
      expect((await gate.visit("/dashboard", { cookies: headerOf(victim), from: ELSEWHERE })).status).toBe(403);
      expect(reachedVictim()).toBe(false);
    },
  );

  test("a stolen cookie beside one's own token, at a login step and after it", async () => {
    const token = "thief-value-token-0123456789";
    for (const path of ["/login", "/switch", "/dashboard", "/api/leads"]) {
      await gate.visit(path, { cookies: headerOf(victim), token, from: ELSEWHERE });
      await gate.visit(path, { cookies: headerOf(victim), from: ELSEWHERE });
    }
    expect(reachedVictim()).toBe(false);
  });

  test("what came together is not on record together", async () => {
    await gate.visit("/dashboard", { cookies: `${headerOf(thief)}; ${headerOf(victim)}`, from: OFFICE });
    const { body } = await operator.api("GET", "/accounts/thief/sessions?state=active");
    const names = JSON.stringify(body.items);
    expect(names).not.toContain("victim");
    vi.setSystemTime(Date.now() + 400_000);
    expect((await gate.visit("/dashboard", { cookies: headerOf(victim), from: ELSEWHERE })).status).toBe(403);
  });

  test("at the office both work, each as before", async () => {
    for (const jar of [victim, thief])
      expect((await gate.visit("/dashboard", { cookies: headerOf(jar), from: OFFICE })).status).toBe(200);
    expect(
      (await gate.visit("/dashboard", { cookies: `${headerOf(thief)}; ${headerOf(victim)}`, from: OFFICE })).status,
    ).toBe(200);
  });
});

describe("public paths of shared hosts are always forwarded", () => {
  test.each([
    ["the resolver fails", { status: 500 }],
    ["the resolver knows no one", { status: 401 }],
    ["the resolver answers without end", { body: "x".repeat(60_000) }],
  ])("%s: without credentials", async (_name, answer) => {
    const product = createProduct();
    product.answers((request) => (new URL(request.url).pathname === "/whoami" ? answer : { status: 200 }));
    const gate = createIsolate(HOST, product, { ...VARS, ACCOUNT_RESOLVER: "/whoami", BIND_SESSIONS: "off" });
    for (let index = 0; index < 70; index++) {
      const cookies = `theme=dark; crm_session=made-up-value-${index}`;
      expect((await gate.visit("/webhooks/in", { cookies, from: ELSEWHERE })).status).toBe(200);
      expect(product.last.headers.get("Cookie")).toBe("theme=dark");
    }
  });

  test("while D1 is down as well, on a host of one account too", async () => {
    const product = createProduct();
    product.answers(() => ({ status: 200 }));
    const gate = createIsolate(HOST, product, { ...VARS, ACCOUNT_RESOLVER: "/whoami" });
    gate.d1.fault = "throws";
    const answer = await gate.visit("/webhooks/in", {
      cookies: "theme=dark; crm_session=x-0123456789",
      token: "t-0123456789",
    });
    expect(answer.status).toBe(200);
    expect(product.last.headers.get("Cookie")).toBe("theme=dark");
    expect(product.last.headers.get("Authorization")).toBeNull();
  });

  test("the budget of unknown credentials counts sites, not addresses of one /64", async () => {
    const product = createProduct();
    product.answers((request) => (new URL(request.url).pathname === "/whoami" ? { status: 401 } : { status: 200 }));
    const gate = createIsolate(HOST, product, { ...VARS, ACCOUNT_RESOLVER: "/whoami", BIND_SESSIONS: "off" });
    const statuses = new Set<number>();
    for (let index = 0; index < 80; index++) {
      const from = `2001:db8:1:1::${(index + 1).toString(16)}`;
      statuses.add((await gate.visit("/dashboard", { cookies: `crm_session=made-up-value-${index}`, from })).status);
    }
    expect([...statuses].sort()).toEqual([200, 429]);
  });
});
