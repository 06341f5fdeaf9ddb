import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { account, endBy, host, isolate, logIn, product } from "../gate/session-visits.ts";
import { records, travel } from "../support/session-world.ts";
import { BASE, createVisitor, type Visitor } from "./visitor.ts";

// docs/security.md, row 27: each parent of a console login × each way in which that ends. Console and product are served
// by isolates of their own, which share D1 alone: what is out is out on the very next request, with nothing told to anyone.

const DAY = 86_400_000;

/** Ann is at her desk and in the console, so is Bob; scripts of the account have their token, and one makes links. */
async function makeWorld() {
  const api = createVisitor(host).api;
  const ann = await logIn("secret-ann", "session; user=ann");
  const bob = await logIn("secret-bob", "session; user=bob");
  const tokenOf = async (name: string, minutes: number) => {
    const expires = new Date(Date.now() + minutes * 60_000).toISOString();
    const scopes = ["allowlist:write", "sessions:write", "console:link"];
    const { body } = await api("POST", `/accounts/${account}/tokens`, { name, scopes, expires_at: expires });
    return body as { readonly id: string; readonly token: string };
  };
  const token = await tokenOf("Nightly sync", 3);
  const linkFor = async (body: object) => {
    const made = await api("POST", `/accounts/${account}/console-links`, { actor_name: "Somebody", ...body });
    expect(made.status).toBe(201);
    return new URL(made.body.url).pathname.slice(BASE.length);
  };
  const linkBy = async (secret: string) => {
    const made = await api("POST", `/accounts/${account}/console-links`, { actor_name: "Somebody" }, secret);
    expect(made.status).toBe(201);
    return new URL(made.body.url).pathname.slice(BASE.length);
  };
  const enter = async (path: string, fields = {}): Promise<Visitor> => {
    const visitor = createVisitor(host);
    expect((await visitor.submit(path, fields)).status).toBe(200);
    return visitor;
  };
  const logins = {
    "Ann's, of her session": await enter(await linkFor({ user: "ann", session: ann })),
    "Ann's, of no session": await enter(await linkFor({ user: "ann" })),
    "of Ann's session, of no user": await enter(await linkFor({ session: ann })),
    "Bob's, of his session": await enter(await linkFor({ user: "bob", session: bob })),
    "of nobody named": await enter(await linkFor({})),
    "the token's": await enter("/login", { token: token.token }),
    "of the token's link": await enter(await linkBy(token.token)),
  };
  const links = {
    "Ann's, of her session": await linkFor({ user: "ann", session: ann }),
    "Ann's, of no session": await linkFor({ user: "ann" }),
    "of Ann's session, of no user": await linkFor({ session: ann }),
    "Bob's, of his session": await linkFor({ user: "bob", session: bob }),
    "of nobody named": await linkFor({}),
    "of the token's link": await linkBy(token.token),
  };
  return { api, ann, bob, token, logins, links };
}

type World = Awaited<ReturnType<typeof makeWorld>>;
type Login = keyof World["logins"];

/** Makes the session look as old as that, and lets cron end what is over. */
async function age(session: string, column: "logged_in_at" | "last_seen_at", days: number): Promise<void> {
  const set = column === "last_seen_at" ? `, seen_day = CAST(?2 / ${DAY} AS INTEGER)` : "";
  await env.DB.prepare(`UPDATE sessions SET ${column} = ?2${set} WHERE id = ?1`)
    .bind(session, Date.now() - days * DAY)
    .run();
  expect((await records.endOverdue(Date.now(), 100)).ended).toBe(1);
}

const signal = async (text: string, cookie: string) => {
  product.answers(() => ({ signal: text }));
  await isolate.visit("/about", { cookie, method: "POST" });
  product.answers(null);
};

const OF_ANNS_SESSION: readonly Login[] = ["Ann's, of her session", "of Ann's session, of no user"];
const ANNS: readonly Login[] = [...OF_ANNS_SESSION, "Ann's, of no session"];
const OF_TOKEN: readonly Login[] = ["the token's", "of the token's link"];
const ALL: readonly Login[] = [...ANNS, "Bob's, of his session", "of nobody named", ...OF_TOKEN];
const butBobs = ALL.filter((login) => login !== "Bob's, of his session");

const revoke = ({ api }: World, body: object) => api("POST", `/accounts/${account}/sessions/revoke`, body);

