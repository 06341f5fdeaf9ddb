import { beforeEach, describe, expect, test } from "vitest";
import {
  type Browser,
  createBrowser,
  createEdge,
  type Edge,
  expectNoPieceOf,
  logIn,
  PROFILE,
} from "../../support/bound-world.ts";
import { createLocation } from "../../support/product-world.ts";
import { makeAccount, UNTRUSTED } from "../../support/world.ts";
import { build, edge, host, otherEdge, reachedBy, vault } from "./world.ts";

// A thief has a login of an open account, and a stolen credential of an account that is closed to the thief's address.

const { api } = createLocation("operator.example.com");
const WAYS = [
  { way: "by resolver", signals: false, vars: { ACCOUNT_RESOLVER: "/whoami" } },
  { way: "by resolver and signals", signals: true, vars: { ACCOUNT_RESOLVER: "/whoami" } },
  { way: "by signals", signals: true, vars: {} },
] as const;

let shared = "";
let own: Browser;
let victim: Browser;
let ownToken = "";
let stolenToken = "";
let open = "";
let closed = "";

/** Every step that a credential can be sent to. */
const STEPS: readonly (readonly [method: string, path: string])[] = [
  ["GET", "/dashboard"],
  ["POST", "/act"],
  ["GET", "/api/leads"],
  ["GET", "/elsewhere"],
  ["GET", "/login"],
  ["POST", "/login?user=thief"],
  ["POST", "/switch"],
  ["POST", "/logout"],
  ["GET", "/public/page"],
  ["OPTIONS", "/dashboard"],
];

type Request = Record<string, string>;

/** The stolen credential and the own one, in every order, place and spelling. */
function requests(): readonly Request[] {
  const [mine, theirs] = [own.pair(), victim.pair()];
  const ownPair = `${mine.text}; ${mine.seal}`;
  const pair = `${theirs.text}; ${theirs.seal}`;
  const cookies = [
    pair,
    `${pair}; ${ownPair}`,
    `${ownPair}; ${pair}`,
    `${mine.text}; ${theirs.text}; ${theirs.seal}; ${mine.seal}`,
    `${theirs.text}; ${ownPair}`,
    `${ownPair}; ${theirs.text}`,
    ...["SID", "%73id", "sid.0", "__Host-sid", "crm.session", "$sid"].flatMap((name) => [
      `${ownPair}; ${name}=${theirs.value}; ${theirs.seal}`,
      `${name}=${theirs.value}; ${theirs.seal}; ${ownPair}`,
    ]),
  ];
  const headers: Request[] = [
    { Authorization: `Bearer ${stolenToken}` },
    { Authorization: `Bearer ${stolenToken}`, Cookie: ownPair },
    { Authorization: `Bearer ${ownToken}`, Cookie: pair },
    { "X-Api-Key": ownToken, Authorization: `Bearer ${stolenToken}` },
    { "X-Api-Key": stolenToken, Authorization: `Bearer ${ownToken}` },
    { X_Api_Key: stolenToken, "X-Api-Key": ownToken },
    { "X-Api-Key": stolenToken, Cookie: ownPair },
    { Authorization: `Bearer ${theirs.value}`, Cookie: ownPair },
    { Authorization: `Basic ${btoa(`${stolenToken}:x`)}` },
    { Authorization: `Basic ${btoa(`x:${stolenToken}`)}`, Cookie: ownPair },
    { Authorization: `Bearer ${ownToken}, Bearer ${stolenToken}` },
  ];
  return [...cookies.map((Cookie) => ({ Cookie })), ...headers];
}

/** A token of this company that is on record. */
async function tokenOf(user: string, company: string): Promise<string> {
  const token = vault.issue({ user, company });
  const headers = { Authorization: `Bearer ${token}` };
  // A product that has no resolver gives it out at the login of that person, with a signal.
  vault.answers((request) =>
    request.url.includes("/session") ? { signal: `session; user="${user}"; account="${company}"` } : null,
  );
  await edge.visit(`https://${shared}/session`, { method: "POST", headers });
  vault.answers(null);
  expect((await edge.visit(`https://${shared}/api/leads`, { headers })).status).toBe(200);
  return token;
}

async function begin(signals: boolean, vars: Readonly<Record<string, unknown>>): Promise<void> {
  build({ signals }, vars);
  shared = `shared-${host}`;
  expect((await api("PUT", `/shared-hosts/${shared}`)).status).toBeLessThan(300);
  ({ id: open } = await makeAccount({ mode: "off" }));
  ({ id: closed } = await makeAccount({ mode: "enforce", blockApiRequests: true }));
  own = createBrowser(edge, { host: shared, from: UNTRUSTED });
  victim = createBrowser(edge, { host: shared });
  await logIn(own, "thief", open);
  await logIn(victim, "ann", closed);
  [ownToken, stolenToken] = [await tokenOf("thief", open), await tokenOf("ann", closed)];
}

async function expectStolenNeverArrives(at: Edge): Promise<number> {
  let tried = 0;
  const acted = vault.acted.length;
  for (const headers of requests()) {
    for (const [method, path] of STEPS) {
      const reached = await reachedBy(() => at.visit(`https://${shared}${path}`, { method, headers, from: UNTRUSTED }));
      for (const request of reached) {
        expectNoPieceOf(victim.pair().value, request);
        expectNoPieceOf(stolenToken, request);
      }
      tried += 1;
      // The thief's own logout ends the thief's own session, and is tried elsewhere.
      if (path === "/logout") await revive();
    }
  }
  expect(vault.acted.slice(acted).filter((actor) => actor === victim.pair().value || actor === stolenToken)).toEqual(
    [],
  );
  return tried;
}

