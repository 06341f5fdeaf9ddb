import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Device } from "../support/device.ts";
import { ANN, APP, BOB, CHROME, createLocation, FIREFOX, type Location, PHONE, ZOE } from "../support/product-world.ts";
import { captureLog, freezeTime, travel } from "../support/session-world.ts";
import { makeAccount } from "../support/world.ts";

// Kommo's "Sessions": every device of the account with its address, last login and region, a Logout next to each,
// endings by themselves, and a password change that signs out everywhere. With the demo product, from outside.

const OFFICE = "49.14.176.91";
const HOME = "198.51.100.7";
const ON_THE_ROAD = "2001:db8:7::1";
const BERLIN = { country: "DE", region: "Land Berlin", city: "Berlin" };
const MADRID = { country: "ES", region: "Madrid", city: "Madrid" };
const DAY_SECONDS = 86_400;
const LOGIN_PAGE = { path: "/login", status: 200 };
const DASHBOARD = { path: "/dashboard", status: 200 };

/** The tests share their D1 and KV, and no clock goes back: each test goes on where the one before ended. */
let clock = Date.now();

let account = "";
let host = "";
let here: Location;

beforeEach(async () => {
  freezeTime(clock);
  captureLog();
  ({ id: account, host } = await makeAccount({ entries: [OFFICE, HOME, ON_THE_ROAD] }));
  here = createLocation(host);
});

