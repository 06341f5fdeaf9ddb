import { describe, expect, test } from "vitest";
import { ATTRIBUTES, BOUND_SECONDS, createBrowser, endThere, logIn } from "../../../support/bound-world.ts";
import { travel } from "../../../support/session-world.ts";
import { account, browserAt, edge, events, expectHeldBack, host, otherEdge, vault } from "../../bound/world.ts";

// A value that has ended, and that the product sets again, is handed out to nobody: by no method, path or status.

/** The value of a session that was on record and has ended. */
async function endedValue(): Promise<string> {
  const browser = browserAt();
  await logIn(browser);
  const { value } = browser.pair();
  await endThere(account, { all: true });
  travel(BOUND_SECONDS);
  return value;
}

const setsAgain = (value: string, status = 200, attributes = ATTRIBUTES) =>
  vault.answers(() => ({
    status,
    headers: status >= 300 && status < 400 ? { Location: "/dashboard" } : {},
    setCookie: [`sid=${value}${attributes}`, "theme=dark"],
  }));

const OTHER_ISOLATES = [
  ["that ended session known in memory", () => edge],
  ["nothing known in memory", () => otherEdge()],
] as const;

describe.each(OTHER_ISOLATES)("%s", (_, at) => {
  test.each([
    ["GET", "/elsewhere", 200],
    ["GET", "/elsewhere", 302],
    ["GET", "/dashboard", 200],
    ["GET", "/login", 200],
    ["GET", "/api/leads", 401],
    ["GET", "/elsewhere", 404],
    ["GET", "/elsewhere", 500],
    ["POST", "/elsewhere", 200],
    ["POST", "/login", 302],
  ])("%s %s answered %i drops the line, and keeps the others", async (method, path, status) => {
    const value = await endedValue();
    const browser = createBrowser(at(), { host });
    setsAgain(value, status);
    const answer = await browser.go(path, { method });
    expect(answer.status).toBe(status);
    expect(answer.headers.getSetCookie()).toEqual(["theme=dark"]);
    expect(events("ended_value_reissued")).toHaveLength(1);
    vault.answers(null);
    await expectHeldBack(value, () => browser.go("/dashboard"));
  });
});

test("also three weeks later, and for a domain", async () => {
  const value = await endedValue();
  travel(21 * 86_400);
  for (const attributes of [ATTRIBUTES, "; Domain=example.com; Path=/; HttpOnly; Secure"]) {
    for (const at of [edge, otherEdge()]) {
      setsAgain(value, 200, attributes);
      const answer = await createBrowser(at, { host }).go("/elsewhere");
      expect(answer.headers.getSetCookie()).toEqual(["theme=dark"]);
    }
  }
  expect(events("ended_value_reissued")).toHaveLength(4);
});

test("beside a live login: the line is dropped, and the login stays", async () => {
  const value = await endedValue();
  const browser = browserAt();
  await logIn(browser, "bob");
  const own = browser.pair().value;
  setsAgain(value);
  await browser.go("/elsewhere");
  expect(browser.pair().value).toBe(own);
  vault.answers(null);
  expect((await browser.go("/dashboard")).status).toBe(200);
  expect(vault.last.headers.get("Cookie")).toContain(own);
});

describe("what has not ended is handed out", () => {
  test.each([
    ["GET", "/elsewhere", 200],
    ["GET", "/elsewhere", 302],
    ["GET", "/login", 200],
    ["POST", "/login", 302],
  ])("a new value: %s %s answered %i", async (method, path, status) => {
    await endedValue();
    for (const at of [edge, otherEdge()]) {
      const browser = createBrowser(at, { host });
      const value = vault.issue({ user: "ann", company: null });
      setsAgain(value, status);
      await browser.go(path, { method });
      vault.answers(null);
      expect(browser.pair().value).toBe(value);
      expect((await browser.go("/dashboard")).status).toBe(200);
    }
    expect(events("ended_value_reissued")).toEqual([]);
  });

  test("the same live value once more, and another session's of the same person", async () => {
    const [first, second] = [browserAt(), browserAt()];
    for (const browser of [first, second]) await logIn(browser);
    await first.go("/dashboard");
    await endThere(account, { session: vault.last.headers.get("Gatehouse-Session") ?? "" });
    travel(BOUND_SECONDS);
    setsAgain(second.pair().value);
    await second.go("/elsewhere");
    vault.answers(null);
    for (const at of [edge, otherEdge()]) expect((await second.go("/dashboard", { at })).status).toBe(200);
  });

  test("a cookie that is deleted", async () => {
    await endedValue();
    vault.answers(() => ({ setCookie: [`sid=; Max-Age=0${ATTRIBUTES}`] }));
    const lines = (await browserAt().go("/elsewhere")).headers.getSetCookie();
    expect(lines[0]).toBe(`sid=; Max-Age=0${ATTRIBUTES}`);
  });
});
