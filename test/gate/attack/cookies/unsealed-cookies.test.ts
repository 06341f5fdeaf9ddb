import { beforeEach, describe, expect, test } from "vitest";
import { ATTRIBUTES, createBrowser, type Edge, type Login, logIn, secret } from "../../../support/bound-world.ts";
import { makeAccount, TRUSTED, UNTRUSTED } from "../../../support/world.ts";
import { build, edge, expectHeldBack, otherEdge, vault } from "../../bound/world.ts";
import { makeClosed, shareHost, UNSEALED_MODES } from "../world.ts";

// Cookies without seals on a host that accounts share: each of them is judged, whatever their names have in common.

const WAYS = [
  { way: "signals", signals: true, vars: {} },
  { way: "a resolver", signals: false, vars: { ACCOUNT_RESOLVER: "/whoami" } },
] as const;

const CASES = WAYS.flatMap((one) => UNSEALED_MODES.map((mode) => ({ ...one, mode })));

let shared = "";
let thief: Login;
let victim: Login;
let own = "";
let stolen = "";
let vars: Readonly<Record<string, unknown>> = {};
/** As it was before cookies were bound: what it records is known by its value. */
let before: Edge;

/** A login of that time, on record where signals tell whose it is; its cookies as a browser would send them. */
async function logInBefore(login: Login, cookies: readonly string[], from = TRUSTED): Promise<string> {
  const word = `session; user="${login.user}"; account="${login.company}"`;
  const setCookie = cookies.map((cookie) => cookie + ATTRIBUTES);
  const signal = "ACCOUNT_RESOLVER" in vars ? {} : { signal: word };
  vault.answers((request) => (new URL(request.url).pathname === "/login" ? { setCookie, ...signal } : null));
  const browser = createBrowser(before, { host: shared, from });
  await browser.go("/login", { method: "POST" });
  vault.answers(null);
  expect((await browser.go("/dashboard")).status).toBe(200);
  return browser.header();
}

const valueIn = (header: string): string => header.slice(header.indexOf("=") + 1);

