import { describe, expect, test } from "vitest";
import { headerOf, makeAccount, received, TRUSTED, UNTRUSTED, visit } from "../support/world.ts";

describe("a visit to an account that enforces its list", () => {
  test("passes from a trusted address, is turned away from any other", async () => {
    const { host } = await makeAccount();
    const passed = await visit(`https://${host}/login`, { from: TRUSTED });
    expect(passed.status).toBe(200);
    expect(await passed.text()).toContain("<form");

    const denied = await visit(`https://${host}/login`, { from: UNTRUSTED });
    expect(denied.status).toBe(403);
    expect(denied.headers.get("Cache-Control")).toBe("private, no-store");
    const page = await denied.text();
    expect(page).toContain(UNTRUSTED);
    expect(page).toContain(denied.headers.get("Gatehouse-Request-Id"));
    expect(page).not.toContain("<form");
  });

  test("is denied with valid credentials, too, before they reach the origin", async () => {
    const { host } = await makeAccount();
    const body = new URLSearchParams({ email: "ann@example.com", password: "ann-password" });
    const denied = await visit(`https://${host}/login`, { from: UNTRUSTED, method: "POST", body });
    expect(denied.status).toBe(403);
    expect(denied.headers.get("Set-Cookie")).toBeNull();
  });

  test("leaves the API open until the account blocks it", async () => {
    const open = await makeAccount();
    const closed = await makeAccount({ blockApiRequests: true });
    const call = { from: UNTRUSTED, headers: { Authorization: "Bearer nobody" } };
    expect((await visit(`https://${open.host}/api/v4/leads`, call)).status).toBe(401); // the origin's own answer
    const denied = await visit(`https://${closed.host}/api/v4/leads`, call);
    expect(denied.status).toBe(403);
    expect(denied.headers.get("Content-Type")).toBe("application/problem+json");
    expect(await denied.json()).toMatchObject({ status: 403, code: "address_not_allowed" });
  });

  test("a stolen cookie does not get in through the API's door", async () => {
    const { host } = await makeAccount();
    const stolen = { from: UNTRUSTED, headers: { Cookie: "theme=dark; crm_session=stolen" } };
    expect((await visit(`https://${host}/api/v4/leads`, stolen)).status).toBe(401);
    const reached = await received(visit(`https://${host}/debug/request`, { headers: stolen.headers }));
    expect(headerOf(reached, "Cookie")).toBe("theme=dark");
  });

  test("lets public paths through, without cookies and tokens when the address is untrusted", async () => {
    const { host } = await makeAccount();
    const headers = { Cookie: "theme=dark; crm_session=live", Authorization: "Bearer live" };
    const seen = async (from: string) => {
      const answer = await visit(`https://${host}/webhooks/in`, { from, method: "POST", headers, body: "{}" });
      expect(answer.status).toBeLessThan(300);
    };
    await seen(TRUSTED);
    await seen(UNTRUSTED);
  });

  test("mode off and monitor block nobody", async () => {
    for (const mode of ["off", "monitor"] as const) {
      const { host } = await makeAccount({ mode });
      expect((await visit(`https://${host}/login`, { from: UNTRUSTED })).status).toBe(200);
    }
  });

  test("the account's contact stands on the page", async () => {
    const { host } = await makeAccount({ contact: "it@example.com" });
    const page = await (await visit(`https://${host}/`, { from: UNTRUSTED })).text();
    expect(page).toContain('href="mailto:it@example.com"');
  });

  test.each(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"])(
    "%s gets the same verdict, and no header of the origin (row 10)",
    async (method) => {
      const { host } = await makeAccount();
      const headers = {
        Origin: "https://evil.example",
        "Access-Control-Request-Method": "POST",
        "X-HTTP-Method-Override": "GET",
      };
      const denied = await visit(`https://${host}/dashboard`, { from: UNTRUSTED, method, headers });
      expect(denied.status).toBe(403);
      expect([...denied.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
      expect((await visit(`https://${host}/login`, { from: TRUSTED, method })).status).not.toBe(403);
    },
  );

  test("the other family is denied when no entry is of it (row 7)", async () => {
    const v4 = await makeAccount({ entries: ["198.51.100.0/24"] });
    const v6 = await makeAccount({ entries: ["2001:db8::/32"] });
    expect((await visit(`https://${v4.host}/login`, { from: "2001:db8::1" })).status).toBe(403);
    expect((await visit(`https://${v6.host}/login`, { from: "198.51.100.1" })).status).toBe(403);
    expect((await visit(`https://${v4.host}/login`, { from: "198.51.100.1" })).status).toBe(200);
    expect((await visit(`https://${v6.host}/login`, { from: "2001:DB8:0::1" })).status).toBe(200);
    expect((await visit(`https://${v4.host}/login`, { from: "::ffff:198.51.100.1" })).status).toBe(200);
  });

  test("a Worker of another zone is denied wherever the list is enforced for its surface (row 2)", async () => {
    const { host } = await makeAccount({ entries: ["2a06:98c0:3600::103", TRUSTED] });
    const worker = { from: "2a06:98c0:3600::103", headers: { "CF-Worker": "evil.example" } };
    expect((await visit(`https://${host}/login`, worker)).status).toBe(403);
    expect((await visit(`https://${host}/login`, { ...worker, from: TRUSTED })).status).toBe(403);
    expect((await visit(`https://${host}/api/v4/leads`, worker)).status).toBe(401); // the API is open to all
  });
});

describe("no client address (fail closed)", () => {
  test.each([null, "", "unknown", "1.2.3.4, 5.6.7.8", "1.2.3.4:80", "127.1", "0x7f.0.0.1", "fe80::1%eth0"])(
    "%j",
    async (from) => {
      const { host } = await makeAccount({ mode: "off" });
      const refused = await visit(`https://${host}/login`, { from });
      expect(refused.status).toBe(503);
      expect(await refused.text()).not.toContain("<form");
    },
  );
});

describe("whose host it is (row 8)", () => {
  test("an unknown host is refused", async () => {
    const refused = await visit("https://nobody.example.com/");
    expect(refused.status).toBe(404);
    const asProblem = await visit("https://nobody.example.com/", { headers: { Accept: "application/json" } });
    expect(await asProblem.json()).toMatchObject({ code: "unknown_host" });
  });

  test("letter case, a trailing dot and a port do not change the host; a substring is another one", async () => {
    const { host } = await makeAccount();
    for (const spelling of [host.toUpperCase(), `${host}.`, `${host}:8443`]) {
      expect((await visit(`https://${spelling}/login`)).status).toBe(200);
      expect((await visit(`https://${spelling}/login`, { from: UNTRUSTED })).status).toBe(403);
    }
    for (const other of [`x${host}`, `${host}.evil.example`, `${host.slice(1)}`, `${host}..`]) {
      expect((await visit(`https://${other}/login`)).status).toBe(404);
    }
  });

  test("one account's addresses open no other account's host", async () => {
    const one = await makeAccount({ entries: ["198.51.100.1"] });
    const other = await makeAccount({ entries: ["198.51.100.2"] });
    for (let round = 0; round < 3; round++) {
      expect((await visit(`https://${one.host}/login`, { from: "198.51.100.1" })).status).toBe(200);
      expect((await visit(`https://${other.host}/login`, { from: "198.51.100.1" })).status).toBe(403);
      expect((await visit(`https://${one.host}/login`, { from: "198.51.100.2" })).status).toBe(403);
      expect((await visit(`https://${other.host}/login`, { from: "198.51.100.2" })).status).toBe(200);
    }
  });
});

test("trusted and untrusted visits in turn on one URL never see each other's answer (row 12)", async () => {
  const { host } = await makeAccount();
  for (let round = 0; round < 1000; round++) {
    const from = round % 2 === 0 ? TRUSTED : UNTRUSTED;
    const response = await visit(`https://${host}/cookies`, { from });
    expect(response.status).toBe(from === TRUSTED ? 200 : 403);
    expect(response.headers.getSetCookie().length > 0).toBe(from === TRUSTED);
    await response.body?.cancel();
  }
});

describe("towards the origin", () => {
  test("the origin learns address, account and request id", async () => {
    const { id, host } = await makeAccount();
    const request = await received(visit(`https://${host}/debug/request?a=1&b=%20`));
    expect(request.url).toBe(`https://${host}/debug/request?a=1&b=%20`);
    expect(headerOf(request, "Gatehouse-Address")).toBe(TRUSTED);
    expect(headerOf(request, "Gatehouse-Account")).toBe(id);
    expect(headerOf(request, "Gatehouse-Request-Id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each([
    "Gatehouse-Account",
    "gatehouse-account",
    "GATEHOUSE_ACCOUNT",
    "Gatehouse_Address",
    "Gatehouse.Address",
    "gatehouse-Session",
    "Gatehouse-Request-Id",
    "Gatehouse-Anything",
    "Gatehouse_Request-Id",
  ])("a smuggled %s never arrives (row 4)", async (name) => {
    const { id, host } = await makeAccount();
    const headers = { [name]: "forged", Connection: `keep-alive, ${name}` };
    const request = await received(visit(`https://${host}/debug/request`, { headers }));
    const own = request.headers.filter(([key]) => /^gatehouse[^a-z0-9]/i.test(key));
    expect(own.map(([key]) => key.toLowerCase()).sort()).toEqual([
      "gatehouse-account",
      "gatehouse-address",
      "gatehouse-request-id",
    ]);
    expect(own.map(([, value]) => value)).not.toContain("forged");
    expect(headerOf(request, "Gatehouse-Account")).toBe(id);
    expect(headerOf(request, "Connection") ?? "").not.toMatch(/gatehouse/i);
  });

  test("other headers arrive as they came", async () => {
    const { host } = await makeAccount();
    const headers = {
      "X-Forwarded-For": "1.1.1.1",
      Cookie: "a=1; b=2",
      Authorization: "Bearer t",
      "X-Custom": "kept",
    };
    const request = await received(visit(`https://${host}/debug/request`, { headers }));
    for (const [name, value] of Object.entries(headers)) expect(headerOf(request, name)).toBe(value);
  });
});
