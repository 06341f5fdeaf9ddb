import { beforeEach, describe, expect, test } from "vitest";
import { RESOLVED_MS } from "../../../../src/gate/identity/identities.ts";
import {
  ATTRIBUTES,
  BOUND_SECONDS,
  type Browser,
  expectNoPieceOf,
  logIn,
  secret,
} from "../../../support/bound-world.ts";
import { travel } from "../../../support/session-world.ts";
import { makeAccount, UNTRUSTED } from "../../../support/world.ts";
import { browserAt, build, edge, otherEdge, reachedBy, vault } from "../../bound/world.ts";
import { logInAt, makeClosed, shareHost } from "../world.ts";

let shared = "";
let open = "";
let closed = "";
let vars: Readonly<Record<string, unknown>> = {};

async function begin(signals: boolean, settings: Readonly<Record<string, unknown>>): Promise<void> {
  vars = settings;
  build({ signals }, vars);
  shared = await shareHost();
  open = (await makeAccount({ mode: "off" })).id;
  closed = (await makeClosed()).id;
}

const pairOf = (browser: Browser): string => `${browser.pair().text}; ${browser.pair().seal}`;

async function expectNothingOf(value: string, act: () => Promise<unknown>): Promise<void> {
  for (const request of await reachedBy(act)) expectNoPieceOf(value, request);
}

describe("a stolen token under another spelling of its header's name, by a resolver", () => {
  beforeEach(() => begin(false, { ACCOUNT_RESOLVER: "/whoami" }));

  test.each([
    ["GET", "/login"],
    ["POST", "/login?user=thief"],
    ["POST", "/switch"],
    ["POST", "/session"],
    ["GET", "/dashboard"],
    ["GET", "/api/leads"],
    ["GET", "/public/page"],
  ])("%s %s", async (method, path) => {
    for (const name of ["X_Api_Key", "X_Api-Key", "x-api_key", "X-Api-Key"]) {
      const stolen = vault.issue({ user: "ann", company: closed });
      await expectNothingOf(stolen, () =>
        edge.visit(`https://${shared}${path}`, { method, headers: { [name]: stolen }, from: UNTRUSTED }),
      );
    }
  });

  test("does not make it unknown for its owner", async () => {
    const token = vault.issue({ user: "ann", company: closed });
    await edge.visit(`https://${shared}/dashboard`, { headers: { X_Api_Key: token }, from: UNTRUSTED });
    const answer = await edge.visit(`https://${shared}/api/leads`, { headers: { "X-Api-Key": token } });
    expect(answer.status).toBe(200);
  });
});

describe.each(["strict", "off"] as const)(
  "a login beside another cookie of one's own, by a resolver, %s",
  (BIND_SESSIONS) => {
    test.each(["sid", "crm_session", "remember", "SID"])("as %s", async (name) => {
      await begin(false, { ACCOUNT_RESOLVER: "/whoami", BIND_SESSIONS });
      const thief = browserAt({ host: shared, from: UNTRUSTED });
      const own = vault.issue({ user: "thief", company: open });
      vault.answers((request) =>
        request.url.includes("/session") ? { setCookie: [`${name}=${own}${ATTRIBUTES}`] } : null,
      );
      await thief.go("/session", { method: "POST" });
      vault.answers(null);
      const answer = await thief.go(`/login?user=thief&company=${closed}`, { method: "POST" });
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([403, []]);
    });
  },
);

describe.each([
  { way: "by signals", signals: true, settings: {} },
  { way: "by a resolver", signals: false, settings: { ACCOUNT_RESOLVER: "/whoami" } },
  { way: "by a resolver and signals", signals: true, settings: { ACCOUNT_RESOLVER: "/whoami" } },
])("a person of two companies at the office, the account known $way", ({ signals, settings }) => {
  let person: Browser;
  beforeEach(async () => {
    await begin(signals, settings);
    person = await logInAt(edge, shared, open);
  });

  const switchKeeping = (company: string) => {
    vault.answers((request) => {
      if (!request.url.includes("/switch")) return null;
      const [found] = vault.loginsIn(request);
      if (found === undefined) return null;
      vault.issued.set(found.value, { ...found.login, company });
      const signal = signals ? { signal: `session; user="${found.login.user}"; account="${company}"` } : {};
      return { status: 302, headers: { Location: "/dashboard" }, ...signal };
    });
    return person.go("/switch", { method: "POST" });
  };

  test.each([true, false])("logs out after a switch; the value kept: %s", async (keeps) => {
    if (keeps) await switchKeeping(closed);
    else
      for (let n = 0; n < 6; n++) {
        await person.go(`/login?user=eve&company=${n % 2 === 0 ? closed : open}`, { method: "POST" });
        await person.go("/dashboard");
      }
    vault.answers(null);
    travel(2);
    const at = otherEdge(vars);
    expect((await person.go("/dashboard", { at })).status).toBe(200);
    const { value } = person.pair();
    const Cookie = pairOf(person);
    await person.go("/logout", { method: "POST", at });
    travel(BOUND_SECONDS);
    for (const one of [at, edge, otherEdge(vars)])
      await expectNothingOf(value, () => one.visit(`https://${shared}/dashboard`, { headers: { Cookie } }));
  });

  // A resolver's answer is remembered for five minutes (docs/shared-hosts.md).
  test("an admitted switch is known elsewhere in time", async () => {
    const second = otherEdge(vars);
    expect((await person.send("/dashboard", { at: second, from: UNTRUSTED })).status).toBe(200);
    expect((await switchKeeping(closed)).status).toBe(302);
    vault.answers(null);
    travel(RESOLVED_MS / 1000);
    const { value } = person.pair();
    for (const [method, path] of [
      ["GET", "/dashboard"],
      ["POST", "/act"],
    ] as const)
      await expectNothingOf(value, () => person.send(path, { method, at: second, from: UNTRUSTED }));
  });
});

