import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { createLocation, type Location } from "../support/product-world.ts";
import { travel } from "../support/session-world.ts";
import { ACME_OFFICE, CAROL, ELSEWHERE, from, goTo, here, logIn, SHARED, setPolicy } from "./shared-host-world.ts";

/** In front of an origin of the test's own, which gets made-up cookies: they have no seals. */
const UNBOUND = (ORIGIN: object) => ({ ACCOUNT_RESOLVER: "/whoami", ORIGIN, BIND_SESSIONS: "off" });

describe("a resolver that is slow, down or lying", () => {
  beforeEach(async () => {
    await goTo({ signals: false, vars: { ACCOUNT_RESOLVER: "/whoami" } });
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
