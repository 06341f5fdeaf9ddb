import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createDevice, type Device } from "../../support/device.ts";
import { type Gatehouse, makeAccount, startGatehouse, TRUSTED } from "../gatehouse.ts";
import { sendTo } from "./host-request.ts";
import type { ProductPlan, RunningProduct } from "./product.ts";

export const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36";
export const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";

export interface SessionItem {
  readonly id: string;
  readonly user: string | null;
  readonly name: string | null;
  readonly device: { readonly label: string };
  readonly end_reason: string | null;
}

/** A product behind Gatehouse, and an account of its own for each test. */
export interface ProductWorld {
  readonly browser: (userAgent?: string) => Device;
  /** A browser that comes to the product past Gatehouse. */
  readonly insider: () => Device;
  readonly sessions: (state?: "active" | "ended") => Promise<readonly SessionItem[]>;
  /** The one device of this label, as soon as it is on record: what is recorded is recorded after the response. */
  readonly onRecord: (label: string) => Promise<SessionItem>;
  readonly logOut: (id: string) => Promise<void>;
  readonly events: (event: string) => number;
}

export const LOGIN_PAGE = { path: "/login", status: 200, text: "Log in" };
export const dashboardOf = (user: string) => ({ path: "/dashboard", status: 200, text: `Dashboard of ${user}` });
export const logIn = (device: Device, user: string) => device.submit("/login", { user, password: `${user}-password` });

/** Runs `tests` for each product, with its signals and without them. */
export function describeProducts(
  products: Readonly<Record<string, ProductPlan>>,
  tests: (world: () => ProductWorld, signals: boolean, plan: ProductPlan) => void,
): void {
  const variants = Object.entries(products).flatMap(([product, plan]) =>
    [true, false].map((signals) => ({ name: `${product}${signals ? "" : ", without signals"}`, plan, signals })),
  );
  const running = new Map<string, RunningProduct>();
  let gatehouse: Gatehouse | null = null;
  let made = 0;

  beforeAll(async () => {
    for (const { name, plan, signals } of variants) running.set(name, await plan.start({ signals }));
    const ports = new Map([...running].map(([name, { port }]) => [name, port]));
    gatehouse = await startGatehouse(ports, (name) => ({
      SESSION_COOKIES: variants.find((variant) => variant.name === name)?.plan.cookie ?? "",
      AUTHENTICATED_PATHS: "/dashboard",
      LOGIN_PATHS: "/login",
      LOGOUT_PATHS: "/logout",
    }));
  });

  afterAll(async () => {
    await gatehouse?.close();
    for (const { close } of running.values()) await close();
  });

  async function makeWorld(name: string): Promise<ProductWorld> {
    if (gatehouse === null) throw new Error("Gatehouse was not started");
    const { log } = gatehouse;
    const call = gatehouse.apiFor(name);
    made += 1;
    const account = `account-${made}`;
    const host = `${account}.example.com`;
    await makeAccount(call, account, host);
    const send = sendTo(gatehouse.portFor(name), { Host: host, "CF-Connecting-IP": TRUSTED });
    const sessions: ProductWorld["sessions"] = async (state = "active") => {
      const { status, text } = await call("GET", `/accounts/${account}/sessions?state=${state}`);
      if (status !== 200) throw new Error(text);
      return JSON.parse(text).items;
    };
    const labelled = async (label: string) => (await sessions()).filter(({ device }) => device.label === label);
    return {
      browser: (userAgent = CHROME) => createDevice(send, { "User-Agent": userAgent }),
      insider: () => createDevice(sendTo(running.get(name)?.port ?? 0, { Host: host })),
      sessions,
      async onRecord(label) {
        await expect.poll(() => labelled(label), { timeout: 10_000 }).toHaveLength(1);
        const [found] = await labelled(label);
        if (found === undefined) throw new Error(`${label} is not on record`);
        return found;
      },
      async logOut(id) {
        const { status, text } = await call("DELETE", `/accounts/${account}/sessions/${id}`);
        expect([status, JSON.parse(text)]).toEqual([200, { ended: 1 }]);
      },
      events: (event) => log.filter((line) => line.event === event && line.account === account).length,
    };
  }

  for (const { name, plan, signals } of variants) {
    describe(name, () => {
      let world: ProductWorld | null = null;
      beforeEach(async () => {
        world = await makeWorld(name);
      });
      tests(
        () => {
          if (world === null) throw new Error("no world");
          return world;
        },
        signals,
        plan,
      );
    });
  }
}

