import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createLocation, type Location } from "../support/product-world.ts";
import { captureLog, freezeTime, travel } from "../support/session-world.ts";
import { TRUSTED, UNTRUSTED } from "../support/world.ts";

// docs/security.md, row 27: a deleted account is refused at once where it was deleted, and within the bound at other locations.

const PATTERN = { HOST_PATTERN: "{account}.crm.example" };
const SHARED = "shared.localhost";

/** The tests share their D1 and KV, and no clock goes back. */
let clock = Date.now();
let made = 0;
let id: string;
/** Where the account is deleted, and another location. */
let here: Location;
let elsewhere: Location;

beforeEach(async () => {
  freezeTime(clock);
  captureLog();
  id = `acme-${++made}`;
  here = createLocation(`${id}.crm.example`, { vars: PATTERN });
  elsewhere = createLocation(`${id}.crm.example`, { vars: PATTERN });
  await create();
});
afterEach(() => {
  clock = Date.now() + 1000;
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function call(method: string, path: string, body?: object): Promise<void> {
  const answer = await here.api(method, path, body);
  if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
  expect(answer.body.published ?? true).toBe(true);
  // KV takes one write a second of a key.
  travel(1);
}

async function create(): Promise<void> {
  await call("POST", "/accounts", { id, name: id });
  await call("POST", `/accounts/${id}/allowlist`, { value: TRUSTED });
  await call("PATCH", `/accounts/${id}/policy`, { mode: "enforce" });
}
const remove = () => call("DELETE", `/accounts/${id}`);

const visit = async (location: Location, from = TRUSTED): Promise<number> =>
  (await location.device({ from }).request("/login", {})).status;

describe("a deleted account under HOST_PATTERN", () => {
  test("is an unknown host at once where it was deleted, and in isolates that start later", async () => {
    expect(await visit(here)).toBe(200);
    expect(await visit(here, UNTRUSTED)).toBe(403);
    await remove();
    for (const from of [TRUSTED, UNTRUSTED]) expect(await visit(here, from)).toBe(404);
    expect(await visit(createLocation(`${id}.crm.example`, { vars: PATTERN }))).toBe(404);
  });

  test("is refused by an isolate that knew it with the second visit after ten seconds", async () => {
    expect(await visit(elsewhere)).toBe(200);
    await remove();
    expect(await visit(elsewhere)).toBe(200);
    travel(10);
    await visit(elsewhere);
    expect(await visit(elsewhere)).toBe(404);
  });

  test("is refused by an isolate that knew it with the first visit after a minute, and for good", async () => {
    expect(await visit(elsewhere)).toBe(200);
    await remove();
    for (const seconds of [60, 3_600, 90_000, 200_000]) {
      travel(seconds);
      expect(await visit(elsewhere)).toBe(404);
    }
  });

  test("comes back at once when it is created again, with its new list", async () => {
    expect(await visit(elsewhere)).toBe(200);
    await remove();
    travel(60);
    expect(await visit(elsewhere)).toBe(404);
    await call("POST", "/accounts", { id, name: id });
    expect(await visit(here, UNTRUSTED)).toBe(200);
    await call("POST", `/accounts/${id}/allowlist`, { value: UNTRUSTED });
    await call("PATCH", `/accounts/${id}/policy`, { mode: "enforce" });
    travel(60);
    for (const location of [here, elsewhere]) {
      expect(await visit(location, UNTRUSTED)).toBe(200);
      expect(await visit(location, TRUSTED)).toBe(403);
    }
  });

  test("that KV could not be told of is refused here at once, and elsewhere after the next run of cron", async () => {
    expect(await visit(elsewhere)).toBe(200);
    const LISTS = new Proxy(env.LISTS, {
      get(target, property) {
        if (property === "put") return () => Promise.reject(new Error("KV PUT failed: 503"));
        const member = Reflect.get(target, property);
        return typeof member === "function" ? member.bind(target) : member;
      },
    });
    const failing = createLocation(`${id}.crm.example`, { vars: { ...PATTERN, LISTS } });
    expect(await visit(failing)).toBe(200);
    expect((await failing.api("DELETE", `/accounts/${id}`)).body).toMatchObject({ published: false });
    expect(await visit(failing)).toBe(404);
    await here.cron();
    travel(60);
    expect(await visit(elsewhere)).toBe(404);
  });
});

test("a deleted account's own host is refused as well: at once here, and after a minute elsewhere", async () => {
  const own = `app-${id}.example.com`;
  await call("PUT", `/accounts/${id}/hosts/${own}`);
  const [first, second] = [createLocation(own), createLocation(own)];
  for (const location of [first, second]) expect(await visit(location)).toBe(200);
  expect((await first.api("DELETE", `/accounts/${id}`)).body).toMatchObject({ published: true });
  expect(await visit(first)).toBe(404);
  travel(60);
  expect(await visit(second)).toBe(404);
});

test("a deleted account has no list on a shared host, as one that never was", async () => {
  await here.api("PUT", `/shared-hosts/${SHARED}`);
  const ORIGIN = {
    fetch: async (request: Request) =>
      new URL(request.url).pathname === "/whoami" ? Response.json({ account: id, user: "7" }) : new Response("ok"),
  };
  const shared = createLocation(SHARED, { vars: { ACCOUNT_RESOLVER: "/whoami", ORIGIN } });
  const headers = { Authorization: "Bearer 0123456789abcdef" };
  const open = async () => (await shared.device({ from: UNTRUSTED }).request("/dashboard", { headers })).status;
  expect(await open()).toBe(403);
  await remove();
  travel(60);
  expect(await open()).toBe(200);
});
