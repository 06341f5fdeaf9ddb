import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { purgeSessions } from "../../../src/storage/sessions/session-purge.ts";
import { BOUND_SECONDS, type Browser, endThere, expectNoPieceOf, logIn, secret } from "../../support/bound-world.ts";
import { travel } from "../../support/session-world.ts";
import { account, browserAt, build, edge, events, otherEdge, vault } from "./world.ts";

// An ended cookie comes back, beside its seal or another one, under other names, cut up, and beside a login that is live.

interface Stolen {
  readonly value: string;
  readonly text: string;
  readonly seal: string;
  readonly sealName: string;
  /** Somebody else, whom nothing was done to. */
  readonly own: Browser;
}

/** A session that was ended at another isolate, more than 30 seconds ago, and the login of somebody else. */
async function stealEnded(): Promise<Stolen> {
  const [victim, own] = [browserAt(), browserAt()];
  await logIn(victim, "ann");
  await logIn(own, "thief");
  await endThere(account, { user: "ann" });
  const [session] = await sessionsOf(victim);
  await endThere(account, { session });
  travel(BOUND_SECONDS);
  return { ...victim.pair(), own };
}

/** The id on record of a browser's session, as the origin is told it. */
async function sessionsOf(browser: Browser): Promise<readonly [string]> {
  await browser.go("/dashboard");
  return [vault.last.headers.get("Gatehouse-Session") ?? ""];
}

const STEPS: readonly (readonly [method: string, path: string])[] = [
  ["GET", "/dashboard"],
  ["POST", "/act"],
  ["GET", "/api/leads"],
  ["POST", "/login?user=mallory"],
  ["POST", "/switch"],
  ["POST", "/logout"],
  ["GET", "/public/page"],
  ["GET", "/elsewhere"],
];

/** Sends a Cookie header to every step, alone and beside a live login: no piece of the stolen value arrives at any. */
async function expectRefused({ value, own }: Stolen, cookies: string): Promise<void> {
  const mine = own.header();
  const acted = vault.acted.length;
  for (const header of [cookies, `${mine}; ${cookies}`, `${cookies}; ${mine}`]) {
    for (const [method, path] of STEPS) {
      const before = vault.reached.length;
      if (method === "POST" && path === "/logout" && header !== cookies) continue;
      const answer = await edge.visit(`https://${own.host}${path}`, { method, headers: { Cookie: header } });
      for (const request of vault.reached.slice(before)) expectNoPieceOf(value, request);
      const isOwn = header !== cookies && path === "/dashboard";
      if (isOwn) expect([header, answer.status]).toEqual([header, 200]);
    }
  }
  const stolen = vault.acted.slice(acted).filter((actor) => actor === value);
  expect(stolen).toEqual([]);
}

const halves = (value: string): readonly [string, string] => [value.slice(0, 16), value.slice(16)];

