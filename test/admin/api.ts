import { env } from "cloudflare:workers";
import { expect } from "vitest";
import type { Attempts } from "../../src/access/attempts.ts";
import type { Scope } from "../../src/accounts/actor.ts";
import { parseAddress } from "../../src/address/entry/parse-address.ts";
import { serveAdmin } from "../../src/admin/app.ts";
import type { AdminDeps } from "../../src/admin/deps.ts";
import { ENDPOINTS } from "../../src/admin/endpoints.ts";
import { problemsOf } from "../../src/openapi/problems-of.ts";
import { isolateOf } from "../../src/wiring.ts";
import { setUpAccount } from "../support/set-up-account.ts";

export const OPERATOR_TOKEN = "operator-token-for-tests-0123456789abcdef";
export const API = "https://admin.example.com/.gatehouse/api/v1";
export const NOW = Date.UTC(2026, 10, 22, 12);

/** With the secrets that the configuration asks for. */
const ENV = { ...env, CREDENTIAL_KEY: "credential-key-for-tests-0123456789abcdef" };

const HERE = parseAddress("198.51.100.1");

/** Failures without a bound: tests of it have their own. */
const UNBOUNDED: Attempts = { secondsBlocked: () => 0, fail: async () => 0 };

/** What one call may use: the real stores, a clock that stands still. */
export function makeDeps(overrides: Partial<AdminDeps> = {}): AdminDeps {
  const isolate = isolateOf(ENV);
  if (!isolate.ok) throw new Error(JSON.stringify(isolate.error));
  return {
    ...isolate.value.stores,
    config: isolate.value.config,
    rememberEnded: () => {},
    currentSessions: async () => new Set(),
    now: () => NOW,
    address: HERE.ok ? HERE.value : null,
    isWorkerRequest: false,
    attempts: UNBOUNDED,
    noteAdmitted: () => {},
    region: { country: "DE", region: null, city: "Berlin" },
    origin: "https://admin.example.com",
    requestId: "request-1",
    waitUntil: () => {},
    sleep: () => Promise.resolve(),
    log: () => {},
    ...overrides,
  };
}

export interface CallOptions {
  /** A string goes as it is, anything else as JSON. */
  readonly body?: unknown;
  readonly type?: string;
  readonly token?: string | null;
  readonly ifMatch?: string | number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly deps?: Partial<AdminDeps>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: what it holds is what the tests are about
  readonly body: any;
}

/** A call of the API. Every answer is held against what the endpoint promises. */
export async function call(method: string, path: string, options: CallOptions = {}): Promise<Answer> {
  const headers = new Headers(options.headers);
  const token = options.token === undefined ? OPERATOR_TOKEN : options.token;
  if (token !== null) headers.set("Authorization", `Bearer ${token}`);
  if (options.ifMatch !== undefined) {
    headers.set("If-Match", typeof options.ifMatch === "number" ? `"${options.ifMatch}"` : options.ifMatch);
  }
  const init: RequestInit = { method, headers };
  if (options.body !== undefined) {
    init.body = typeof options.body === "string" ? options.body : JSON.stringify(options.body);
    headers.set("Content-Type", options.type ?? "application/json");
  }
  const response = await serveAdmin(new Request(`${API}${path}`, init), makeDeps(options.deps));
  // Not text(): it warns of media types that it does not know to be text.
  const text = new TextDecoder().decode(await response.arrayBuffer());
  const isJson = text !== "" && /json(?!l)/.test(response.headers.get("Content-Type") ?? "");
  const body = isJson ? JSON.parse(text) : null;
  holdToContract(method, path, response, body);
  return { status: response.status, headers: response.headers, text, body };
}

function holdToContract(method: string, path: string, response: Response, body: unknown): void {
  expect(response.headers.get("Cache-Control")).toBe("no-store");
  expect(response.headers.get("X-Content-Type-Options")).toBe("nosniff");
  expect(response.headers.get("Gatehouse-Request-Id")).toBe("request-1");
  const endpoint = endpointOf(method, path);
  if (response.status >= 400 && response.headers.get("Content-Type") !== "application/json") {
    expect(response.headers.get("Content-Type")).toBe("application/problem+json");
    expect(body).toMatchObject({ status: response.status, request_id: "request-1" });
    const { code } = body as { readonly code: string };
    expect(body).toMatchObject({
      type: `urn:gatehouse:problem:${code}`,
      title: expect.any(String),
      detail: expect.any(String),
    });
    if (endpoint !== undefined) expect(problemsOf(endpoint), `${method} ${path}`).toContain(code);
    return;
  }
  const promised = endpoint?.responses[response.status];
  const schema = promised?.schema;
  expect(response.headers.has("ETag"), `the ETag of ${method} ${path}`).toBe(promised?.etag ?? false);
  if (body !== null) expect(schema?.parse(body), `the answer of ${method} ${path}`).toEqual(body);
}

export function endpointOf(method: string, path: string) {
  const [bare = ""] = path.split("?");
  return ENDPOINTS.find(
    (endpoint) =>
      endpoint.method === method.toLowerCase() &&
      new RegExp(`^${endpoint.path.replaceAll(/\{\w+\}/g, "[^/]+")}$`).test(bare),
  );
}

/** A new account with these entries, in this mode; its list's path and its revision. */
export async function makeAccount(
  plan: { readonly mode?: string; readonly entries?: readonly unknown[] } = {},
): Promise<{ readonly id: string; readonly path: string; readonly list: string; readonly revision: number }> {
  const id = `acme-${crypto.randomUUID()}`;
  const path = `/accounts/${id}`;
  const items = plan.entries?.map((entry) => (typeof entry === "string" ? { value: entry } : entry));
  // An entry that is to have expired by now was added before.
  const ends = (items ?? []).flatMap((item) => Date.parse((item as { expires_at?: string }).expires_at ?? "") || []);
  const since = Math.min(NOW, ...ends.map((end) => end - 1000));
  const { body } = await setUpAccount(callAsOperator({ now: () => since }), {
    id,
    name: "Acme",
    ...(items === undefined ? {} : { list: { items } }),
    ...(plan.mode === undefined ? {} : { mode: plan.mode }),
  });
  return { id, path, list: `${path}/allowlist`, revision: body.revision };
}

const callAsOperator =
  (deps: Partial<AdminDeps>) =>
  async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const answer = await call(method, path, { body, deps });
    expect(answer.status, `${method} ${path}: ${answer.text}`).toBeLessThan(300);
    return answer;
  };

/** A new token of the account, made by the operator. */
export async function makeToken(
  account: string,
  scopes: readonly Scope[],
  expiresAt: Date | null = null,
): Promise<{ readonly id: string; readonly token: string }> {
  const body = { name: "CI", scopes, expires_at: expiresAt?.toISOString() ?? null };
  const made = await call("POST", `/accounts/${account}/tokens`, { body });
  expect(made.status).toBe(201);
  return made.body;
}

/** Everything that a change could have touched, to say that a refused one touched nothing. */
export async function stateOf(path: string): Promise<unknown> {
  const [account, policy, list, hosts, tokens] = await Promise.all([
    call("GET", path),
    call("GET", `${path}/policy`),
    call("GET", `${path}/allowlist?limit=1000`),
    call("GET", `${path}/hosts`),
    call("GET", `${path}/tokens`),
  ]);
  return [account.body, policy.body, list.body, hosts.body, withoutUse(tokens.body.items)];
}

/** That a token was used is noted whatever it was used for. */
const withoutUse = (tokens: readonly { readonly id: string }[]): unknown => tokens.map(({ id }) => id);
