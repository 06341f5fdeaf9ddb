import { beforeAll, describe, expect, test } from "vitest";
import { createAdminApp } from "../../src/admin/app.ts";
import { type Actor, authorize, readBearer, SCOPES, type Scope } from "../../src/admin/auth.ts";
import { ENDPOINTS } from "../../src/admin/endpoints.ts";
import { call, makeAccount, OPERATOR_TOKEN, stateOf } from "./api.ts";

/** Every endpoint that needs a token, as a call to an account that exists. */
const PROTECTED = ENDPOINTS.filter(({ access }) => access !== "public").map(({ method, path }) => ({
  method: method.toUpperCase(),
  path,
}));

const concrete = (path: string, account: string): string =>
  path.replace("{account}", account).replace("{hostname}", "app.example.com").replace("{id}", "ent_1");

const BAD_CREDENTIALS: readonly { readonly name: string; readonly authorization: string | null }[] = [
  { name: "no token", authorization: null },
  { name: "an empty token", authorization: "Bearer " },
  { name: "a wrong token", authorization: "Bearer operator-token-for-tests-0123456789abcdeX" },
  { name: "a token that begins right", authorization: `Bearer ${OPERATOR_TOKEN.slice(0, -1)}` },
  { name: "a token that goes on", authorization: `Bearer ${OPERATOR_TOKEN}0` },
  { name: "an account token that nobody was given", authorization: "Bearer gth_0123456789abcdef0123456789abcdef" },
  { name: "two tokens", authorization: `Bearer ${OPERATOR_TOKEN}, Bearer ${OPERATOR_TOKEN}` },
  { name: "another scheme", authorization: `Basic ${btoa(`operator:${OPERATOR_TOKEN}`)}` },
  { name: "no scheme", authorization: OPERATOR_TOKEN },
];

describe.each(PROTECTED)("$method $path", ({ method, path }) => {
  let account: Awaited<ReturnType<typeof makeAccount>>;
  let before: unknown;
  beforeAll(async () => {
    account = await makeAccount({ entries: ["203.0.113.7"] });
    before = await stateOf(account.path);
  });

  test.each(BAD_CREDENTIALS)("is refused to $name", async ({ authorization }) => {
    const headers = authorization === null ? {} : { Authorization: authorization };
    const query = `?token=${OPERATOR_TOKEN}`;
    const answer = await call(method, `${concrete(path, account.id)}${query}`, { token: null, headers });
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

  test("and changes nothing by that", async () => {
    expect(await stateOf(account.path)).toEqual(before);
  });
});

test("the table above runs over everything that is mounted", () => {
  const mounted = createAdminApp()
    .routes.filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`);
  expect(mounted.sort()).toEqual(ENDPOINTS.map(({ method, path }) => `${method.toUpperCase()} ${path}`).sort());
});

test("whatever is wrong with a token, the answer is the same", async () => {
  const answers = await Promise.all(
    ["x", OPERATOR_TOKEN.slice(1), OPERATOR_TOKEN.toUpperCase(), `gth_${"0".repeat(60)}`].map((token) =>
      call("GET", "/me", { token }),
    ),
  );
  expect(new Set(answers.map(({ text, headers }) => text + JSON.stringify([...headers])))).toHaveProperty("size", 1);
});

test.each(["Bearer", "bearer", "BEARER", "Bearer  "])("the scheme %j is a bearer's", async (scheme) => {
  const headers = { Authorization: `${scheme} ${OPERATOR_TOKEN}` };
  expect((await call("GET", "/me", { token: null, headers })).status).toBe(200);
});

test("without an operator token nobody is the operator", async () => {
  expect(readBearer("Bearer ")).toBeNull();
});

describe("an account token", () => {
  const tokenOf = (account: string, ...scopes: Scope[]): Actor => ({
    kind: "token",
    id: "tok_1",
    name: "CI",
    account,
    expiresAt: null,
    scopes: new Set(scopes),
  });

  test.each(ENDPOINTS)("of another account finds nothing at $method $path", ({ access, path }) => {
    const account = path.includes("{account}") ? "acme" : undefined;
    const refusal = authorize(tokenOf("other", ...SCOPES), access, account);
    if (access === "public" || access === "identified") expect(refusal).toBeNull();
    else expect(refusal?.code).toBe(access === "operator" ? "operator_only" : "account_not_found");
  });

  test.each(ENDPOINTS)("without scopes gets no further than its account at $method $path", ({ access }) => {
    const refusal = authorize(tokenOf("acme"), access, "acme");
    if (access === "operator") expect(refusal?.code).toBe("operator_only");
    else if (access.includes(":")) expect(refusal?.code).toBe("missing_scope");
    else expect(refusal).toBeNull();
  });

  test("that may write may read, and not the other way round", () => {
    expect(authorize(tokenOf("acme", "allowlist:write"), "allowlist:read", "acme")).toBeNull();
    expect(authorize(tokenOf("acme", "allowlist:read"), "allowlist:write", "acme")?.code).toBe("missing_scope");
  });
});