/** Headers that hold the value in a spelling which one server or another reads. */
const SPELLINGS: Readonly<Record<string, (stolen: Stolen) => readonly string[]>> = {
  "A1 the ended pair itself": ({ text, seal }) => [
    `${text}; ${seal}`,
    `${seal}; ${text}`,
    text,
    `a=1; ${text};${seal}`,
  ],
  "A2 its value under the seal of another session": ({ text, seal, own, value }) => [
    `${text}; ${own.pair().seal}`,
    `${own.pair().seal}; ${text}; ${seal}`,
    `sid=${own.pair().value}${value}; ${own.pair().seal}`,
    `sid=${own.pair().value},${value}; ${own.pair().seal}`,
  ],
  "A3 another last character of base64": ({ value, seal }) =>
    [`${value.slice(0, -1)}Z`, `${value}=`, `${value}==`, `${value}.`, value.slice(0, -1)].map(
      (text) => `sid=${text}; ${seal}`,
    ),
  "A4 numbered parts of it": ({ value, seal, sealName }) => {
    const [first, second] = halves(value);
    const named = seal.slice(sealName.length);
    return [
      `sid.0=${value}; ${seal}`,
      `sid.0=${first}; sid.1=${second}; ${seal}`,
      `sid_0=${first}; sid_1=${second}`,
      `sid-=${value}`,
      `sidX=${value}; ${seal}`,
      `sid0=${first};sid1=${second}`,
      `sid.0=${value}; ${sealName}${named}; ${seal}`,
    ];
  },
  "A5 chunks as ASP.NET joins them": ({ value, seal }) => {
    const [first, second] = halves(value);
    return [`sid=chunks-1; sidC1=${value}; ${seal}`, `sid=chunks:2; sidC1=${first}; sidC2=${second}; ${seal}`];
  },
  "A6 another spelling of its name": ({ value, seal }) =>
    ["SID", "%73id", "crm.session", "crm session", "crm[session", "crm%5Fsession", "sid[", "sid[x]", "sid%00"].map(
      (name) => `${name}=${value}; ${seal}`,
    ),
  "A7 behind a comma": ({ value, seal }) => [`x=1, sid=${value}; ${seal}`, `x=1,sid=${value}`, `x=y sid=${value}`],
  "A8 behind an escaped semicolon": ({ value, seal }) => [`x=1%3B sid=${value}; ${seal}`, `x=1%3bsid=${value}`],
  "A9 as the value of a cookie without a name": ({ value, seal }) => [`=sid=${value}; ${seal}`, `==sid=${value}`],
  "A10 with the words of RFC 2965": ({ value, seal }) => [
    `$Version=1; sid=${value}; $Path=/; ${seal}`,
    `$Version="1"; $sid=${value}; ${seal}`,
    `$sid=${value}`,
  ],
  "A11 with a prefix that browsers know": ({ value, seal }) =>
    ["__Host-", "__Secure-", "__Http-", "__Host-Http-", "__HOST-"].map((prefix) => `${prefix}sid=${value}; ${seal}`),
  "A12 with quotes added": ({ value, seal }) => [
    `sid="${value}"; ${seal}`,
    `"sid"=${value}; ${seal}`,
    `x="1; sid=${value}"; ${seal}`,
    `sid="${value}; ${seal}`,
    `x=1,"sid"=${value}; ${seal}`,
  ],
};

test.each(Object.entries(SPELLINGS))("%s", async (_, headersOf) => {
  const stolen = await stealEnded();
  for (const header of headersOf(stolen)) await expectRefused(stolen, header);
});

test("A1 A6 a value that is live passes in none of these spellings without its seal", async () => {
  const [victim, own] = [browserAt(), browserAt()];
  await logIn(victim);
  await logIn(own, "thief");
  const stolen = { ...victim.pair(), own };
  for (const headersOf of Object.values(SPELLINGS)) {
    for (const header of headersOf(stolen)) {
      const unsealed = header.replaceAll(stolen.seal, "a=b");
      await expectRefused(stolen, unsealed);
    }
  }
  expect((await victim.go("/dashboard")).status).toBe(200);
});

test("A17 a seal that was cut, extended, respelled or is of another version", async () => {
  const [victim, own] = [browserAt(), browserAt()];
  await logIn(victim);
  await logIn(own, "thief");
  const stolen = { ...victim.pair(), own };
  const [name = "", value = ""] = stolen.seal.split(/=(.*)/s);
  const tail = value.slice(0, -1);
  const forged = [
    tail,
    `${value}A`,
    `${value}=`,
    `"${value}"`,
    `${tail}${value.endsWith("A") ? "B" : "A"}`,
    `2${value.slice(1)}`,
    value.replace(/\.0a\./, ".1a."),
    value.replace(/\.0a\./, ".0s."),
    value.replace(/\.0a\./, ".0ae."),
    value.replace(/\.[^.]*$/, "."),
    value.toUpperCase(),
    encodeURIComponent(value).replaceAll(".", "%2E"),
    "",
  ];
  for (const text of forged) await expectRefused(stolen, `${stolen.text}; ${name}=${text}`);
  await expectRefused(stolen, `${stolen.text}; ${name.toUpperCase()}=${value}`);
  expect((await victim.go("/dashboard")).status).toBe(200);
});

test("A18 a seal that was kept for 401 days passes nowhere, although its tombstone is gone", async () => {
  const [victim, own] = [browserAt(), browserAt()];
  await logIn(victim);
  const stolen = victim.pair();
  const [session] = await sessionsOf(victim);
  await endThere(account, { session });
  travel(401 * 86_400);
  await env.DB.batch([env.DB.prepare("DELETE FROM ended"), env.DB.prepare("DELETE FROM sessions")]);
  await purgeSessions(env.DB, Date.now(), 1_000);
  await logIn(own, "thief");
  await expectRefused({ ...stolen, own }, `${stolen.text}; ${stolen.seal}`);
});

