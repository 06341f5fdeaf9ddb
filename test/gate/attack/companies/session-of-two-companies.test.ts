import { beforeEach, describe, expect, test } from "vitest";
import { activeSessions, BOUND_SECONDS, type Browser } from "../../../support/bound-world.ts";
import { travel } from "../../../support/session-world.ts";
import { makeAccount, UNTRUSTED } from "../../../support/world.ts";
import { build, edge, expectHeldBack, otherEdge, vault } from "../../bound/world.ts";
import { logInAt, makeClosed, shareHost } from "../world.ts";

// One sealed session that is on record with two companies, because its person switched from one to the other on the same
// cookie: it is one session of one browser all the same, and ends.

const WAYS = [
  { way: "by signals", signals: true, vars: {} },
  { way: "by a resolver", signals: false, vars: { ACCOUNT_RESOLVER: "/whoami" } },
] as const;

let shared = "";
let open = "";
let another = "";
let closed = "";
let person: Browser;

describe.each(WAYS)("the account known $way", ({ signals, vars }) => {
  const switchTo = (company: string) => {
    vault.answers((request) => {
      const [found] = vault.loginsIn(request);
      if (new URL(request.url).pathname !== "/switch" || found === undefined) return null;
      vault.issued.set(found.value, { ...found.login, company });
      const signal = signals ? { signal: `session; user="${found.login.user}"; account="${company}"` } : {};
      return { status: 302, headers: { Location: "/dashboard" }, ...signal };
    });
    return person.go("/switch", { method: "POST" });
  };

  beforeEach(async () => {
    build({ signals }, vars);
    shared = await shareHost();
    open = (await makeAccount({ mode: "off" })).id;
    another = (await makeAccount({ mode: "off" })).id;
    closed = (await makeClosed()).id;
    person = await logInAt(edge, shared, open, UNTRUSTED);
  });

  const expectOut = async () => {
    const { value } = person.pair();
    const headers = { Cookie: `${person.pair().text}; ${person.pair().seal}` };
    travel(BOUND_SECONDS);
    for (const at of [edge, otherEdge(vars)])
      for (const from of [UNTRUSTED, "49.14.176.91"])
        await expectHeldBack(value, () => at.visit(`https://${shared}/dashboard`, { headers, from }));
  };

  test.each([false, true])("it is logged out; switched before: %s", async (hasSwitched) => {
    if (hasSwitched) {
      expect((await switchTo(another)).status).toBe(302);
      expect((await person.go("/dashboard")).status).toBe(200);
    }
    vault.answers(null);
    await person.send("/logout", { method: "POST" });
    await expectOut();
  });

  test.each([false, true])("a denied switch ends it; switched before: %s", async (hasSwitched) => {
    if (hasSwitched) {
      expect((await switchTo(another)).status).toBe(302);
      expect((await person.go("/dashboard")).status).toBe(200);
    }
    await switchTo(closed);
    vault.answers(null);
    expect(await activeSessions(hasSwitched ? another : open)).toEqual([]);
    await expectOut();
  });
});
