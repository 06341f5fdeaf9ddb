import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { formatToken } from "../../../src/access/token-secret.ts";
import { SCOPES, type Scope } from "../../../src/accounts/actor.ts";
import { type Access, readBearer } from "../../../src/admin/access/auth.ts";
import { createAdminApp, serveAdmin } from "../../../src/admin/app.ts";
import type { AdminDeps } from "../../../src/admin/deps.ts";
import { ENDPOINTS } from "../../../src/admin/endpoints.ts";
import type { Endpoint } from "../../../src/admin/http/endpoint.ts";
import { createTokens } from "../../../src/storage/accounts/tokens.ts";
import { countingD1 } from "../../support/counting-d1.ts";
import { address } from "../../support/storage.ts";
import { type Answer, API, call, makeAccount, makeDeps, makeToken, NOW, OPERATOR_TOKEN, stateOf } from "../api.ts";

// One table over every endpoint that is registered: what is expected follows from the access that it declares, so a new
// endpoint is in the table as soon as it exists (docs/security.md, row 20, 21).

const HERE = "198.51.100.1"; // where calls come from, see makeDeps
const ELSEWHERE = address("203.0.113.200");
const AN_HOUR = 3_600_000;

const NEVER_GIVEN = formatToken(new Uint8Array(32).fill(7));
const WRONG_CHECKSUM = `${NEVER_GIVEN.slice(0, -1)}${NEVER_GIVEN.endsWith("0") ? "1" : "0"}`;

const isScope = (access: Access): access is Scope => access.includes(":");

/** Every scope that does not let a token in where this one is asked for. */
const without = (access: Access): readonly Scope[] =>
  SCOPES.filter((scope) => scope !== access && scope !== access.replace(":read", ":write"));

/** What the callers of the table have. The account enforces its list, which has `HERE`. */
interface World {
  readonly account: Awaited<ReturnType<typeof makeAccount>>;
  /** With every scope, with just the one that is asked for, with every other one. */
  readonly full: string;
  readonly just: string;
  readonly rest: string;
  /** Another account's, with every scope. */
  readonly foreign: string;
  readonly revoked: string;
  readonly expired: string;
  readonly orphan: string;
}

async function makeWorld(access: Access = "identified"): Promise<World> {
  const account = await makeAccount({ mode: "enforce", entries: [HERE] });
  const other = await makeAccount({ mode: "enforce", entries: [HERE] });
  const gone = await makeAccount();
  const revoked = await makeToken(account.id, SCOPES);
  expect((await call("DELETE", `${account.path}/tokens/${revoked.id}`)).status).toBe(200);
  const orphan = await makeToken(gone.id, SCOPES);
  expect((await call("DELETE", gone.path)).status).toBe(200);
  return {
    account,
    full: (await makeToken(account.id, SCOPES)).token,
    just: (await makeToken(account.id, isScope(access) ? [access] : ["audit:read"])).token,
    rest: (await makeToken(account.id, without(access))).token,
    foreign: (await makeToken(other.id, SCOPES)).token,
    revoked: revoked.token,
    expired: (await makeToken(account.id, SCOPES, new Date(NOW + AN_HOUR))).token,
    orphan: orphan.token,
  };
}

const worlds = new Map<Access, Promise<World>>();

/** The world of all endpoints of this access whose table changes nothing in it. */
function sharedWorld(access: Access): Promise<World> {
  const world = worlds.get(access) ?? makeWorld(access);
  worlds.set(access, world);
  return world;
}

const concrete = (path: string, account: string): string =>
  path.replaceAll(/\{(\w+)\}/g, (_, name) =>
    name === "account" ? account : name === "hostname" ? "app.example.com" : "x_1",
  );

/** A body that no endpoint can read: whoever is refused for what they are never gets as far. */
const UNREADABLE = { body: "{", type: "application/json" };

interface Attempt {
  readonly authorization: string | null;
  readonly deps?: Partial<AdminDeps>;
}

function attempt({ method, path }: Endpoint, account: string, { authorization, deps }: Attempt): Promise<Answer> {
  return call(method.toUpperCase(), `${concrete(path, account)}?token=${OPERATOR_TOKEN}`, {
    token: null,
    headers: authorization === null ? {} : { Authorization: authorization },
    ...(["post", "put", "patch"].includes(method) ? UNREADABLE : {}),
    ...(deps === undefined ? {} : { deps }),
  });
}

const bearer = (token: string): string => `Bearer ${token}`;
const AFTER_EXPIRY = { now: () => NOW + AN_HOUR };