test("A18 a session that ended 399 days ago is still looked up and refused", async () => {
  const [victim, own] = [browserAt(), browserAt()];
  await logIn(victim);
  const stolen = victim.pair();
  const [session] = await sessionsOf(victim);
  await endThere(account, { session });
  travel(399 * 86_400);
  await logIn(own, "thief");
  await expectRefused({ ...stolen, own }, `${stolen.text}; ${stolen.seal}`);
});

test("A19 D1 was restored to a time before the ending: memory keeps it, and tells D1", async () => {
  const stolen = await stealEnded();
  await stolen.own.go("/dashboard");
  await env.DB.batch([
    env.DB.prepare("DELETE FROM ended"),
    env.DB.prepare("UPDATE sessions SET ended_at = NULL, end_reason = NULL WHERE account_id = ?1").bind(account),
    env.DB.prepare("DELETE FROM watermarks WHERE account_id = ?1").bind(account),
  ]);
  travel(BOUND_SECONDS);
  await expectRefused(stolen, `${stolen.text}; ${stolen.seal}`);
  const cold = otherEdge();
  const before = vault.reached.length;
  await cold.visit(`https://${stolen.own.host}/dashboard`, { headers: { Cookie: `${stolen.text}; ${stolen.seal}` } });
  for (const request of vault.reached.slice(before)) expectNoPieceOf(stolen.value, request);
});

test("A20 H19 an ended remember-me cookie beside a live session: it goes, the session stays", async () => {
  const victim = browserAt();
  await logIn(victim);
  const remembered = vault.issue({ user: "ann", company: null });
  vault.answers(() => ({ setCookie: [`remember=${remembered}; Max-Age=2592000; Path=/; Secure; HttpOnly`] }));
  await victim.go("/dashboard");
  vault.answers(null);
  const [session] = await sessionsOf(victim);
  await endThere(account, { session });
  travel(BOUND_SECONDS);
  const own = browserAt({ jar: victim.jar.copy() });
  own.jar.drop("sid");
  await logIn(own, "thief");
  expect(own.header()).toContain(`remember=${remembered}`);
  const before = vault.reached.length;
  const answer = await own.go("/dashboard");
  expect(answer.status).toBe(200);
  expect(vault.reached.length).toBe(before + 1);
  expectNoPieceOf(remembered, vault.last);
  expect(vault.last.headers.get("Cookie")).toContain(own.pair().value);
});

test("A29 33 session cookies or 33 seals: none passes; 32 of either lose nothing", async () => {
  const own = browserAt();
  await logIn(own);
  const { text, seal, value, sealName } = own.pair();
  const visit = (header: string) => edge.visit(`https://${own.host}/elsewhere`, { headers: { Cookie: header } });
  const junk = (count: number) => Array.from({ length: count }, (_, n) => `sid.${n}=${secret()}`).join("; ");
  const seals = (count: number) => Array.from({ length: count }, () => `${sealName}=${secret()}`).join("; ");

  for (const header of [`${junk(32)}; ${text}; ${seal}`, `${text}; ${seal}; ${seals(32)}`]) {
    await visit(header);
    expectNoPieceOf(value, vault.last);
  }
  expect(events("too_many_credentials").length).toBeGreaterThan(0);
  for (const header of [`${junk(31)}; ${text}; ${seal}`, `${seals(31)}; ${text}; ${seal}`]) {
    await visit(header);
    expect(vault.last.headers.get("Cookie")).toBe(text);
  }
});

test("A31 an ended cookie, respelled, while sessions move in, and after it", async () => {
  build({}, { BIND_SESSIONS: "off" });
  const [victim, own] = [browserAt(), browserAt()];
  const value = `${secret()}${secret()}aQ`;
  vault.issue({ user: "ann", company: null }, value);
  victim.jar.store(`https://${victim.host}/`, [`sid=${value}; Path=/; Secure`]);
  const [session] = await sessionsOf(victim);
  await victim.go("/dashboard");
  const id = vault.last.headers.get("Gatehouse-Session") ?? session;
  await endThere(account, { session: id });
  travel(BOUND_SECONDS);
  const respelled = [
    value,
    `"${value}"`,
    encodeURIComponent(value).replace("a", "%61"),
    `${value.slice(0, -1)}R`,
    `${value}=`,
  ];
  for (const BIND_SESSIONS of ["enroll", "strict"]) {
    const moving = otherEdge({ BIND_SESSIONS });
    for (const text of respelled) {
      const before = vault.reached.length;
      const answer = await moving.visit(`https://${own.host}/dashboard`, { headers: { Cookie: `sid=${text}` } });
      for (const request of vault.reached.slice(before)) expectNoPieceOf(value, request);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
  }
});