/** After a logout the thief logs in again. */
async function revive(): Promise<void> {
  if ((await own.go("/dashboard")).status === 200) return;
  await logIn(own, "thief", open);
}

describe.each(WAYS)("a shared host, the account known $way", ({ signals, vars }) => {
  beforeEach(() => begin(signals, vars));

  test("1 2 3 4 a stolen credential beside one's own, in every order, place, spelling and step", async () => {
    expect(await expectStolenNeverArrives(edge)).toBeGreaterThan(200);
    expect((await victim.go("/dashboard")).status).toBe(200);
    const ok = await edge.visit(`https://${shared}/api/leads`, { headers: { Authorization: `Bearer ${stolenToken}` } });
    expect(ok.status).toBe(200);
    await revive();
    expect((await own.go("/dashboard")).status).toBe(200);
  });

  test("1 4 the same at an isolate that knows nothing", async () => {
    for (const headers of requests().slice(0, 6)) {
      const cold = otherEdge(vars);
      const reached = await reachedBy(() =>
        cold.visit(`https://${shared}/act`, { method: "POST", headers, from: UNTRUSTED }),
      );
      for (const request of reached) expectNoPieceOf(victim.pair().value, request);
    }
  });

  test("3 a login step with a stolen cookie makes it known as nobody else's", async () => {
    const { text, seal, value } = victim.pair();
    const Cookie = `${text}; ${seal}`;
    const own = { Cookie, Authorization: `Bearer ${ownToken}` };
    for (const [method, path] of [
      ["GET", "/login"],
      ["POST", "/login?user=thief"],
      ["POST", "/switch"],
    ] as const) {
      vault.answers(() => ({ signal: `session; user="thief"; account="${open}"` }));
      await edge.visit(`https://${shared}${path}`, { method, headers: own, from: UNTRUSTED });
      vault.answers(null);
      const reached = await reachedBy(async () => {
        const answer = await edge.visit(`https://${shared}/dashboard`, { headers: { Cookie }, from: UNTRUSTED });
        expect(answer.status).toBe(403);
      });
      for (const request of reached) expectNoPieceOf(value, request);
    }
  });

  test("2 what came beside a login is not put on record with it", async () => {
    const { text, seal } = victim.pair();
    for (let n = 0; n < 3; n++) {
      const headers = { Cookie: `${text}; ${seal}`, Authorization: `Bearer ${ownToken}` };
      await edge.visit(`https://${shared}/dashboard`, { headers });
    }
    await victim.go("/dashboard");
    const told = vault.last.headers.get("Gatehouse-Account");
    expect(told).toBe(closed);
    expect((await victim.send("/dashboard", { from: UNTRUSTED })).status).toBe(403);
    expect((await victim.send("/dashboard", { from: UNTRUSTED, at: otherEdge(vars) })).status).toBe(403);
  });
});

describe("a shared host where nothing tells the account", () => {
  test("no credential arrives at a page or the API: nothing can judge it", async () => {
    await begin(true, {});
    build({}, {});
    const blind = createBrowser(edge, { host: shared });
    await blind.go(`/login?user=ann&company=${closed}`, { method: "POST" });
    const { value } = blind.pair();
    for (const from of [UNTRUSTED, "49.14.176.91"]) {
      for (const path of ["/dashboard", "/api/leads", "/elsewhere", "/public/page"]) {
        const reached = await reachedBy(() => blind.send(path, { from }));
        for (const request of reached) expectNoPieceOf(value, request);
      }
    }
  });
});

describe.each([
  { way: "with a resolver", vars: { ACCOUNT_RESOLVER: "/whoami" } },
  { way: "without one", vars: {} },
])("a host of one account, $way", ({ vars }) => {
  test("a token or cookie of another account does not arrive there, whatever stands beside it", async () => {
    await begin(true, vars);
    const mine = `own-${host}`;
    expect((await api("PUT", `/accounts/${open}/hosts/${mine}`)).status).toBeLessThan(300);
    const local = createBrowser(edge, { host: mine, from: UNTRUSTED });
    await logIn(local, "thief", open);
    const ownPair = `${local.pair().text}; ${local.pair().seal}`;
    const theirs = victim.pair();
    const all: Request[] = [
      { Authorization: `Bearer ${stolenToken}` },
      { "X-Api-Key": stolenToken },
      { Authorization: `Bearer ${stolenToken}`, Cookie: ownPair },
      { Cookie: `${ownPair}; ${theirs.text}; ${theirs.seal}` },
      { Cookie: `${theirs.text}; ${theirs.seal}; ${ownPair}` },
      { Cookie: `${theirs.text}; ${theirs.seal}` },
    ];
    for (const at of [edge, createEdge(vault, { ...PROFILE, ...vars })]) {
      for (const headers of all) {
        for (const [method, path] of STEPS.filter(([, to]) => to !== "/logout")) {
          const reached = await reachedBy(() =>
            at.visit(`https://${mine}${path}`, { method, headers, from: UNTRUSTED }),
          );
          for (const request of reached) {
            expectNoPieceOf(stolenToken, request);
            expectNoPieceOf(theirs.value, request);
          }
        }
      }
    }
    expect((await local.go("/dashboard")).status).toBe(200);
    const ok = await edge.visit(`https://${mine}/api/leads`, {
      headers: { Authorization: `Bearer ${ownToken}` },
      from: UNTRUSTED,
    });
    expect(ok.status).toBe(200);
  });
});