describe.each([
  { way: "by signals", signals: true, settings: {} },
  { way: "by a resolver and signals", signals: true, settings: { ACCOUNT_RESOLVER: "/whoami" } },
  { way: "by a resolver", signals: false, settings: { ACCOUNT_RESOLVER: "/whoami" } },
])("a thief who got the anonymous cookie of a victim, and later the login, $way", ({ signals, settings }) => {
  test("does not get in with both", async () => {
    await begin(signals, settings);
    const victim = browserAt({ host: shared });
    const anonymous = secret();
    vault.answers((request) =>
      request.url.includes("/start") ? { setCookie: [`sid=${anonymous}${ATTRIBUTES}`] } : null,
    );
    await victim.go("/start");
    vault.answers(null);
    const thief = browserAt({ host: shared, from: UNTRUSTED });
    thief.jar.store(
      `https://${shared}/`,
      victim.jar.all().map(({ name, value }) => `${name}=${value}; Path=/; Secure; HttpOnly`),
    );
    await logIn(thief, "thief", open);
    const office = otherEdge(vars);
    const moved = browserAt({ host: shared, edge: office, jar: victim.jar });
    await logIn(moved, "ann", closed);
    const { value } = moved.pair();
    for (const Cookie of [`${pairOf(thief)}; ${pairOf(moved)}`, `${pairOf(moved)}; ${pairOf(thief)}`])
      for (const [method, path] of [
        ["POST", "/act"],
        ["GET", "/dashboard"],
      ] as const)
        await expectNothingOf(value, () =>
          edge.visit(`https://${shared}${path}`, { method, headers: { Cookie }, from: UNTRUSTED }),
        );
  });
});

describe("the cost of one request, by a resolver", () => {
  test.each(["off", "enroll", "strict"])("%s: many numbered cookies", async (BIND_SESSIONS) => {
    await begin(false, { ACCOUNT_RESOLVER: "/whoami", BIND_SESSIONS });
    const name = BIND_SESSIONS === "strict" ? "spa" : "sid";
    const Cookie = Array.from({ length: 31 }, (_, n) => `${name}.${n}=${secret()}`).join("; ");
    await edge.visit(`https://${shared}/elsewhere`, { headers: { Cookie }, from: UNTRUSTED });
    expect(vault.resolved.length).toBeLessThanOrEqual(6);
  });
});

describe("a login in two steps, by a resolver that names the person before the company", () => {
  test.each(["strict", "off"])(
    "%s: another location that saw the first step keeps the cookie",
    async (BIND_SESSIONS) => {
      await begin(false, { ACCOUNT_RESOLVER: "/whoami", BIND_SESSIONS });
      const second = otherEdge(vars);
      const person = browserAt({ host: shared });
      const value = vault.issue({ user: "ann", company: null });
      vault.answers((request) => {
        const { pathname } = new URL(request.url);
        const [found] = vault.loginsIn(request);
        if (pathname === "/login") return { status: 302, setCookie: [`sid=${value}${ATTRIBUTES}`] };
        if (pathname === "/session" && found !== undefined) {
          vault.issued.set(value, { user: "ann", company: open });
          return { status: 302, headers: { Location: "/dashboard" } };
        }
        if (pathname === "/dashboard" && found === undefined)
          return { status: 302, headers: { Location: "/login" }, setCookie: [`sid=${secret()}${ATTRIBUTES}`] };
        return null;
      });
      await person.go("/login", { method: "POST" });
      await person.go("/elsewhere", { at: second });
      travel(30);
      await person.go("/session", { method: "POST" });
      const first = (await person.go("/dashboard", { at: second })).status;
      expect([first, person.jar.find("sid")?.value === value]).toEqual([200, true]);
    },
  );
});
