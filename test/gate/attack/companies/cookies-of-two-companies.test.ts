import { beforeEach, describe, expect, test } from "vitest";
import { ATTRIBUTES, type Browser, expectNoPieceOf } from "../../../support/bound-world.ts";
import { makeAccount, TRUSTED, UNTRUSTED } from "../../../support/world.ts";
import { browserAt, build, edge, otherEdge, reachedBy, vault } from "../../bound/world.ts";
import { makeClosed, shareHost } from "../world.ts";

// A person of two companies logs in to one and then to the other at the office, so that the seals share an id, and takes
// both cookies home, where only the first company admits them.

const WAYS = [
  { way: "by signals", signals: true, vars: {} },
  { way: "by a resolver and signals", signals: true, vars: { ACCOUNT_RESOLVER: "/whoami" } },
  { way: "by a resolver", signals: false, vars: { ACCOUNT_RESOLVER: "/whoami" } },
] as const;

let shared = "";
let open = "";
let closed = "";
let vars: Readonly<Record<string, unknown>> = {};

interface Taken {
  readonly pair: string;
  readonly value: string;
}

const take = (browser: Browser): Taken => {
  const { text, seal, value } = browser.pair();
  return { pair: `${text}; ${seal}`, value };
};

/** Logs in to the open company, then to the closed one, in one browser at the office; `prove`: and visits it. */
async function twoLogins(prove: boolean, method = "POST"): Promise<{ readonly first: Taken; readonly later: Taken }> {
  const at = otherEdge(vars);
  const office = browserAt({ host: shared, edge: at });
  await office.go(`/login?user=eve&company=${open}`, { method: "POST" });
  expect((await office.go("/dashboard")).status).toBe(200);
  const first = take(office);
  if (method === "GET") {
    const value = vault.issue({ user: "eve", company: closed });
    const signal = !("ACCOUNT_RESOLVER" in vars) ? { signal: `session; user="eve"; account="${closed}"` } : {};
    vault.answers((request) =>
      new URL(request.url).pathname === "/switch"
        ? { status: 302, setCookie: [`sid=${value}${ATTRIBUTES}`], ...signal }
        : null,
    );
    await office.go("/switch");
    vault.answers(null);
  } else await office.go(`/login?user=eve&company=${closed}`, { method: "POST" });
  if (prove) expect((await office.go("/dashboard")).status).toBe(200);
  return { first, later: take(office) };
}

const STEPS = [
  ["GET", "/dashboard"],
  ["POST", "/act"],
  ["GET", "/api/leads"],
  ["GET", "/elsewhere"],
  ["GET", "/login"],
  ["POST", "/switch"],
] as const;

async function expectOut(value: string, Cookie: string, at = edge): Promise<void> {
  const arrived: string[] = [];
  for (const [method, path] of STEPS) {
    let status = 0;
    const reached = await reachedBy(async () => {
      ({ status } = await at.visit(`https://${shared}${path}`, { method, headers: { Cookie }, from: UNTRUSTED }));
    });
    for (const request of reached) {
      try {
        expectNoPieceOf(value, request);
      } catch {
        arrived.push(`${method} ${path} ${status}`);
      }
    }
  }
  expect(arrived).toEqual([]);
}

describe.each(WAYS)("the account known $way", ({ signals, vars: settings }) => {
  beforeEach(async () => {
    vars = settings;
    build({ signals }, vars);
    shared = await shareHost();
    open = (await makeAccount({ mode: "off" })).id;
    closed = (await makeClosed()).id;
  });

  test.each([
    ["proven", true],
    ["not proven", false],
  ])("both cookies at a location that knows neither; the later login was %s", async (_, prove) => {
    const { first, later } = await twoLogins(prove);
    for (const Cookie of [`${first.pair}; ${later.pair}`, `${later.pair}; ${first.pair}`])
      await expectOut(later.value, Cookie, otherEdge(vars));
  });

  test("both cookies at a location that knows the first by what the product said of it", async () => {
    const { first, later } = await twoLogins(true);
    await edge.visit(`https://${shared}/dashboard`, { headers: { Cookie: first.pair }, from: UNTRUSTED });
    for (const Cookie of [`${first.pair}; ${later.pair}`, `${later.pair}; ${first.pair}`])
      await expectOut(later.value, Cookie);
  });

  test("the later cookie alone, where both came together from the office before", async () => {
    const { first, later } = await twoLogins(true);
    const headers = { Cookie: `${first.pair}; ${later.pair}` };
    await edge.visit(`https://${shared}/dashboard`, { headers, from: TRUSTED });
    await expectOut(later.value, later.pair);
  });

  test.each(["POST", "GET"])("the later cookie alone, after a %s, where the first is known", async (method) => {
    const { first, later } = await twoLogins(true, method);
    for (const from of [UNTRUSTED, TRUSTED])
      await edge.visit(`https://${shared}/dashboard`, { headers: { Cookie: first.pair }, from });
    await expectOut(later.value, later.pair);
  });

  test("a full list of ids: two companies share the own id", async () => {
    const at = otherEdge(vars);
    const office = browserAt({ host: shared, edge: at });
    for (let n = 0; n < 5; n++) {
      await office.go(`/login?user=eve&company=${open}`, { method: "POST" });
      await office.go("/dashboard");
    }
    const first = take(office);
    await office.go(`/login?user=eve&company=${closed}`, { method: "POST" });
    const later = take(office);
    await edge.visit(`https://${shared}/dashboard`, { headers: { Cookie: first.pair }, from: UNTRUSTED });
    await expectOut(later.value, later.pair);
    await office.go("/dashboard");
    await expectOut(later.value, later.pair);
    await expectOut(later.value, later.pair, otherEdge(vars));
  });
});

describe("by a resolver: a login and the remember-me cookie of another", () => {
  beforeEach(async () => {
    vars = { ACCOUNT_RESOLVER: "/whoami" };
    build({}, vars);
    shared = await shareHost();
    open = (await makeAccount({ mode: "off" })).id;
    closed = (await makeClosed()).id;
  });

  test("the product takes the other one when the first is over there", async () => {
    const office = browserAt({ host: shared, edge: otherEdge(vars) });
    await office.go(`/login?user=eve&company=${open}`, { method: "POST" });
    const first = take(office);
    const remember = vault.issue({ user: "eve", company: closed });
    vault.answers((request) =>
      new URL(request.url).pathname === "/login"
        ? { status: 302, setCookie: [`remember=${remember}${ATTRIBUTES}`] }
        : null,
    );
    await office.go("/login", { method: "POST" });
    vault.answers(null);
    const seals = office.jar
      .seals()
      .map(({ name, value }) => `${name}=${value}`)
      .join("; ");
    const Cookie = `${first.pair}; remember=${remember}; ${seals}`;
    const visit = () => edge.visit(`https://${shared}/dashboard`, { headers: { Cookie }, from: UNTRUSTED });
    await visit();
    // The person ends the first login in the product, by a path that Gatehouse does not know.
    vault.issued.delete(first.value);
    const reached = await reachedBy(visit);
    for (const request of reached) expectNoPieceOf(remember, request);
  });
});
