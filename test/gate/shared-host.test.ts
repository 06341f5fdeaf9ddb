import { env } from "cloudflare:workers";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createLocation, type Location } from "../support/product-world.ts";
import { captureLog, freezeTime, travel } from "../support/session-world.ts";

// Avaamo's "Restrict login IP address" on a host that all companies share: Carol works for Acme and Globex, Dave for Globex.

const SHARED = "shared.localhost";
const ACME_OFFICE = "49.14.176.91";
const GLOBEX_OFFICE = "49.37.9.9";
const ELSEWHERE = "203.0.113.9";
const CAROL = { email: "carol@example.com", password: "carol-password" };
const DAVE = { email: "dave@example.com", password: "dave-password" };
const LOGIN_PAGE = { path: "/login", status: 200 };

let here: Location;

/** In front of an origin of the test's own, which gets made-up cookies: they have no seals. */
const UNBOUND = (ORIGIN: object) => ({ ACCOUNT_RESOLVER: "/whoami", ORIGIN, BIND_SESSIONS: "off" });

/** Each way by which the account can be known. */
const WAYS = [
  { name: "by resolver", signals: false, vars: { ACCOUNT_RESOLVER: "/whoami" } },
  { name: "by resolver and signals", signals: true, vars: { ACCOUNT_RESOLVER: "/whoami" } },
  { name: "by signals alone", signals: true, vars: {} },
] as const;

beforeAll(async () => {
  const { api } = createLocation(SHARED);
  await api("PUT", `/shared-hosts/${SHARED}`);
  for (const id of ["acme", "globex"]) await api("POST", "/accounts", { id, name: id });
  await api("POST", "/accounts/acme/allowlist", { value: ACME_OFFICE });
  await api("POST", "/accounts/globex/allowlist", { value: "49.37.165.0/16" });
});

/** The tests share their D1 and KV, and no clock goes back. */
let clock = Date.now();
beforeEach(() => {
  freezeTime(clock);
  captureLog();
});
afterEach(() => {
  clock = Date.now() + 1000;
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function setPolicy(account: string, policy: object): Promise<void> {
  const { status, body } = await here.api("PATCH", `/accounts/${account}/policy`, policy);
  if (status !== 200) throw new Error(JSON.stringify(body));
}

async function enforce(): Promise<void> {
  for (const account of ["acme", "globex"]) await setPolicy(account, { mode: "enforce", block_api_requests: false });
}

const from = (address: string) => here.device({ from: address });
const logIn = (address: string, user: object, company: string) => {
  const device = from(address);
  return device.submit("/login", { ...user, company }).then((seen) => ({ device, seen }));
};

async function tokenOf(user: { email: string; password: string }, company: string): Promise<string> {
  const answer = await from(ELSEWHERE).request("/oauth/token", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ username: user.email, password: user.password, company }),
  });
  return ((await answer.json()) as { access_token: string }).access_token;
}

