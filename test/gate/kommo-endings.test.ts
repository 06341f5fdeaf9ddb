import { beforeEach, describe, expect, it } from "vitest";
import { ANN, APP, BOB, CHROME, createLocation, FIREFOX, PHONE, ZOE } from "../support/product-world.ts";
import { travel } from "../support/session-world.ts";
import {
  account,
  BERLIN,
  DASHBOARD,
  DAY_SECONDS,
  devices,
  goTo,
  HOME,
  here,
  host,
  idOf,
  LOGIN_PAGE,
  logIn,
  logInPastGatehouse,
  logOut,
  MADRID,
  openApp,
  revoke,
  team,
} from "./kommo-world.ts";

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
    goTo(createLocation(host, { signals: false }));
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