afterEach(() => {
  clock = Date.now();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** The account's devices, the one last seen first. */
async function devices(query = "state=active") {
  const { status, body } = await here.api("GET", `/accounts/${account}/sessions?${query}`);
  expect(status).toBe(200);
  return body.items as readonly (Readonly<Record<string, unknown>> & { readonly id: string })[];
}

async function idOf(label: string): Promise<string> {
  const found = (await devices()).filter(({ device }) => (device as { readonly label: string }).label === label);
  if (found.length !== 1 || found[0] === undefined) throw new Error(`${found.length} devices are ${label}`);
  return found[0].id;
}

const logOut = (id: string) => here.api("DELETE", `/accounts/${account}/sessions/${id}`);
const revoke = (which: object) => here.api("POST", `/accounts/${account}/sessions/revoke`, which);
const logIn = (device: Device, user: object) => device.submit("/login", { ...user });

/** Straight to the product, as before it had a Gatehouse; the cookie. */
async function logInPastGatehouse(user: Readonly<Record<string, string>>): Promise<string> {
  const body = new URLSearchParams(user);
  const answer = await env.SILENT_ORIGIN.fetch("https://crm.example/login", {
    method: "POST",
    body,
    redirect: "manual",
  });
  return /^crm_session=([^;]+)/.exec(answer.headers.getSetCookie()[0] ?? "")?.[1] ?? "";
}

interface App {
  /** The status of a call with the token that it has. */
  call(): Promise<number>;
  /** Gets itself a new token with its refresh token, as apps do. */
  refresh(): Promise<void>;
  readonly response: () => Promise<Response>;
}

/** An app with tokens of its own: it keeps no cookie. */
async function openApp(device: Device, user: { readonly email: string; readonly password: string }): Promise<App> {
  const tokens = async (fields: Record<string, string>) => {
    const body = new URLSearchParams(fields).toString();
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const response = await device.request("/oauth/token", { method: "POST", headers, body });
    return response.json<{ access_token: string; refresh_token: string }>();
  };
  let has = await tokens({ grant_type: "password", username: user.email, password: user.password });
  const response = () => device.request("/api/v4/leads", { headers: { Authorization: `Bearer ${has.access_token}` } });
  return {
    response,
    call: async () => (await response()).status,
    async refresh() {
      has = await tokens({ grant_type: "refresh_token", refresh_token: has.refresh_token });
    },
  };
}

/** Ann at two computers, with her phone and with an app, and Bob; a minute after the other. */
async function team(at = here) {
  const office = at.device({ userAgent: CHROME, from: OFFICE, region: BERLIN });
  const home = at.device({ userAgent: FIREFOX, from: HOME, region: BERLIN });
  const phone = at.device({ userAgent: PHONE, from: ON_THE_ROAD, region: MADRID });
  const appDevice = at.device({ userAgent: APP, from: ON_THE_ROAD, region: MADRID });
  const bob = at.device({ userAgent: CHROME, from: OFFICE, region: BERLIN });
  for (const device of [office, home, phone]) {
    expect(await logIn(device, ANN)).toMatchObject(DASHBOARD);
    travel(60);
  }
  const app = await openApp(appDevice, ANN);
  expect(await app.call()).toBe(200);
  travel(60);
  expect(await logIn(bob, BOB)).toMatchObject(DASHBOARD);
  return { office, home, phone, app, bob };
}

describe("the devices of an account", () => {
  it("are all on record: whose, which, from where, since when", async () => {
    const start = Date.now();
    await team();
    const at = (minutes: number) => new Date(start + minutes * 60_000).toISOString().replace(".000Z", "Z");
    const seen = (minutes: number) => ({
      logged_in_at: expect.stringMatching(new RegExp(`^${at(minutes).slice(0, 19)}`)),
      last_seen_at: expect.stringMatching(new RegExp(`^${at(minutes).slice(0, 19)}`)),
    });
    const ann = { user: ANN.email, name: "Ann Archer", two_factor: false };
    expect(await devices()).toMatchObject([
      {
        user: BOB.email,
        name: "Bob Breuer",
        two_factor: true,
        kind: "web",
        address: OFFICE,
        region: BERLIN,
        ...seen(4),
      },
      { ...ann, kind: "api", device: { type: "app" }, address: ON_THE_ROAD, region: MADRID, ...seen(3) },
      {
        ...ann,
        kind: "web",
        device: { label: "Safari 18 on iPhone", type: "mobile" },
        address: ON_THE_ROAD,
        region: MADRID,
        ...seen(2),
      },
      { ...ann, kind: "web", device: { label: "Firefox 133 on Linux", type: "desktop" }, address: HOME, ...seen(1) },
      { ...ann, kind: "web", device: { label: "Chrome 131 on Windows", type: "desktop" }, address: OFFICE, ...seen(0) },
    ]);
  });

  it("show where each was last seen, and where it logged in", async () => {
    const phone = here.device({ userAgent: PHONE, from: HOME, region: BERLIN });
    await logIn(phone, ANN);
    const loggedInAt = (await devices())[0]?.logged_in_at;
    travel(3600);
    const abroad = here.device({ userAgent: PHONE, from: ON_THE_ROAD, region: MADRID });
    for (const [name, value] of phone.jar) abroad.jar.set(name, value);
    expect(await abroad.open("/dashboard")).toMatchObject(DASHBOARD);
    const [session, ...others] = await devices();
    expect(others).toEqual([]);
    expect(session).toMatchObject({
      address: ON_THE_ROAD,
      first_address: HOME,
      region: MADRID,
      logged_in_at: loggedInAt,
    });
    expect(Date.parse(String(session?.last_seen_at)) - Date.parse(String(loggedInAt))).toBe(3_600_000);
  });

  it("are those that logged in: no failed login, no pending second factor, nobody who only looks around", async () => {
    const device = here.device();
    await device.open("/login");
    expect(await logIn(device, { ...ANN, password: "guessed" })).toMatchObject({ status: 401 });
    expect(await logIn(device, { ...BOB, code: "" })).toMatchObject({ status: 401 });
    device.jar.set("crm_session", "a".repeat(64));
    expect(await device.open("/dashboard")).toMatchObject(LOGIN_PAGE);
    expect(await devices()).toEqual([]);
  });

  it("include those that logged in before Gatehouse was there", async () => {
    const device = createLocation(host, { vars: { BIND_SESSIONS: "enroll" } }).device();
    device.jar.set("crm_session", await logInPastGatehouse(ANN));
    expect(await device.open("/dashboard")).toMatchObject(DASHBOARD);
    expect(await devices()).toMatchObject([{ user: ANN.email }]);
  });

  it("have the name that the product gives, in any script", async () => {
    await logIn(here.device(), ZOE);
    expect(await devices()).toMatchObject([{ user: ZOE.email, name: "Zoë Çelik" }]);
  });
});

describe("Logout next to a device", () => {
  it("leads that device to the login page on its next click, and no other one", async () => {
    const { office, home, phone, app, bob } = await team();
    const id = await idOf("Firefox 133 on Linux");
    expect(await logOut(id)).toEqual({ status: 200, body: { ended: 1 } });
    expect(await home.open("/dashboard")).toMatchObject(LOGIN_PAGE);
    for (const other of [office, phone, bob]) expect(await other.open("/dashboard")).toMatchObject(DASHBOARD);
    expect(await app.call()).toBe(200);
    expect(await devices("state=ended")).toMatchObject([{ id, end_reason: "revoked", ended_at: expect.any(String) }]);
    expect(await logOut(id)).toEqual({ status: 200, body: { ended: 0 } });
  });

  it("holds against the old cookie wherever it comes from; a new login is a new session", async () => {
    const { home } = await team();
    const [cookie = ""] = home.jar.values();
    const id = await idOf("Firefox 133 on Linux");
    await logOut(id);
    const thief = here.device({ userAgent: CHROME, from: OFFICE });
    thief.jar.set("crm_session", cookie);
    expect(await thief.open("/dashboard")).toMatchObject(LOGIN_PAGE);

    await home.open("/dashboard");
    expect(await logIn(home, ANN)).toMatchObject(DASHBOARD);
    expect(await home.open("/dashboard")).toMatchObject(DASHBOARD);
    expect(await idOf("Firefox 133 on Linux")).not.toBe(id);
    thief.jar.set("crm_session", cookie);
    expect(await thief.open("/dashboard")).toMatchObject(LOGIN_PAGE);
  });

  it("holds at every other location within half a minute, and in those that start later", async () => {
    const { home } = await team();
    const far = createLocation(host);
    const visitor = far.device({ userAgent: FIREFOX, from: HOME });
    for (const [name, value] of home.jar) visitor.jar.set(name, value);
    expect(await visitor.open("/dashboard")).toMatchObject(DASHBOARD);
    await logOut(await idOf("Firefox 133 on Linux"));
    travel(30);
    const click = await visitor.request("/dashboard", {});
    expect([click.status, click.headers.get("Location")]).toEqual([302, "/login"]);
    await here.cron();
    const newcomer = createLocation(host).device();
    for (const [name, value] of home.jar) newcomer.jar.set(name, value);
    expect(await newcomer.open("/dashboard")).toMatchObject(LOGIN_PAGE);
  });

  it("answers an app's token 401, and a new token of the same login as well", async () => {
    const { phone, app } = await team();
    await logOut((await devices()).find(({ kind }) => kind === "api")?.id ?? "");
    const answer = await app.response();
    expect(answer.status).toBe(401);
    expect(answer.headers.get("WWW-Authenticate")).toBe('Bearer error="invalid_token"');
    expect(await answer.json()).toMatchObject({ code: "token_ended" });
    // A refresh token is in a body, which no gate reads: the new token is known when it is used, once.
    await app.refresh();
    await app.call();
    expect(await app.call()).toBe(401);
    expect(await phone.open("/dashboard")).toMatchObject(DASHBOARD);
  });

  it("leaves a device alone that only got a new token", async () => {
    const { app } = await team();
    const before = await devices();
    await app.refresh();
    expect(await app.call()).toBe(200);
    expect(await app.call()).toBe(200);
    expect((await devices()).map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
  });

  it("is in the audit trail, with who and which device", async () => {
    await team();
    const id = await idOf("Firefox 133 on Linux");
    await logOut(id);
    const { body } = await here.api("GET", `/accounts/${account}/audit`);
    expect(body.items[0]).toMatchObject({
      actor: "operator",
      action: "session.revoked",
      detail: { session: id, user: ANN.email, device: "Firefox 133 on Linux" },
    });
  });
});

describe("logging out many at once", () => {
  it("one user: websites and apps, and nobody else", async () => {
    const { office, home, phone, app, bob } = await team();
    expect((await revoke({ user: ANN.email })).body).toEqual({ ended: 4 });
    for (const device of [office, home, phone]) expect(await device.open("/dashboard")).toMatchObject(LOGIN_PAGE);
    expect(await app.call()).toBe(401);
    expect(await bob.open("/dashboard")).toMatchObject(DASHBOARD);
    travel(1);
    expect(await logIn(office, ANN)).toMatchObject(DASHBOARD);
  });

  it("everybody but this device", async () => {
    const { office, home, phone, app, bob } = await team();
    const kept = (await devices(`state=active&user=${encodeURIComponent(BOB.email)}`)).map(({ id }) => id);
    expect((await revoke({ all: true, except: kept })).body).toEqual({ ended: 4 });
    for (const device of [office, home, phone]) expect(await device.open("/dashboard")).toMatchObject(LOGIN_PAGE);
    expect(await app.call()).toBe(401);
    expect(await bob.open("/dashboard")).toMatchObject(DASHBOARD);
  });
});

describe("a change of password", () => {
  const CHANGED = "another-password";

  it("signs out that user on all devices, websites and apps, and nobody else", async () => {
    const browser = here.device({ userAgent: CHROME });
    const other = here.device({ userAgent: FIREFOX, from: HOME });
    const bob = here.device({ userAgent: CHROME });
    await logIn(browser, ZOE);
    await logIn(other, ZOE);
    await logIn(bob, BOB);
    const app = await openApp(here.device({ userAgent: APP }), ZOE);
    expect(await app.call()).toBe(200);

    const form = { current_password: ZOE.password, new_password: CHANGED };
    expect(await browser.submit("/password", form)).toMatchObject(LOGIN_PAGE);
    expect(await other.open("/dashboard")).toMatchObject(LOGIN_PAGE);
    expect(await app.call()).toBe(401);
    expect(await bob.open("/dashboard")).toMatchObject(DASHBOARD);
    expect(await devices("state=ended")).toHaveLength(3);
    expect((await devices("state=ended")).map(({ end_reason }) => end_reason)).toEqual(
      Array(3).fill("password_changed"),
    );

    travel(1);
    expect(await logIn(browser, ZOE)).toMatchObject({ status: 401 });
    expect(await logIn(browser, { ...ZOE, password: CHANGED })).toMatchObject(DASHBOARD);
    expect(await browser.open("/dashboard")).toMatchObject(DASHBOARD);
    // The new token of a login from before the change.
    await app.refresh();
    await app.call();
    expect(await app.call()).toBe(401);
    await browser.submit("/password", { current_password: CHANGED, new_password: ZOE.password });
  });

  it("holds for a device that was on record before, and is known to be the user's only after", async () => {
    const quiet = createLocation(host, { signals: false });
    const forgotten = quiet.device({ userAgent: PHONE, from: HOME });
    await logIn(forgotten, ZOE);
    travel(60);
    const browser = here.device();
    await logIn(browser, ZOE);
    travel(60);
    const same = { current_password: ZOE.password, new_password: ZOE.password };
    expect(await browser.submit("/password", same)).toMatchObject(LOGIN_PAGE);
    travel(60);
    const seen = here.device({ userAgent: PHONE, from: HOME });
    for (const [name, value] of forgotten.jar) seen.jar.set(name, value);
    await seen.open("/dashboard");
    expect(await seen.open("/dashboard")).toMatchObject(LOGIN_PAGE);
  });

  it("does not reach a device that never came through Gatehouse before: its login counts from its first visit", async () => {
    const cookie = await logInPastGatehouse(ZOE);
    const browser = here.device();
    await logIn(browser, ZOE);
    travel(60);
    await browser.submit("/password", { current_password: ZOE.password, new_password: ZOE.password });
    travel(60);
    const stranger = createLocation(host, { vars: { BIND_SESSIONS: "enroll" } }).device({ userAgent: PHONE });
    stranger.jar.set("crm_session", cookie);
    await stranger.open("/dashboard");
    expect(await stranger.open("/dashboard")).toMatchObject(DASHBOARD);
    expect(await devices()).toMatchObject([{ user: ZOE.email, device: { label: "Safari 18 on iPhone" } }]);
  });
});

describe("the product's own logout", () => {
  it("ends the session at the edge too", async () => {
    const { office, phone } = await team();
    const cookie = new Map(phone.jar);
    expect(await phone.submit("/logout")).toMatchObject(LOGIN_PAGE);
    expect(await devices("state=ended")).toMatchObject([
      { device: { label: "Safari 18 on iPhone" }, end_reason: "logout" },
    ]);
    for (const [name, value] of cookie) phone.jar.set(name, value);
    expect(await phone.open("/dashboard")).toMatchObject(LOGIN_PAGE);
    expect(await office.open("/dashboard")).toMatchObject(DASHBOARD);
  });
});

describe("endings by themselves", () => {
  const all = async () => (await devices("state=ended")).map(({ user, end_reason }) => [user, end_reason]);

  it("come after 3 months without a visit, after 30 days with a second factor; apps stay", async () => {
    const { office, phone, app, bob } = await team();
    travel(29 * DAY_SECONDS);
    await here.cron();
    expect(await all()).toEqual([]);
    expect(await office.open("/dashboard")).toMatchObject(DASHBOARD);

    travel(1.1 * DAY_SECONDS);
    await here.cron();
    expect(await all()).toEqual([[BOB.email, "idle"]]);
    travel(30);
    expect(await bob.open("/dashboard")).toMatchObject(LOGIN_PAGE);
    expect(await phone.open("/dashboard")).toMatchObject(DASHBOARD);

    // Ann's computer was seen on day 29, her phone on day 30, the other computer on the first day.
    travel(60 * DAY_SECONDS);
    await here.cron();
    expect(await all()).toHaveLength(2);
    travel(31 * DAY_SECONDS);
    await here.cron();
    travel(30);
    for (const device of [office, phone]) expect(await device.open("/dashboard")).toMatchObject(LOGIN_PAGE);
    expect(await app.call()).toBe(200);
    expect(await devices()).toMatchObject([{ kind: "api" }]);
  });

  it("come after a year whoever is there, and for apps where the account says so", async () => {
    await here.api("PATCH", `/accounts/${account}/policy`, { session: { api_idle_days: 120 } });
    const { office, app } = await team();
    for (let month = 0; month < 12; month += 1) {
      travel(30 * DAY_SECONDS);
      await here.cron();
      expect(await office.open("/dashboard")).toMatchObject(DASHBOARD);
    }
    expect((await devices("state=ended")).find(({ kind }) => kind === "api")).toMatchObject({ end_reason: "idle" });
    expect(await app.call()).toBe(401);
    travel(5.1 * DAY_SECONDS);
    await here.cron();
    travel(30);
    expect(await office.open("/dashboard")).toMatchObject(LOGIN_PAGE);
    expect((await devices("state=ended"))[0]).toMatchObject({ end_reason: "absolute" });
  });
});

describe("a product that sends no signals", () => {
  beforeEach(() => {
    here = createLocation(host, { signals: false });
  });

  it("has its devices on record all the same, without names", async () => {
    await team();
    expect(await devices()).toMatchObject(
      [BERLIN, MADRID, MADRID, BERLIN, BERLIN].map((region) => ({ user: null, name: null, two_factor: null, region })),
    );
  });

  it("has any of them logged out, and its own logout followed", async () => {
    const { office, home, phone, app, bob } = await team();
    await logOut(await idOf("Firefox 133 on Linux"));
    await logOut((await devices()).find(({ kind }) => kind === "api")?.id ?? "");
    expect(await home.open("/dashboard")).toMatchObject(LOGIN_PAGE);
    expect(await app.call()).toBe(401);
    await phone.submit("/logout");
    const reasons = (await devices("state=ended")).map(({ end_reason }) => end_reason);
    expect(reasons.sort()).toEqual(["logout", "revoked", "revoked"]);
    for (const device of [office, bob]) expect(await device.open("/dashboard")).toMatchObject(DASHBOARD);
  });

  it("has idle sessions ended after 3 months", async () => {
    const { office } = await team();
    travel(91 * DAY_SECONDS);
    await here.cron();
    travel(30);
    expect(await office.open("/dashboard")).toMatchObject(LOGIN_PAGE);
    expect(await devices()).toMatchObject([{ kind: "api" }]);
  });

  it("cannot tell of a password change: its back end has everybody logged out", async () => {
    const { office, home, app } = await team();
    const same = { current_password: ANN.password, new_password: ANN.password };
    expect(await office.submit("/password", same)).toMatchObject({ path: "/dashboard?password=changed" });
    expect(await home.open("/dashboard")).toMatchObject(DASHBOARD);
    expect((await revoke({ user: ANN.email })).body).toEqual({ ended: 0 });
    expect((await revoke({ all: true })).body).toEqual({ ended: 5 });
    for (const device of [office, home]) expect(await device.open("/dashboard")).toMatchObject(LOGIN_PAGE);
    expect(await app.call()).toBe(401);
  });
});
