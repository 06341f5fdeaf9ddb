import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import worker from "../../src/index.ts";
import { countingD1 } from "../support/counting-d1.ts";
import { createDevice, type Seen, type Send } from "../support/device.ts";
import { TRUSTED } from "../support/world.ts";

export const BASE = "/.gatehouse";

/** The name of the cookie of a login to this account. */
export const cookieName = (account: string): string => `__Host-gatehouse-${account}`;

/** Pages that belong to no account. */
const COMMON = /^\/(?:login|enter|assets|a)(?:[/?]|$)/;

export interface VisitorPlan {
  /** The id of the account whose console the paths of `open` and `submit` are in; absent: the first that is entered. */
  readonly account?: string;
  readonly from?: string;
  /** The product's id of the person, and the session that the person comes with. */
  readonly user?: string;
  readonly session?: string;
  readonly language?: string;
  readonly vars?: Readonly<Record<string, unknown>>;
}

export interface Painted extends Seen {
  /** D1 queries of the last request, the visitor's own admission among them. */
  readonly queries: number;
}

/** The most queries that a page may take. */
const MAX_QUERIES = 3;

/** A person in the console of an account, through the Worker's own entry, without script. */
export function createVisitor(host: string, { account, from = TRUSTED, language = "en", vars = {} }: VisitorPlan = {}) {
  let home = account === undefined ? "" : `/a/${account}`;
  const at = (path: string): string => BASE + (COMMON.test(path) ? path : home + path);
  const counting = countingD1(env.DB);
  const bindings = { ...env, DB: counting.db, ...vars } as unknown as Env;
  let queries = 0;

  const send: Send = async (path, { method, headers, body }) => {
    const context = createExecutionContext();
    const before = counting.sent.length;
    const request = new Request(`https://${host}${path}`, {
      method,
      headers: { "CF-Connecting-IP": from, ...headers },
      body,
      redirect: "manual",
    });
    const response = await worker.fetch(request, bindings, context);
    const isRedirect = response.status >= 300 && response.status < 400;
    // Not text(): it warns of media types that it does not know to be text.
    const text = isRedirect ? null : new TextDecoder().decode(await response.arrayBuffer());
    queries = counting.sent.length - before;
    await waitOnExecutionContext(context);
    return new Response(text, response);
  };
  const device = createDevice(send, { "Accept-Language": language, "Sec-Fetch-Site": "same-origin" });
  let csrf = "";
  const seen = (page: Seen): Painted => {
    csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? csrf;
    const path = page.path.slice(BASE.length);
    if (home === "") home = /^\/a\/[a-z0-9-]+(?=\/)/.exec(path)?.[0] ?? "";
    const isOwn = home !== "" && path.startsWith(`${home}/`);
    return { ...page, path: isOwn ? path.slice(home.length) : path, queries };
  };
  return {
    device,
    async open(path: string): Promise<Painted> {
      const page = seen(await device.open(at(path)));
      expect(page.queries, `queries of ${path}`).toBeLessThanOrEqual(MAX_QUERIES);
      return page;
    },
    /** Sends a form of the page that was seen last. */
    submit: async (path: string, fields: Readonly<Record<string, string>> = {}): Promise<Painted> =>
      seen(await device.submit(at(path), { account: home.slice("/a/".length), csrf, ...fields })),
    /** A call of the API in the same isolate, as the operator makes it or by the token that is given. */
    async api(method: string, path: string, body?: object, token = env.OPERATOR_TOKEN) {
      const headers = { Authorization: `Bearer ${token}`, "Content-Type": "application/json" };
      const response = await send(`${BASE}/api/v1${path}`, {
        method,
        headers,
        body: body === undefined ? null : JSON.stringify(body),
      });
      // biome-ignore lint/suspicious/noExplicitAny: what it holds is what the tests are about
      return { status: response.status, body: (await response.json()) as any };
    },
  };
}

export type Visitor = ReturnType<typeof createVisitor>;

/** The same, come in by a link that the product made. */
export async function enterConsole(
  account: { readonly id: string; readonly host: string },
  plan: VisitorPlan = {},
): Promise<Visitor> {
  const visitor = createVisitor(account.host, { ...plan, account: account.id });
  const { user = null, session = null } = plan;
  const { body } = await visitor.api("POST", `/accounts/${account.id}/console-links`, {
    actor_name: "Ann Admin",
    user,
    session,
  });
  const { status } = await visitor.submit(new URL(body.url).pathname.slice(BASE.length));
  expect(status).toBe(200);
  return visitor;
}

/** The same, come in by an account token that has these rights alone. */
export async function enterWithToken(
  account: { readonly id: string; readonly host: string },
  scopes: readonly string[],
): Promise<Visitor> {
  const visitor = createVisitor(account.host, { account: account.id });
  const { body } = await visitor.api("POST", `/accounts/${account.id}/tokens`, { name: "Reader", scopes });
  const { status } = await visitor.submit("/login", { token: body.token });
  expect(status).toBe(200);
  return visitor;
}

/** A page's text as a person reads it, without tags and with single blanks. */
export const readable = (html: string): string =>
  html
    .replace(/<(script|style|head)\b.*?<\/\1>/gs, "")
    .replace(/<[^>]+>/g, " ")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&")
    .replace(/\s+/g, " ");

/** The rows of a page's table, each as a person reads it. */
export const rowsOf = (html: string): readonly string[] =>
  [...html.matchAll(/<tr[^>]*>.*?<\/tr>/gs)].slice(1).map(([row]) => readable(row).trim());