describe.each(CASES)("$mode, the account known by $way", ({ signals, vars: settings, mode }) => {
  beforeEach(async () => {
    vars = { ...settings, BIND_SESSIONS: mode };
    build({ signals }, vars);
    before = otherEdge({ ...settings, BIND_SESSIONS: "off" });
    shared = await shareHost();
    thief = { user: "thief", company: (await makeAccount({ mode: "off" })).id };
    victim = { user: "ann", company: (await makeClosed()).id };
    own = valueIn(await logInBefore(thief, [`sid=${vault.issue(thief)}`], UNTRUSTED));
    stolen = valueIn(await logInBefore(victim, [`sid=${vault.issue(victim)}`]));
  });

  const PAIRS: readonly (readonly [string, (first: string, second: string) => string])[] = [
    ["a part and a whole", (a, b) => `sid.0=${a}; sid=${b}`],
    ["a whole and a part", (a, b) => `sid=${a}; sid.0=${b}`],
    ["two parts", (a, b) => `sid.0=${a}; sid.1=${b}`],
    ["two parts as ASP.NET names them", (a, b) => `sidC1=${a}; sidC2=${b}`],
    ["a count and two parts", (a, b) => `sid=chunks-2; sidC1=${a}; sidC2=${b}`],
    ["one name twice", (a, b) => `sid=${a}; sid=${b}`],
    ["two names", (a, b) => `sid=${a}; remember=${b}`],
    ["names of two spellings", (a, b) => `sid=${a}; SID=${b}`],
  ];

  async function expectNothingStolen(at: Edge, cookies: string): Promise<void> {
    for (const [method, path] of [
      ["GET", "/dashboard"],
      ["POST", "/act"],
      ["POST", "/switch"],
    ] as const) {
      const send = () =>
        at.visit(`https://${shared}${path}`, { method, headers: { Cookie: cookies }, from: UNTRUSTED });
      await expectHeldBack(stolen, send);
    }
  }

  test.each(PAIRS)("%s: the stolen one does not arrive, in either order", async (_, pair) => {
    for (const cookies of [pair(own, stolen), pair(stolen, own)]) {
      await expectNothingStolen(otherEdge(vars), cookies);
      // Each was seen alone before.
      const warm = otherEdge(vars);
      await warm.visit(`https://${shared}/dashboard`, { headers: { Cookie: `sid=${own}` }, from: UNTRUSTED });
      await warm.visit(`https://${shared}/dashboard`, { headers: { Cookie: `sid=${stolen}` } });
      await expectNothingStolen(warm, cookies);
    }
  });

  test.each(PAIRS)("%s: nor right after a signal named the account for both", async (_, pair) => {
    for (const cookies of [pair(own, stolen), pair(stolen, own)]) {
      const at = otherEdge(vars);
      vault.answers(() => ({ signal: `session; user="thief"; account="${thief.company}"` }));
      for (const [method, path] of [
        ["POST", "/login"],
        ["GET", "/login"],
        ["POST", "/switch"],
      ] as const) {
        const headers = { Cookie: cookies };
        await expectHeldBack(stolen, () => at.visit(`https://${shared}${path}`, { method, headers, from: UNTRUSTED }));
      }
      vault.answers(null);
      await expectNothingStolen(at, cookies);
    }
  });

  const four = (login: Login): readonly string[] =>
    ["sid", "remember", "crm_session", "spa"].map((name) => `${name}=${vault.issue(login)}`);
  const [half, rest] = [secret(), secret()];

  test.each<[string, (login: Login) => readonly string[]]>([
    ["four cookies of one account", four],
    ["two parts of one cookie", () => [`sid.0=${half}`, `sid.1=${rest}`]],
    ["ASP.NET's parts and their number", () => ["sid=chunks-2", `sidC1=${half}`, `sidC2=${rest}`]],
    ["one cookie with a flag beside it", (login) => [`sid=${vault.issue(login)}`, "sid_hint=1"]],
  ])("%s pass to the byte, from where the account's list admits", async (_, cookiesOf) => {
    // The product puts the parts together.
    vault.issue(victim, half + rest);
    const header = await logInBefore(victim, cookiesOf(victim));
    for (const at of [otherEdge(vars), edge]) {
      // At first sight a resolver is asked about three sessions, and about the others at the next visit.
      const first = await at.visit(`https://${shared}/dashboard`, { headers: { Cookie: header } });
      expect([first.status, first.headers.getSetCookie().filter((line) => line.startsWith("sid"))]).toEqual([200, []]);
      expect((await at.visit(`https://${shared}/dashboard`, { headers: { Cookie: header } })).status).toBe(200);
      expect(vault.last.headers.get("Cookie")).toBe(header);
      const from = UNTRUSTED;
      expect((await at.visit(`https://${shared}/dashboard`, { headers: { Cookie: header }, from })).status).toBe(403);
    }
  });

  test("two logins of one account pass side by side", async () => {
    const other = valueIn(await logInBefore(thief, [`sid=${vault.issue(thief)}`], UNTRUSTED));
    const Cookie = `sid=${own}; remember=${other}`;
    const at = otherEdge(vars);
    expect((await at.visit(`https://${shared}/dashboard`, { headers: { Cookie }, from: UNTRUSTED })).status).toBe(200);
    expect(vault.last.headers.get("Cookie")).toBe(Cookie);
  });
});

test("strict: nothing without a seal passes, so nothing has to be told apart", async () => {
  build({ signals: true });
  shared = await shareHost();
  const open = (await makeAccount({ mode: "off" })).id;
  const browser = createBrowser(edge, { host: shared, from: UNTRUSTED });
  await logIn(browser, "thief", open);
  const { value } = browser.pair();
  await expectHeldBack(value, () =>
    edge.visit(`https://${shared}/dashboard`, { headers: { Cookie: `sid.0=${value}; sid=${value}` }, from: UNTRUSTED }),
  );
});
