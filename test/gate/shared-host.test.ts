import { beforeEach, describe, expect, test } from "vitest";
import { createLocation } from "../support/product-world.ts";
import { travel } from "../support/session-world.ts";
import {
  ACME_OFFICE,
  CAROL,
  DAVE,
  ELSEWHERE,
  from,
  GLOBEX_OFFICE,
  goTo,
  here,
  LOGIN_PAGE,
  logIn,
  setPolicy,
  tokenOf,
  WAYS,
} from "./shared-host-world.ts";

describe.each(WAYS)("a host that companies share, $name", ({ signals, vars }) => {
  beforeEach(async () => {
    await goTo({ signals, vars });
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
    await goTo({ signals, vars });
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

describe("a host for each account by its name", () => {
  const vars = { HOST_PATTERN: "{account}.crm.example" };
  const open = (host: string, address: string) =>
    createLocation(host, { vars }).device({ from: address }).request("/login", {});

  test("HOST_PATTERN names the account; one that does not exist is an unknown host", async () => {
    await goTo();
    expect((await open("acme.crm.example", ACME_OFFICE)).status).toBe(200);
    expect((await open("acme.crm.example", ELSEWHERE)).status).toBe(403);
    expect((await open("globex.crm.example", ACME_OFFICE)).status).toBe(403);
    expect((await open("nobody.crm.example", ACME_OFFICE)).status).toBe(404);
    expect((await open("a.acme.crm.example", ACME_OFFICE)).status).toBe(404);
  });

  test("a registered host wins", async () => {
    await goTo();
    await here.api("PUT", "/accounts/globex/hosts/acme.crm.example");
    expect((await open("acme.crm.example", ACME_OFFICE)).status).toBe(403);
    expect((await open("acme.crm.example", GLOBEX_OFFICE)).status).toBe(200);
    await here.api("DELETE", "/accounts/globex/hosts/acme.crm.example");
  });
});
