import { expect, test } from "vitest";
import { withoutConsoleCookie } from "../../../src/gate/origin/own-cookie.ts";
import { headerOf, makeAccount, received, visit } from "../../support/world.ts";

const OWN = "__Host-gatehouse-acme=Dkt0b7JylYxUgjx16K8uM-tTKir3IeiRFL209UXJSQE";

test.each([
  [OWN, null],
  [`${OWN}; a=1`, "a=1"],
  [`a=1; ${OWN}`, "a=1"],
  [`a=1; ${OWN}; b="2, 3"`, 'a=1; b="2, 3"'],
  [`a=1;${OWN};b=2`, "a=1;b=2"],
  [`a=1, ${OWN}, b=2`, "a=1, b=2"], // two Cookie lines
  [`${OWN}; ${OWN}`, null],
  [`${OWN} ; a=1`, "a=1"],
  ["__Host-gatehouse-acme=; a=1", "a=1"],
  [`${OWN}; __Host-gatehouse-globex-2=x; a=1`, "a=1"], // logins of two accounts
  ["__Host-gatehouse=x; a=1", "a=1"], // of the version before
  ["a=__Host-gatehouse=1; my__Host-gatehouse=2", "a=__Host-gatehouse=1; my__Host-gatehouse=2"],
  ["__Host-gatehouse2=1; a=1", "__Host-gatehouse2=1; a=1"],
  [`__Host-gatehouse-${"x".repeat(64)}=1; a=1`, `__Host-gatehouse-${"x".repeat(64)}=1; a=1`],
])("of %j the product sees %j", (header, expected) => {
  expect(withoutConsoleCookie(header)).toBe(expected);
});

test("a visit to the product tells it nothing of a login in the console, and leaves its own cookies alone", async () => {
  const { host } = await makeAccount();
  const url = `https://${host}/debug/request`;
  const both = await received(visit(url, { headers: { Cookie: `crm_theme="dark blue"; ${OWN}; x=1` } }));
  expect(headerOf(both, "cookie")).toBe('crm_theme="dark blue"; x=1');
  const alone = await received(visit(url, { headers: { Cookie: OWN } }));
  expect(headerOf(alone, "cookie")).toBeUndefined();
});
