import { describe, expect, test } from "vitest";
import {
  ATTRIBUTES,
  activeSessions,
  BOUND_SECONDS,
  type Browser,
  endThere,
  logIn,
} from "../../../support/bound-world.ts";
import { travel } from "../../../support/session-world.ts";
import { account, browserAt, build, edge, expectHeldBack, otherEdge, vault } from "../../bound/world.ts";

// A thief puts a session of their own beside the stolen one, so that the session that goes on seems to be made from
// theirs alone. When the stolen session ends, what was made from it ends too.

const vars = { BIND_SESSIONS: "strict" };

/** A product whose answer to /elsewhere gives ann a new cookie of this name, whichever cookie she was known by. */
const renews = (name: string) =>
  vault.answers((request) => {
    const ann = vault.loginsIn(request).find(({ login }) => login.user === "ann");
    if (!request.url.includes("/elsewhere") || ann === undefined) return null;
    return { setCookie: [`${name}=${vault.issue(ann.login)}${ATTRIBUTES}`], signal: 'session; user="ann"' };
  });

/** A login of ann that has a cookie of this name. */
async function annWith(name: string): Promise<Browser> {
  const browser = browserAt();
  vault.answers(({ url, method }) =>
    url.includes("/login") && method === "POST"
      ? {
          status: 302,
          setCookie: [`${name}=${vault.issue({ user: "ann", company: null })}${ATTRIBUTES}`],
          signal: 'session; user="ann"',
        }
      : null,
  );
  await logIn(browser);
  vault.answers(null);
  return browser;
}

describe.each([
  ["remember", "sid"],
  ["sid", "remember"],
  ["sid", "sid"],
])("a stolen %s, and a new %s that follows it", (stolen, fresh) => {
  test.each([1, 2, 3])("is over with it after %i renewals", async (renewals) => {
    build({ signals: true }, vars);
    const victim = await annWith(stolen);
    const session = (await activeSessions(account)).find(({ user }) => user === "ann")?.id ?? "";
    const at = otherEdge(vars);
    const thief = browserAt({ edge: at });
    await logIn(thief, "mallory");
    if (stolen !== "sid")
      thief.jar.store(
        `https://${thief.host}/`,
        victim.jar.all().map(({ name, value }) => `${name}=${value}; Path=/; Secure; HttpOnly`),
      );
    const both = `${thief.header()}; ${victim.header()}`;
    renews(fresh);
    for (let renewal = 0; renewal < renewals; renewal++) {
      const isFirst = renewal === 0 && stolen === "sid";
      await thief.go("/elsewhere", { at: otherEdge(vars), ...(isFirst ? { headers: { Cookie: both } } : {}) });
      travel(2);
    }
    vault.answers(null);
    await thief.go("/dashboard");
    const values = [...vault.issued].filter(([, { user }]) => user === "ann").map(([value]) => value);
    expect(values.length).toBeGreaterThan(renewals);
    await endThere(account, { session });
    travel(BOUND_SECONDS);
    for (const one of [at, edge, otherEdge(vars)])
      for (const value of values) await expectHeldBack(value, () => thief.send("/dashboard", { at: one }));
  });
});

test("another user's login over a session is still one of its own", async () => {
  build({ signals: true }, vars);
  const browser = browserAt();
  await logIn(browser, "ann");
  const [ann] = await activeSessions(account);
  await logIn(browser, "bob");
  await endThere(account, { session: ann?.id ?? "" });
  travel(BOUND_SECONDS);
  expect((await browser.go("/dashboard")).status).toBe(200);
});
