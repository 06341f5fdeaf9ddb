import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { ProductPlan } from "./product.ts";
import {
  CHROME,
  dashboardOf,
  FIREFOX,
  LOGIN_PAGE,
  logIn,
  type ProductWorld,
  type StartedProducts,
  startProducts,
} from "./product-world.ts";

/** Runs `tests` for each product, with its signals and without them. */
export function describeProducts(
  products: Readonly<Record<string, ProductPlan>>,
  tests: (world: () => ProductWorld, signals: boolean, plan: ProductPlan) => void,
): void {
  const variants = Object.entries(products).flatMap(([product, plan]) =>
    [true, false].map((signals) => ({ name: `${product}${signals ? "" : ", without signals"}`, plan, signals })),
  );
  let started: StartedProducts | null = null;

  beforeAll(async () => {
    started = await startProducts(variants);
  });

  afterAll(async () => started?.close());

  for (const { name, plan, signals } of variants) {
    describe(name, () => {
      let world: ProductWorld | null = null;
      beforeEach(async () => {
        if (started === null) throw new Error("the products were not started");
        world = await started.makeWorld(name);
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