describe.each(WAYS)("a host that companies share, $name", ({ signals, vars }) => {
  beforeEach(async () => {
    here = createLocation(SHARED, { signals, vars });
    await enforce();
  });

  test("shows its login page to everybody", async () => {
    expect(await from(ELSEWHERE).open("/dashboard")).toMatchObject(LOGIN_PAGE);
  });

  test("a login from the company's addresses works, and the dashboard after it", async () => {
    const { device, seen } = await logIn(ACME_OFFICE, CAROL, "acme");
    expect(seen).toMatchObject({ path: "/dashboard", status: 200 });
    expect(seen.text).toContain("Leads of acme");
    expect(await device.open("/dashboard")).toMatchObject({ path: "/dashboard", status: 200 });
    const { body } = await here.api("GET", "/accounts/acme/sessions?state=active&user=carol@example.com");
    expect(body.items.length).toBeGreaterThan(0);
    expect(body.items[0]).toMatchObject({ name: "Carol Costa", address: ACME_OFFICE });
  });

  test("a login from elsewhere is denied with a clear message although email and password are right", async () => {
    const { device, seen } = await logIn(ELSEWHERE, CAROL, "acme");
    expect(seen.status).toBe(403);
    expect(seen.text).toContain(ELSEWHERE);
    expect(seen.text).toContain("list of trusted addresses");
    expect(device.jar.size).toBe(0);
  });

  test("a script that logs in is told in its own language", async () => {
    const answer = await from(ELSEWHERE).request("/login", {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ ...CAROL, company: "acme" }),
    });
    expect(answer.status).toBe(403);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect(await answer.json()).toMatchObject({ code: "address_not_allowed" });
  });

  test("each company's list opens its own door alone", async () => {
    expect((await logIn(GLOBEX_OFFICE, DAVE, "globex")).seen.status).toBe(200);
    expect((await logIn(GLOBEX_OFFICE, CAROL, "acme")).seen.status).toBe(403);
    expect((await logIn(ACME_OFFICE, CAROL, "globex")).seen.status).toBe(403);
  });

  test("a cookie that is carried elsewhere is denied there, on every path", async () => {
    const { device } = await logIn(ACME_OFFICE, CAROL, "acme");
    const thief = from(ELSEWHERE);
    for (const [name, value] of device.jar) thief.jar.set(name, value);
    for (const path of ["/dashboard", "/", "/api/v4/leads", "/debug/request", "/whoami"]) {
      expect((await thief.request(path, {})).status).toBe(403);
    }
    expect((await device.open("/dashboard")).status).toBe(200);
  });

  test("a switch to another company is judged at the switch", async () => {
    const { device } = await logIn(ACME_OFFICE, CAROL, "acme");
    expect((await device.submit("/switch", { company: "globex" })).status).toBe(403);
    // The product has switched the session all the same: it is Globex's there, so it is ended here, everywhere.
    expect(await device.open("/dashboard")).toMatchObject(LOGIN_PAGE);
    const ended = await here.api("GET", "/accounts/acme/sessions?state=ended");
    expect(ended.body).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ end_reason: "switch_denied" })]),
    });
    await setPolicy("globex", { mode: "off" });
    travel(20);
    expect((await logIn(ACME_OFFICE, CAROL, "globex")).seen.text).toContain("Leads of globex");
  });

  test("an account whose list is off lets everybody in", async () => {
    await setPolicy("globex", { mode: "off" });
    expect((await logIn(ELSEWHERE, DAVE, "globex")).seen.status).toBe(200);
  });

  test("an ended session is nobody's, wherever it comes from", async () => {
    const { device } = await logIn(ACME_OFFICE, CAROL, "acme");
    await device.open("/dashboard");
    await here.api("POST", "/accounts/acme/sessions/revoke", { user: "carol@example.com" });
    expect(await device.open("/dashboard")).toMatchObject(LOGIN_PAGE);
  });
});

describe.each(WAYS.slice(0, 2))("API calls with a user's token, $name", ({ signals, vars }) => {
  beforeEach(async () => {
    here = createLocation(SHARED, { signals, vars });
    await enforce();
  });
  const call = (address: string, token: string) =>
    from(address).request("/api/v4/leads", { headers: { Authorization: `Bearer ${token}` } });

  test("are open until the company blocks them, then bound to its addresses", async () => {
    const token = await tokenOf(CAROL, "acme");
    expect((await call(ELSEWHERE, token)).status).toBe(200);
    await setPolicy("acme", { block_api_requests: true });
    expect((await call(ACME_OFFICE, token)).status).toBe(200);
    const denied = await call(ELSEWHERE, token);
    expect(denied.status).toBe(403);
    expect(await denied.json()).toMatchObject({ code: "address_not_allowed" });
  });

  test("a token of one company beside a cookie of another: both lists must admit the address", async () => {
    const { device } = await logIn(ACME_OFFICE, CAROL, "acme");
    const token = await tokenOf(DAVE, "globex");
    const headers = { Authorization: `Bearer ${token}` };
    expect((await device.request("/api/v4/leads", { headers })).status).toBe(403);
    await setPolicy("globex", { mode: "off" });
    expect((await device.request("/api/v4/leads", { headers })).status).toBe(200);
  });

  test("a token that nobody has is not forwarded", async () => {
    const answer = await from(ELSEWHERE).request("/debug/request", {
      headers: { Authorization: "Bearer nobodys-token-0123456789" },
    });
    const { headers } = (await answer.json()) as { headers: [string, string][] };
    expect(headers.map(([name]) => name.toLowerCase())).not.toContain("authorization");
  });
});