/** What holds of every product that keeps its cookie's value for as long as the login lasts. */
export function testOrdinaryProducts(products: Readonly<Record<string, ProductPlan>>): void {
  describeProducts(products, (world, signals, { cookie, keepsSessions }) => {
    test("a login is on record, and nobody before it", async () => {
      const { browser, onRecord, sessions } = world();
      const zoe = browser();
      expect(await zoe.open("/dashboard")).toEqual(LOGIN_PAGE);
      await zoe.submit("/login", { user: "zoe", password: "guessed" });
      expect(await logIn(zoe, "zoe")).toEqual(dashboardOf("zoe"));
      expect(await onRecord("Chrome 131 on Windows")).toMatchObject(
        signals ? { user: "zoe", name: "Zoë Çelik" } : { user: null, name: null },
      );
      expect(await sessions()).toHaveLength(1);
    });

    test("one that is logged out is at the login page on its next click, and no other one", async () => {
      const { browser, onRecord, logOut } = world();
      const [one, other] = [browser(CHROME), browser(FIREFOX)];
      await logIn(one, "ann");
      await logIn(other, "ann");
      await onRecord("Firefox 133 on Linux");
      const stolen = new Map(one.jar);
      await logOut((await onRecord("Chrome 131 on Windows")).id);
      expect(await one.open("/dashboard")).toEqual(LOGIN_PAGE);
      expect(await other.open("/dashboard")).toEqual(dashboardOf("ann"));

      const thief = browser();
      for (const [name, value] of stolen) thief.jar.set(name, value);
      expect(await thief.open("/dashboard")).toEqual(LOGIN_PAGE);
      expect(await logIn(one, "ann")).toEqual(dashboardOf("ann"));
      expect(await one.open("/dashboard")).toEqual(dashboardOf("ann"));
    });

    test("what was known of a browser before its login is worth nothing after it", async () => {
      const { browser, onRecord } = world();
      const one = browser();
      await one.open("/login");
      const before = one.jar.get(cookie);
      await logIn(one, "ann");
      await onRecord("Chrome 131 on Windows");
      expect(one.jar.get(cookie)).not.toBe(before);
      const attacker = browser();
      if (before !== undefined) attacker.jar.set(cookie, before);
      expect(await attacker.open("/dashboard")).toEqual(LOGIN_PAGE);
    });

    test("the product's own logout ends the session at the edge, wherever its cookie was copied to", async () => {
      const { browser, insider, onRecord, sessions } = world();
      const [one, other] = [browser(CHROME), browser(FIREFOX)];
      await logIn(one, "ann");
      await logIn(other, "zoe");
      await onRecord("Chrome 131 on Windows");
      await onRecord("Firefox 133 on Linux");
      const copy = new Map(one.jar);
      expect(await one.submit("/logout")).toEqual(LOGIN_PAGE);
      await expect
        .poll(() => sessions("ended"), { timeout: 10_000 })
        .toMatchObject([{ device: { label: "Chrome 131 on Windows" }, end_reason: "logout" }]);
      const [thief, past] = [browser(), insider()];
      for (const device of [thief, past]) for (const [name, value] of copy) device.jar.set(name, value);
      expect(await thief.open("/dashboard")).toEqual(LOGIN_PAGE);
      expect(await past.open("/dashboard")).toEqual(keepsSessions ? LOGIN_PAGE : dashboardOf("ann"));
      expect(await other.open("/dashboard")).toEqual(dashboardOf("zoe"));
    });

    test("the next login in the same browser is another session", async () => {
      const { browser, onRecord, sessions, logOut } = world();
      const one = browser();
      await logIn(one, "ann");
      const { id } = await onRecord("Chrome 131 on Windows");
      await one.submit("/logout");
      await expect.poll(() => sessions(), { timeout: 10_000 }).toEqual([]);
      expect(await logIn(one, "zoe")).toEqual(dashboardOf("zoe"));
      const next = await onRecord("Chrome 131 on Windows");
      expect(next.id).not.toBe(id);
      await logOut(next.id);
      expect(await one.open("/dashboard")).toEqual(LOGIN_PAGE);
    });

    if (signals) {
      test("a change of password signs out that user everywhere, and nobody else", async () => {
        const { browser, onRecord, sessions } = world();
        const [here, there, other] = [browser(CHROME), browser(FIREFOX), browser("curl/8.5.0")];
        for (const device of [here, there]) await logIn(device, "ann");
        await logIn(other, "zoe");
        for (const label of ["Chrome 131 on Windows", "Firefox 133 on Linux", "curl 8.5"]) await onRecord(label);
        expect(await here.submit("/password")).toEqual(LOGIN_PAGE);
        expect(await there.open("/dashboard")).toEqual(LOGIN_PAGE);
        expect(await other.open("/dashboard")).toEqual(dashboardOf("zoe"));
        expect((await sessions("ended")).map(({ end_reason }) => end_reason)).toEqual([
          "password_changed",
          "password_changed",
        ]);
      });
    }
  });
}