const BAD_CREDENTIALS: readonly { readonly name: string; readonly of: (world: World) => Attempt }[] = [
  { name: "no token", of: () => ({ authorization: null }) },
  { name: "an empty token", of: () => ({ authorization: "Bearer " }) },
  { name: "a wrong token", of: () => ({ authorization: bearer("operator-token-for-tests-0123456789abcdeX") }) },
  { name: "a token that begins right", of: () => ({ authorization: bearer(OPERATOR_TOKEN.slice(0, -1)) }) },
  { name: "a token that goes on", of: () => ({ authorization: bearer(`${OPERATOR_TOKEN}0`) }) },
  { name: "an account token that nobody was given", of: () => ({ authorization: bearer(NEVER_GIVEN) }) },
  { name: "a token with a wrong checksum", of: () => ({ authorization: bearer(WRONG_CHECKSUM) }) },
  { name: "a token that was cut", of: ({ foreign }) => ({ authorization: bearer(foreign.slice(0, -1)) }) },
  { name: "a revoked token", of: ({ revoked }) => ({ authorization: bearer(revoked) }) },
  { name: "an expired token", of: ({ expired }) => ({ authorization: bearer(expired), deps: AFTER_EXPIRY }) },
  { name: "a token of a removed account", of: ({ orphan }) => ({ authorization: bearer(orphan) }) },
  { name: "two tokens", of: () => ({ authorization: `${bearer(OPERATOR_TOKEN)}, ${bearer(OPERATOR_TOKEN)}` }) },
  { name: "another scheme", of: () => ({ authorization: `Basic ${btoa(`operator:${OPERATOR_TOKEN}`)}` }) },
  { name: "no scheme", of: () => ({ authorization: OPERATOR_TOKEN }) },
];

/** What a token of the account's own is told, when it has these rights. */
function ownTokenIs(access: Access, rights: "enough" | "not_enough"): string | null {
  if (access === "operator") return "operator_only";
  return isScope(access) && rights === "not_enough" ? "missing_scope" : null;
}

function foreignTokenIs(access: Access): string | null {
  if (access === "operator") return "operator_only";
  return access === "identified" ? null : "account_not_found";
}

interface Caller {
  readonly name: string;
  readonly token: (world: World) => string;
  readonly deps?: Partial<AdminDeps>;
  /** The code of the refusal; null: the caller gets in. */
  readonly expected: (access: Access) => string | null;
}

const everyScope: Caller["token"] = ({ full }) => full;
const nowhere = () => "address_not_allowed";

const CALLERS: readonly Caller[] = [
  { name: "the operator", token: () => OPERATOR_TOKEN, expected: () => null },
  {
    name: "the operator from nowhere known",
    token: () => OPERATOR_TOKEN,
    deps: { address: ELSEWHERE, isWorkerRequest: true },
    expected: () => null,
  },
  { name: "a token with every scope", token: everyScope, expected: (access) => ownTokenIs(access, "enough") },
  {
    name: "a token with just the scope",
    token: ({ just }) => just,
    expected: (access) => ownTokenIs(access, "enough"),
  },
  {
    name: "a token with every other scope",
    token: ({ rest }) => rest,
    expected: (access) => ownTokenIs(access, "not_enough"),
  },
  { name: "another account's token", token: ({ foreign }) => foreign, expected: foreignTokenIs },
  { name: "a token off the list", token: everyScope, deps: { address: ELSEWHERE }, expected: nowhere },
  { name: "a token without an address", token: everyScope, deps: { address: null }, expected: nowhere },
  { name: "a token in another zone's Worker", token: everyScope, deps: { isWorkerRequest: true }, expected: nowhere },
];

const PROTECTED = ENDPOINTS.filter(({ access }) => access !== "public");
const named = (endpoints: readonly Endpoint[]) =>
  endpoints.map((endpoint) => ({ name: `${endpoint.method.toUpperCase()} ${endpoint.path}`, endpoint }));

describe.each(named(PROTECTED))("$name", ({ endpoint }) => {
  const { access } = endpoint;
  let world: World;
  let before: unknown;
  beforeAll(async () => {
    world = await sharedWorld(access);
    before = await stateOf(world.account.path);
  });

  test.each(BAD_CREDENTIALS)("is refused to $name", async ({ of }) => {
    const answer = await attempt(endpoint, world.account.id, of(world));
    expect(answer.status).toBe(401);
    expect(answer.body).toEqual({
      type: "urn:gatehouse:problem:unauthorized",
      title: expect.any(String),
      status: 401,
      detail: expect.any(String),
      code: "unauthorized",
      request_id: "request-1",
    });
    expect(answer.headers.get("WWW-Authenticate")).toMatch(/^Bearer/);
  });

  test.each(CALLERS.filter(({ expected }) => expected(access) !== null))("is refused to $name", async (caller) => {
    const authorization = bearer(caller.token(world));
    const answer = await attempt(endpoint, world.account.id, { authorization, deps: caller.deps ?? {} });
    expect(answer.body.code).toBe(caller.expected(access));
    expect(answer.status).toBe(answer.body.code === "account_not_found" ? 404 : 403);
    if (answer.body.code === "missing_scope") {
      expect(answer.body.scope).toBe(access);
      expect(answer.headers.get("WWW-Authenticate")).toBe(`Bearer error="insufficient_scope", scope="${access}"`);
    }
  });

  test("and changes nothing by any of that", async () => {
    expect(await stateOf(world.account.path)).toEqual(before);
  });

  test.each(CALLERS.filter(({ expected }) => expected(access) === null))("lets in $name", async (caller) => {
    // What has no body to be unreadable may do its work.
    const own = endpoint.method === "delete" ? await makeWorld(access) : world;
    const authorization = bearer(caller.token(own));
    const answer = await attempt(endpoint, own.account.id, { authorization, deps: caller.deps ?? {} });
    expect([401, 403, 429]).not.toContain(answer.status);
    expect(answer.body?.code).not.toBe("account_not_found");
  });
});