const ENDINGS: readonly {
  readonly name: string;
  readonly end: (world: World) => Promise<unknown>;
  readonly out: readonly Login[];
}[] = [
  { name: "nothing", end: async () => {}, out: [] },
  { name: "the product's logout", end: () => signal("logout", "secret-ann"), out: OF_ANNS_SESSION },
  {
    name: "DELETE of the session",
    end: ({ api, ann }) => api("DELETE", `/accounts/${account}/sessions/${ann}`),
    out: OF_ANNS_SESSION,
  },
  {
    name: "a session that is unused for too long",
    end: ({ ann }) => age(ann, "last_seen_at", 91),
    out: OF_ANNS_SESSION,
  },
  { name: "a session that is too old", end: ({ ann }) => age(ann, "logged_in_at", 366), out: OF_ANNS_SESSION },
  {
    name: "a session that another user's login replaced",
    end: () => signal("session; user=eve", "secret-ann"),
    out: OF_ANNS_SESSION,
  },
  {
    name: "a signal that could not be read",
    end: () => signal("session; user=", "secret-ann"),
    out: OF_ANNS_SESSION,
  },
  { name: "revocation of the user", end: (world) => revoke(world, { user: "ann" }), out: ANNS },
  {
    name: "revocation of the user but for her session",
    end: (world) => revoke(world, { user: "ann", except: [world.ann] }),
    out: ["Ann's, of no session"],
  },
  { name: "the product's revoke signal", end: () => signal("revoke; user=ann", "secret-bob"), out: ANNS },
  { name: "a changed password", end: () => signal("password-changed; user=ann", "secret-ann"), out: ANNS },
  {
    name: "a changed password that keeps the present session",
    end: () => signal("password-changed; user=ann; keep-current", "secret-ann"),
    out: ["Ann's, of no session"],
  },
  { name: "revocation of all", end: (world) => revoke(world, { all: true }), out: ALL },
  {
    name: "revocation of all but Bob's session",
    end: (world) => revoke(world, { all: true, except: [world.bob] }),
    out: butBobs,
  },
  { name: "revocation of all by a job", end: () => endBy({ all: true }), out: ALL },
  {
    name: "a revoked token",
    end: ({ api, token }) => api("DELETE", `/accounts/${account}/tokens/${token.id}`),
    out: OF_TOKEN,
  },
  { name: "an expired token", end: async () => travel(181), out: OF_TOKEN },
  { name: "removal of the account", end: ({ api }) => api("DELETE", `/accounts/${account}`), out: ALL },
];

let visitors = 0;

const countEntries = () =>
  env.DB.prepare("SELECT count(*) AS n FROM entries WHERE account_id = ?1").bind(account).first<number>("n");

/** Whether the login opens a page, and whether its form saves an entry: both or neither. */
async function isIn(visitor: Visitor, value: string): Promise<boolean> {
  const before = await countEntries();
  const saved = await visitor.submit("/allowlist/entries", { value, label: "", enabled: "yes", expires: "" });
  const opened = await visitor.open("/allowlist");
  const hasSaved = (await countEntries()) !== before;
  expect(opened.path.startsWith("/login")).toBe(!hasSaved);
  if (!hasSaved) expect(saved.status).toBe(401);
  return hasSaved;
}

test.each(ENDINGS)("$name ends the logins and links that hang on it, and no other", async ({ end, out }) => {
  const world = await makeWorld();
  for (const visitor of Object.values(world.logins)) await visitor.open("/allowlist/entries");
  await end(world);
  const found: Record<string, boolean> = {};
  let n = 0;
  for (const [name, visitor] of Object.entries(world.logins)) found[name] = await isIn(visitor, `192.0.2.${++n}`);
  expect(found).toEqual(Object.fromEntries(ALL.map((login) => [login, !out.includes(login)])));

  const opened: Record<string, boolean> = {};
  for (const [name, path] of Object.entries(world.links)) {
    // Each from an address of its own: links that are over count as guesses.
    const { status } = await createVisitor(host, { from: `198.51.100.${++visitors % 250}` }).submit(path);
    expect([200, 404]).toContain(status);
    opened[name] = status === 200;
  }
  const links = Object.keys(world.links) as Login[];
  expect(opened).toEqual(Object.fromEntries(links.map((link) => [link, !out.includes(link)])));
});

test.each(["the token's", "of nobody named", "Bob's, of his session"] as const)(
  "whoever logs out all others in the console stays in (%s); the others are out",
  async (caller) => {
    const world = await makeWorld();
    const visitor = world.logins[caller];
    await visitor.open("/sessions/revoke?others=1");
    const done = await visitor.submit("/sessions/revoke", { others: "yes" });
    expect(done.path).toMatch(/^\/sessions\?done=many/);
    for (const login of ALL) {
      const { path } = await world.logins[login].open("/allowlist");
      expect(path.startsWith("/login"), login).toBe(login !== caller);
    }
  },
);

test("an operator's own login is nobody's of the account, and stays", async () => {
  const world = await makeWorld();
  const visitor = world.logins["of nobody named"];
  await env.DB.prepare(
    "UPDATE console_sessions SET opened_with = 'operator' WHERE account_id = ?1 AND user IS NULL AND token_id IS NULL AND session IS NULL",
  )
    .bind(account)
    .run();
  await revoke(world, { all: true });
  expect((await visitor.open("/allowlist")).path).toBe("/allowlist");
});

test("an ending that is tried again spares what was opened since", async () => {
  const world = await makeWorld();
  const asked = Date.now();
  travel(60);
  const { api } = world;
  const { body } = await api("POST", `/accounts/${account}/console-links`, { actor_name: "Ann", user: "ann" });
  const later = createVisitor(host);
  await later.submit(new URL(body.url).pathname.slice(BASE.length));
  await records.end(
    account,
    { user: "ann" },
    {
      reason: "password_changed",
      event: { actor: "product", address: null, action: "session.password_changed", detail: {} },
      now: asked,
    },
  );
  expect((await later.open("/allowlist")).path).toBe("/allowlist");
  expect((await world.logins["Ann's, of no session"].open("/allowlist")).path).toMatch(/^\/login/);
});
