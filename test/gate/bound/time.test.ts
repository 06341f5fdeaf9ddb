import { describe, expect, test } from "vitest";
import {
  activeSessions,
  BOUND_SECONDS,
  type Browser,
  createEdge,
  endThere,
  expectNoPieceOf,
  logIn,
} from "../../support/bound-world.ts";
import { travel } from "../../support/session-world.ts";
import { account, browserAt, build, edge, host, otherEdge, vault } from "./world.ts";

// Weeks pass, D1 is down and comes back: whoever was not ended stays, whoever was ended is out.

const DAY = 86_400;
const STAMP = "__Host-gth1-seen";
const LOOK = /FROM json_each\(\?1\) AS item CROSS JOIN ended ON ended\.hash/;

/** An isolate that has read what is ended, and that D1 does not answer any more. */
async function cutOff(fault: "throws" | "hangs") {
  const cut = otherEdge();
  const warm = browserAt({ edge: cut });
  await warm.go("/login", { method: "POST" });
  await warm.go("/elsewhere");
  cut.d1.fault = fault;
  return cut;
}

describe.each(["throws", "hangs"] as const)("H15 D1 %s", (fault) => {
  test.each([
    [3, 200],
    [6.9, 200],
    [9.4, 200],
    [12, 503],
    [300, 503],
  ])("a session that was last seen %d days ago is answered %i, and keeps its cookie", async (days, status) => {
    const browser = browserAt();
    await logIn(browser);
    const jar = browser.jar.all();
    travel(days * DAY);
    const cut = await cutOff(fault);
    const before = vault.reached.length;
    const answer = await browser.go("/dashboard", { at: cut });
    expect(answer.status).toBe(status);
    if (status === 503) {
      expect(answer.headers.get("Retry-After")).not.toBeNull();
      expect(answer.headers.getSetCookie()).toEqual([]);
      expect(vault.reached.length).toBe(before);
    }
    for (const { name, value } of jar) expect(browser.jar.find(name)?.value).toBe(value);
    // D1 is back.
    cut.d1.fault = null;
    travel(10);
    expect((await browser.go("/dashboard", { at: cut })).status).toBe(200);
  });

  test("15 a public path is forwarded, without its credentials", async () => {
    const browser = browserAt();
    await logIn(browser);
    const { value } = browser.pair();
    browser.jar.storeByScript(`https://${host}/`, "theme=dark; Path=/");
    const cold = otherEdge();
    cold.d1.fault = fault;
    const token = vault.issue({ user: "bot", company: null });
    const answer = await browser.go("/public/hook", { at: cold, headers: { Authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);
    expectNoPieceOf(value, vault.last);
    expectNoPieceOf(token, vault.last);
    expect(vault.last.headers.get("Cookie")).toBe("theme=dark");
    expect(browser.pair().value).toBe(value);
    expect((await browser.go("/dashboard", { at: cold })).status).toBe(503);
  });

  test("15 an anonymous cookie of that public answer does not take the place of the login", async () => {
    const browser = browserAt();
    await logIn(browser);
    const { value } = browser.pair();
    const cold = otherEdge();
    cold.d1.fault = fault;
    vault.answers(() => ({ setCookie: [`sid=${crypto.randomUUID()}; Path=/; Secure; HttpOnly`, "theme=dark"] }));
    const answer = await browser.go("/public/hook", { at: cold });
    expect(answer.headers.getSetCookie()).toEqual(["theme=dark"]);
    expect(browser.pair().value).toBe(value);
  });
});

test("A18 a session that ended while it was away is found after any time, at any isolate", async () => {
  for (const days of [0.01, 6, 8, 11, 40, 399]) {
    const victim = browserAt();
    await logIn(victim);
    await victim.go("/dashboard");
    await endThere(account, { session: vault.last.headers.get("Gatehouse-Session") ?? "" });
    travel(days * DAY);
    for (const at of [edge, otherEdge()]) {
      await victim.go("/dashboard", { at });
      expectNoPieceOf(victim.pair().value, vault.last);
    }
  }
});

test("A18 an ending just before the seal's age runs out: 9.4 days without D1 do not hide it", async () => {
  const victim = browserAt();
  await logIn(victim);
  await victim.go("/dashboard");
  const session = vault.last.headers.get("Gatehouse-Session") ?? "";
  travel(1);
  await endThere(account, { session });
  travel(9.4 * DAY);
  const cut = await cutOff("throws");
  await victim.go("/dashboard", { at: cut });
  expectNoPieceOf(victim.pair().value, vault.last);
});

test("H13 a browser that visits once a week for a year stays logged in, with or without its stamp", async () => {
  vault.slowsBy(5);
  const browser = browserAt();
  await logIn(browser);
  for (let week = 0; week < 52; week++) {
    travel(7 * DAY + 3_600);
    if (week % 3 === 0) browser.jar.drop(STAMP);
    expect((await browser.go("/dashboard", { at: week % 2 === 0 ? edge : otherEdge() })).status).toBe(200);
  }
  expect(await activeSessions(account)).toHaveLength(1);
});

test("H9 a visit every 20 days waits for one look at D1, and finds the login", async () => {
  const browser = browserAt();
  await logIn(browser);
  for (let visits = 0; visits < 10; visits++) {
    travel(20 * DAY);
    expect((await browser.go("/dashboard")).status).toBe(200);
  }
});

describe("H16 stamps", () => {
  test("300 browsers of Friday come back on Monday in one second: none waits, and D1 is asked 20 times", async () => {
    const browsers: Browser[] = [];
    for (let n = 0; n < 300; n++) {
      const browser = browserAt();
      await browser.go("/login", { method: "POST" });
      browsers.push(browser);
    }
    travel(3 * DAY);
    const monday = createEdge(vault);
    const first = browserAt({ edge: monday });
    await first.go("/elsewhere");
    await first.go("/login", { method: "POST" });
    await first.go("/elsewhere");
    monday.sent.length satisfies number;
    const before = monday.sent.filter((sql) => LOOK.test(sql)).length;
    const answers = await Promise.all(browsers.map((browser) => browser.go("/dashboard", { at: monday })));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(monday.sent.filter((sql) => LOOK.test(sql)).length - before).toBeLessThanOrEqual(20);
  });

  test("a session that is used every hour at two isolates costs at most one look a day", async () => {
    vault.slowsBy(5);
    const browser = browserAt();
    await logIn(browser);
    const edges = [edge, otherEdge()];
    const days = 12;
    for (let hour = 0; hour < days * 24; hour += 2) {
      travel(7_200);
      const [first = edge, second = edge] = edges;
      expect((await browser.go("/dashboard", { at: hour % 4 === 0 ? first : second })).status).toBe(200);
    }
    const looks = edges.flatMap(({ sent }) => sent.filter((sql) => LOOK.test(sql))).length;
    expect(looks).toBeGreaterThanOrEqual(days / 2 - 1);
    expect(looks).toBeLessThanOrEqual(days);
  });

  test("an origin that answers before D1: the stamp comes with another answer, and D1 is asked once a day", async () => {
    const browser = browserAt();
    await logIn(browser);
    const days = 12;
    for (let hour = 0; hour < days * 24; hour += 2) {
      travel(7_200);
      expect((await browser.go("/dashboard")).status).toBe(200);
    }
    expect(edge.sent.filter((sql) => LOOK.test(sql)).length).toBeLessThanOrEqual(days);
  });

  test("without D1 for longer than memory serves, nobody with a credential passes; all do after it", async () => {
    build({}, { STALE_SESSIONS_MAX_SECONDS: "900" });
    const browser = browserAt();
    await logIn(browser);
    edge.d1.fault = "throws";
    travel(800);
    expect((await browser.go("/dashboard")).status).toBe(200);
    travel(200);
    expect((await browser.go("/dashboard")).status).toBe(503);
    edge.d1.fault = null;
    travel(BOUND_SECONDS);
    expect((await browser.go("/dashboard")).status).toBe(200);
  });
});
