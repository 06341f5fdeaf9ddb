import { describe, expect, test } from "vitest";
import {
  ATTRIBUTES,
  activeSessions,
  BOUND_SECONDS,
  type Browser,
  createBrowser,
  type Edge,
  endThere,
  type Scripted,
} from "../../support/bound-world.ts";
import type { BrowserJar } from "../../support/browser-jar.ts";
import { type Seeded, seeded } from "../../support/seeded.ts";
import { travel } from "../../support/session-world.ts";
import { makeAccount } from "../../support/world.ts";
import { account as accountOfHost, build, edge, host, otherEdge, vault } from "../bound/world.ts";
import { shareHost } from "./world.ts";

// A victim, and thieves who copy each other's cookies, walk through a product that sets cookies in every way, at three
// locations, while D1 fails now and then. When their sessions have been ended, no cookie that any of them ever had
// reaches the product.

const WAYS = [
  { way: "on its own host", isShared: false, signals: false, vars: {} },
  { way: "on its own host, by signals", isShared: false, signals: true, vars: {} },
  { way: "on its own host, by a resolver", isShared: false, signals: false, vars: { ACCOUNT_RESOLVER: "/whoami" } },
  { way: "on a shared host, by signals", isShared: true, signals: true, vars: {} },
  { way: "on a shared host, by a resolver", isShared: true, signals: false, vars: { ACCOUNT_RESOLVER: "/whoami" } },
];
/** Each is one walk, the same each time. */
const SEEDS = [1, 2, 3, 4];

/** How an answer sets its cookies. */
const SETTINGS: Readonly<Record<string, (fresh: () => string, same: string) => readonly string[]>> = {
  new: (fresh) => [`sid=${fresh()}`],
  same: (fresh, same) => [`sid=${same || fresh()}`],
  two: (fresh) => [`sid=${fresh()}`, `remember=${fresh()}; Max-Age=1000000`],
  deleted_and_set: (fresh) => ["sid=; Max-Age=0", `sid=${fresh()}`],
  twice: (fresh) => [`sid=${fresh()}`, `sid=${fresh()}`],
  chunks: (fresh) => [`sid.0=${fresh()}`, `sid.1=${fresh()}`],
  capitals: (fresh) => [`SID=${fresh()}`],
  prefix: (fresh) => [`__Host-sid=${fresh()}`],
  domain: (fresh) => [`sid=${fresh()}; Domain=example.com`],
};
const SETTING_NAMES = [
  "new",
  "same",
  "two",
  "deleted_and_set",
  "twice",
  "chunks",
  "capitals",
  "prefix",
  "domain",
] as const;

/** The product does what the query says: `set` names the way, `as` the user of a login. */
function serve(signals: boolean, company: string | null): void {
  vault.answers((request): Scripted | null => {
    const { searchParams } = new URL(request.url);
    const set = SETTINGS[searchParams.get("set") ?? ""];
    const [found] = vault.loginsIn(request);
    const user = searchParams.get("as") ?? found?.login.user;
    if (set === undefined) return null;
    if (user === undefined) return { status: 302, headers: { Location: "/login" } };
    const lines = set(() => vault.issue({ user, company }), found?.value ?? "");
    const signal = `session; user="${user}"${company === null ? "" : `; account="${company}"`}`;
    return {
      status: 302,
      headers: { Location: "/dashboard" },
      setCookie: lines.map((line) => line + ATTRIBUTES),
      ...(signals ? { signal } : {}),
    };
  });
}

interface Walk {
  readonly random: Seeded;
  readonly victim: Browser;
  readonly thieves: Browser[];
  readonly edges: readonly [Edge, ...Edge[]];
  /** Every jar at every moment. */
  readonly kept: BrowserJar[];
}

async function step({ random, victim, thieves, edges, kept }: Walk): Promise<void> {
  const isThief = random.chance(0.6);
  const browser = isThief ? random.pick([thieves[0] ?? victim, ...thieves]) : victim;
  const at = random.pick(edges);
  const set = random.pick(SETTING_NAMES);
  const method = random.pick(["GET", "POST"]);
  if (random.chance(0.15)) at.d1.fault = "throws";
  const go = (path: string, by = method) => browser.go(path, { method: by, at });
  const roll = random.next();
  if (roll < 0.3) await go(`/switch?set=${set}`);
  else if (roll < 0.5) await go(`/elsewhere?set=${set}`);
  else if (roll < 0.65) await go(`/login?set=${set}&as=${isThief ? random.pick(["mallory", "ann"]) : "ann"}`, "POST");
  else if (roll < 0.75) thieves.push(createBrowser(at, { host: victim.host, jar: browser.jar.copy() }));
  else await go(random.pick(["/dashboard", "/act", "/api/leads", "/elsewhere"]), "GET");
  at.d1.fault = null;
  kept.push(browser.jar.copy());
  travel(random.pick([1, 2, 6, 20, 40, 400]));
}

/** What is current is proven, with D1 at work: so it is on record. */
async function proveAll({ random, victim, thieves, edges }: Walk): Promise<void> {
  for (const browser of [victim, ...thieves, victim, ...thieves]) {
    travel(6);
    await browser.go("/dashboard", { at: random.pick(edges) });
  }
}

/** The values of these users that arrive at the product, with any jar, by any way, at any location. */
async function arriving(
  { victim, edges, kept }: Walk,
  users: readonly string[],
  cold: Edge,
): Promise<readonly string[]> {
  const ended = new Map(vault.issued);
  const headers = new Set(kept.map((jar) => jar.header(`https://${victim.host}/dashboard`) ?? ""));
  const before = vault.reached.length;
  for (const Cookie of headers)
    for (const at of [...edges, cold])
      for (const [method, path] of [
        ["GET", "/dashboard"],
        ["POST", "/act"],
        ["POST", "/switch"],
        ["POST", "/login?user=eve"],
      ] as const)
        await at.visit(`https://${victim.host}${path}`, { method, headers: { Cookie } });
  const arrived = vault.reached.slice(before).flatMap((request) => vault.loginsIn(request));
  return arrived.filter(({ value, login }) => ended.has(value) && users.includes(login.user)).map(({ value }) => value);
}

describe.each(WAYS)("$way", ({ isShared, signals, vars }) => {
  test.each(SEEDS)("nothing comes back, seed %i", async (seed) => {
    build({ signals }, vars);
    const name = isShared ? await shareHost() : host;
    const account = isShared ? (await makeAccount({ mode: "off" })).id : accountOfHost;
    serve(signals, isShared ? account : null);
    const victim = createBrowser(edge, { host: name });
    await victim.go("/login?set=new&as=ann", { method: "POST" });
    expect((await victim.go("/dashboard")).status).toBe(200);
    const thief = createBrowser(edge, { host: name, jar: victim.jar.copy() });
    const edges = [edge, otherEdge(vars), otherEdge(vars)] as const;
    const walk: Walk = { random: seeded(seed), victim, thieves: [thief], edges: [...edges], kept: [victim.jar.copy()] };
    for (let steps = 0; steps < 10; steps++) await step(walk);
    await proveAll(walk);
    const isAll = seed % 2 === 0;
    if (isAll) await endThere(account, { all: true });
    else for (const { id } of await activeSessions(account)) await endThere(account, { session: id });
    travel(BOUND_SECONDS);
    vault.answers(null);
    // A thief's own session that always comes with another is on no record: only "everybody" ends it.
    expect(await arriving(walk, isAll ? ["ann", "mallory"] : ["ann"], otherEdge(vars))).toEqual([]);
  });
});
