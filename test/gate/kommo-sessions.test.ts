import { describe, expect, it } from "vitest";
import { ANN, BOB, CHROME, createLocation, FIREFOX, PHONE, ZOE } from "../support/product-world.ts";
import { travel } from "../support/session-world.ts";
import {
  account,
  BERLIN,
  DASHBOARD,
  devices,
  HOME,
  here,
  host,
  idOf,
  LOGIN_PAGE,
  logIn,
  logInPastGatehouse,
  logOut,
  MADRID,
  OFFICE,
  ON_THE_ROAD,
  revoke,
  team,
} from "./kommo-world.ts";

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