describe("a resolver that is slow, down or lying", () => {
  beforeEach(async () => {
    here = createLocation(SHARED, { signals: false, vars: { ACCOUNT_RESOLVER: "/whoami" } });
    await enforce();
  });

  /** The demo product with another resolver; it notes what it was asked. */
  function withResolver(answer: () => Response | Promise<Response>): {
    readonly asked: Request[];
    readonly location: Location;
  } {
    const asked: Request[] = [];
    const ORIGIN = {
      fetch(request: Request) {
        if (new URL(request.url).pathname !== "/whoami") return env.SILENT_ORIGIN.fetch(request);
        asked.push(request);
        return answer();
      },
    };
    return { asked, location: createLocation(SHARED, { vars: UNBOUND(ORIGIN) }) };
  }
  const visit = (location: Location, cookie: string, path = "/dashboard") =>
    location.device({ from: ELSEWHERE }).request(path, { headers: { Cookie: `crm_session=${cookie}` } });

  test.each<[string, () => Response | Promise<Response>]>([
    ["answers 500", () => new Response("no", { status: 500 })],
    ["redirects", () => new Response(null, { status: 302, headers: { Location: "/login" } })],
    ["answers a page", () => new Response("<!doctype html>")],
    ["answers a list", () => Response.json([])],
    ["answers another kind of account", () => Response.json({ account: 7 })],
    ["answers what is no account's id", () => Response.json({ account: "Acme Ltd" })],
    ["answers without end", () => new Response("x".repeat(100_000))],
    ["throws", () => Promise.reject(new Error("connection refused"))],
    ["never answers", () => new Promise<Response>(() => {})],
  ])("%s: 503, and nothing authenticated passes", async (_name, answer) => {
    const { location } = withResolver(answer);
    const { device } = await logIn(ACME_OFFICE, CAROL, "acme");
    const cookie = device.jar.get("crm_session") ?? "";
    expect((await visit(location, cookie)).status).toBe(503);
    expect((await visit(location, cookie, "/api/v4/leads")).status).toBe(503);
  });

  test("a login meanwhile is dropped whole", async () => {
    const { location } = withResolver(() => new Response("no", { status: 500 }));
    const device = location.device({ from: ACME_OFFICE });
    expect((await device.submit("/login", { ...CAROL, company: "acme" })).status).toBe(503);
    expect(device.jar.size).toBe(0);
  });

  test("is asked once a credential, with the credential headers and the request id alone", async () => {
    const { asked, location } = withResolver(() => Response.json({ account: "acme", user: 42 }));
    const device = location.device({ from: ACME_OFFICE });
    const headers = { Cookie: "theme=dark; crm_session=0123456789abcdef", "X-Other": "1" };
    for (let i = 0; i < 5; i++) await device.request("/dashboard", { headers });
    expect(asked).toHaveLength(1);
    const sent = [...(asked[0]?.headers.keys() ?? [])].filter((name) => name !== "accept").sort();
    expect(sent).toEqual(["cookie", "gatehouse-request-id"]);
    travel(600);
    await device.request("/dashboard", { headers });
    expect(asked).toHaveLength(2);
  });

  test("nobodys are asked about again after ten seconds, and bounded an address", async () => {
    const { asked, location } = withResolver(() => new Response(null, { status: 401 }));
    expect(await (await visit(location, "nobody-0123456789")).status).toBe(302);
    await visit(location, "nobody-0123456789");
    expect(asked).toHaveLength(1);
    travel(11);
    await visit(location, "nobody-0123456789");
    expect(asked).toHaveLength(2);

    const statuses = new Set<number>();
    for (let i = 0; i < 100; i++) statuses.add((await visit(location, `made-up-cookie-${i}`)).status);
    expect([...statuses].sort()).toEqual([302, 429]);
    expect(asked.length).toBeLessThanOrEqual(62);
  });

  test("an account that Gatehouse does not have has no list: allowed; one whose list is lost is refused", async () => {
    const { location } = withResolver(() => Response.json({ account: "initech" }));
    expect((await visit(location, "somebody-0123456789", "/debug/request")).status).toBe(200);
    const lost = withResolver(() => Response.json({ account: "lost" }));
    await here.api("POST", "/accounts", { id: "lost", name: "Lost" });
    await env.LISTS.delete("account:lost");
    expect((await visit(lost.location, "somebody-else-0123456789")).status).toBe(503);
  });

  test("a login that keeps its cookie is judged at the login", async () => {
    const loggedIn = new Set<string>();
    const cookieOf = (request: Request): string =>
      /crm_session=([^;]*)/.exec(request.headers.get("Cookie") ?? "")?.[1] ?? "";
    const ORIGIN = {
      fetch(request: Request) {
        const { pathname } = new URL(request.url);
        const isKnown = loggedIn.has(cookieOf(request));
        if (pathname === "/whoami")
          return isKnown ? Response.json({ account: "acme" }) : new Response(null, { status: 401 });
        if (pathname === "/login" && request.method === "POST") loggedIn.add(cookieOf(request));
        return Response.json({ isKnown });
      },
    };
    const location = createLocation(SHARED, { vars: UNBOUND(ORIGIN) });
    const device = location.device({ from: ELSEWHERE });
    device.jar.set("crm_session", "issued-before-the-login");
    expect(await (await device.request("/dashboard", {})).json()).toEqual({ isKnown: false });
    expect((await device.request("/login", { method: "POST" })).status).toBe(403);
    expect((await device.request("/dashboard", {})).status).toBe(403);
    const office = location.device({ from: ACME_OFFICE });
    office.jar.set("crm_session", "issued-before-the-login");
    expect(await (await office.request("/dashboard", {})).json()).toEqual({ isKnown: true });
  });

  test("no header and no path of the visitor's names another company", async () => {
    const { device } = await logIn(ACME_OFFICE, CAROL, "acme");
    await setPolicy("globex", { mode: "off" });
    const thief = from(ELSEWHERE);
    for (const [name, value] of device.jar) thief.jar.set(name, value);
    const forged = {
      "Gatehouse-Account": "globex",
      Gatehouse_Account: "globex",
      "X-Account": "globex",
      "X-Forwarded-Host": "globex.localhost",
    };
    for (const path of ["/dashboard", "/dashboard?account=globex", "/globex/dashboard", "/%67lobex/../dashboard"]) {
      expect((await thief.request(path, { headers: forged })).status).toBe(403);
    }
    const answer = await device.request("/debug/request", { headers: forged });
    const { headers } = (await answer.json()) as { headers: [string, string][] };
    expect(headers.filter(([name]) => /^gatehouse[-_]account$/i.test(name)).map(([, value]) => value)).toEqual([
      "acme",
    ]);
  });

  test("on a company's own host it says who somebody is, and another company's credential is refused", async () => {
    await here.api("PUT", "/accounts/acme/hosts/acme.localhost");
    const ORIGIN = {
      fetch: (request: Request) =>
        new URL(request.url).pathname === "/whoami"
          ? Response.json({
              account: (request.headers.get("Cookie") ?? "").includes("globex") ? "globex" : null,
              user: "7",
              name: "Gus",
            })
          : Response.json({ ok: true }),
    };
    const location = createLocation("acme.localhost", { vars: UNBOUND(ORIGIN) });
    const device = location.device({ from: ACME_OFFICE });
    const visitWith = (cookie: string) =>
      device.request("/dashboard", { headers: { Cookie: `crm_session=${cookie}` } });
    expect((await visitWith("own-company-0123456789")).status).toBe(200);
    expect((await location.api("GET", "/accounts/acme/sessions?user=7")).body.items).toMatchObject([{ name: "Gus" }]);
    expect((await visitWith("globex-0123456789abcdef")).status).toBe(502);
  });
});

describe("a host for each account by its name", () => {
  const vars = { HOST_PATTERN: "{account}.crm.example" };
  const open = (host: string, address: string) =>
    createLocation(host, { vars }).device({ from: address }).request("/login", {});

  test("HOST_PATTERN names the account; one that does not exist is an unknown host", async () => {
    here = createLocation(SHARED);
    await enforce();
    expect((await open("acme.crm.example", ACME_OFFICE)).status).toBe(200);
    expect((await open("acme.crm.example", ELSEWHERE)).status).toBe(403);
    expect((await open("globex.crm.example", ACME_OFFICE)).status).toBe(403);
    expect((await open("nobody.crm.example", ACME_OFFICE)).status).toBe(404);
    expect((await open("a.acme.crm.example", ACME_OFFICE)).status).toBe(404);
  });

  test("a registered host wins", async () => {
    here = createLocation(SHARED);
    await enforce();
    await here.api("PUT", "/accounts/globex/hosts/acme.crm.example");
    expect((await open("acme.crm.example", ACME_OFFICE)).status).toBe(403);
    expect((await open("acme.crm.example", GLOBEX_OFFICE)).status).toBe(200);
    await here.api("DELETE", "/accounts/globex/hosts/acme.crm.example");
  });
});