test.each(named(PROTECTED.filter(({ description: { body } }) => body !== undefined)))(
  "$name reads nothing of what a caller sends whom it refuses",
  async ({ endpoint }) => {
    const { access } = endpoint;
    const world = await sharedWorld(access);
    const refused = [
      ...BAD_CREDENTIALS.map(({ of }) => of(world)),
      ...CALLERS.filter(({ expected }) => expected(access) !== null).map(({ token, deps = {} }) => ({
        authorization: bearer(token(world)),
        deps,
      })),
    ];
    for (const { authorization, deps = {} } of refused) {
      let taken = 0;
      const endless = new ReadableStream<Uint8Array>(
        {
          pull(controller) {
            taken += 1;
            controller.enqueue(new Uint8Array(65_536));
          },
        },
        { highWaterMark: 0 },
      );
      const request = new Request(`${API}${concrete(endpoint.path, world.account.id)}`, {
        method: endpoint.method.toUpperCase(),
        headers: {
          "Content-Type": "application/json",
          ...(authorization === null ? {} : { Authorization: authorization }),
        },
        body: endless,
      });
      const { status } = await serveAdmin(request, makeDeps(deps));
      expect([401, 403, 404]).toContain(status);
      expect(taken).toBe(0);
    }
  },
);

test.each(named(ENDPOINTS.filter(({ access }) => access === "public")))(
  "$name is for everybody, whatever they come with",
  async ({ endpoint: { method, path } }) => {
    const answer = await call(method.toUpperCase(), path, {
      token: NEVER_GIVEN,
      deps: { address: ELSEWHERE, sleep: (ms) => scheduler.wait(ms) },
    });
    expect(answer.status).toBe(200);
  },
);

test("the table runs over everything that is mounted", () => {
  const mounted = createAdminApp()
    .routes.filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
  expect(mounted.sort()).toEqual(ENDPOINTS.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort());
});

describe("whatever is wrong with a token", () => {
  test("the answer is the same", async () => {
    const { revoked, expired, orphan } = await makeWorld();
    const tokens = ["x", OPERATOR_TOKEN.slice(1), OPERATOR_TOKEN.toUpperCase(), `gth_${"0".repeat(49)}`];
    const answers = await Promise.all(
      [...tokens, NEVER_GIVEN, WRONG_CHECKSUM, revoked, expired, orphan].map((token) =>
        call("GET", "/me", { token, deps: AFTER_EXPIRY }),
      ),
    );
    const seen = answers.map(({ status, text, headers }) => JSON.stringify([status, text, [...headers]]));
    expect(new Set(seen)).toHaveProperty("size", 1);
  });

  test("the work is the same for all that could be one, and none for what could not", async () => {
    const { revoked, expired, orphan } = await makeWorld();
    const { db, sent } = countingD1(env.DB);
    const deps = { tokens: createTokens(db, (count) => new Uint8Array(count)), ...AFTER_EXPIRY };
    for (const token of [NEVER_GIVEN, revoked, expired, orphan]) await call("GET", "/me", { token, deps });
    expect(sent).toHaveLength(4);
    expect(new Set(sent)).toHaveProperty("size", 1);
    for (const token of ["x", WRONG_CHECKSUM, NEVER_GIVEN.slice(4), `${NEVER_GIVEN}0`, NEVER_GIVEN.toLowerCase()]) {
      await call("GET", "/me", { token, deps });
    }
    expect(sent).toHaveLength(4);
  });
});

test.each(["Bearer", "bearer", "BEARER", "Bearer  "])("the scheme %j is a bearer's", async (scheme) => {
  const headers = { Authorization: `${scheme} ${OPERATOR_TOKEN}` };
  expect((await call("GET", "/me", { token: null, headers })).status).toBe(200);
});

test("without an operator token nobody is the operator", async () => {
  expect(readBearer("Bearer ")).toBeNull();
  const { config } = makeDeps();
  const answer = await call("GET", "/me", { token: "undefined", deps: { config: { ...config, operatorToken: "" } } });
  expect(answer.status).toBe(401);
});
