import { expect, test } from "vitest";
import { describeProducts, testOrdinaryProducts } from "./products/describe-products.ts";
import { EXPRESS_SESSION } from "./products/express-session.ts";
import { IRON_SESSION } from "./products/iron-session.ts";
import { CHROME, dashboardOf, FIREFOX, LOGIN_PAGE, logIn } from "./products/product-world.ts";

testOrdinaryProducts({ "express-session": EXPRESS_SESSION });

describeProducts(
  { "iron-session, which encrypts its cookie anew with each answer": IRON_SESSION },
  (world, _signals, { cookie }) => {
    const CLICKS = 30;

    test("a login is one session on record, however often its cookie changes", async () => {
      const { browser, onRecord, sessions } = world();
      const one = browser();
      await logIn(one, "ann");
      const { id } = await onRecord("Chrome 131 on Windows");
      const values = new Set<string | undefined>();
      for (let clicks = 0; clicks < CLICKS; clicks += 1) {
        expect(await one.open("/dashboard")).toEqual(dashboardOf("ann"));
        values.add(one.jar.get(cookie));
      }
      expect(values.size).toBe(CLICKS);
      expect((await sessions()).map((session) => session.id)).toEqual([id]);
    });

    test("one that is logged out is out where its visits went, and no other one", async () => {
      const { browser, onRecord, logOut } = world();
      const [one, other] = [browser(CHROME), browser(FIREFOX)];
      await logIn(one, "ann");
      await logIn(other, "ann");
      await onRecord("Firefox 133 on Linux");
      const { id } = await onRecord("Chrome 131 on Windows");
      for (let clicks = 0; clicks < CLICKS; clicks += 1)
        for (const device of [one, other]) await device.open("/dashboard");
      await logOut(id);
      expect(await one.open("/dashboard")).toEqual(LOGIN_PAGE);
      expect(await other.open("/dashboard")).toEqual(dashboardOf("ann"));
      expect(await logIn(one, "ann")).toEqual(dashboardOf("ann"));
    });

    test("a value that never came through Gatehouse opens nothing, before the logout and after it", async () => {
      const { browser, insider, onRecord, logOut } = world();
      const [one, past] = [browser(CHROME), insider()];
      await logIn(one, "ann");
      const { id } = await onRecord("Chrome 131 on Windows");
      for (const [name, value] of one.jar) past.jar.set(name, value);
      await past.open("/dashboard");
      const copy = browser(FIREFOX);
      const open = () => {
        copy.jar.set(cookie, past.jar.get(cookie) ?? "");
        return copy.open("/dashboard");
      };
      expect(await open()).toEqual(LOGIN_PAGE);
      await logOut(id);
      expect(await open()).toEqual(LOGIN_PAGE);
    });
  },
);
