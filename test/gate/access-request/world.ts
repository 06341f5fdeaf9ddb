import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { serve } from "../../../src/app.ts";
import { createAccessRequests } from "../../../src/storage/visits/access-requests.ts";
import { random } from "../../support/storage.ts";
import { type AccountPlan, makeAccount, UNTRUSTED } from "../../support/world.ts";

export const PATH = "/.gatehouse/access-request";
export const requests = createAccessRequests(env.DB, random);

/** What a browser sends when a person submits a form of this very host. */
const BROWSER = {
  Accept: "text/html,application/xhtml+xml,*/*;q=0.8",
  "Sec-Fetch-Mode": "navigate",
  "Sec-Fetch-Dest": "document",
  "Sec-Fetch-Site": "same-origin",
  "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0",
};

export interface Sent {
  readonly status: number;
  readonly headers: Headers;
  readonly page: string;
}

export interface SendOptions {
  readonly method?: string;
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: BodyInit;
  /** Bindings other than the real ones. */
  readonly bindings?: Partial<Env>;
}

/** Sends requests, each to a new isolate: its first denial is written at once, and nothing is known from the one before. */
export function createIsolate(bindings: Partial<Env> = {}) {
  return async (
    url: string,
    { method = "GET", from = UNTRUSTED, headers = {}, body }: SendOptions = {},
  ): Promise<Sent> => {
    const context = createExecutionContext();
    const request = new Request(url, {
      method,
      headers: { ...BROWSER, "CF-Connecting-IP": from, ...headers },
      redirect: "manual",
      cf: { country: "DE", city: "Berlin" },
      ...(body === undefined ? {} : { body }),
    });
    const response = await serve(request, { ...env, ...bindings } as Env, context);
    const page = await response.text();
    await waitOnExecutionContext(context);
    return { status: response.status, headers: response.headers, page };
  };
}

/** Without a bound: the tests of the bound have their own. */
const UNLIMITED = { ATTEMPTS: { limit: async () => ({ success: true }) } as unknown as RateLimit };

/** The token of the form on a page; null: it has none. */
export const tokenOf = (page: string): string | null => /name="token" value="([^"]+)"/.exec(page)?.[1] ?? null;

export const fieldsOf = (
  fields: Readonly<Record<string, string>>,
): Pick<SendOptions, "method" | "headers" | "body"> => ({
  method: "POST",
  headers: { "Content-Type": "application/x-www-form-urlencoded" },
  body: new URLSearchParams(fields).toString(),
});

/** An account that takes requests, and a visitor who is refused by it. */
export async function aDeskWith(plan: AccountPlan = {}, bindings: Partial<Env> = {}) {
  const { id, host } = await makeAccount({ accessRequests: true, ...plan });
  const send = createIsolate({ ...UNLIMITED, ...bindings });
  const at = (path: string): string => `https://${host}${path}`;
  const formFor = async (from = UNTRUSTED): Promise<string> =>
    tokenOf((await send(at("/dashboard"), { from })).page) ?? "";
  return {
    id,
    host,
    send,
    at,
    formFor,
    ask: async (fields: Readonly<Record<string, string>> = {}, options: SendOptions = {}): Promise<Sent> => {
      const token = fields.token ?? (await formFor(options.from));
      const form = fieldsOf({ name: "Ann", reason: "", ...fields, token });
      return send(at(PATH), { ...form, ...options, headers: { ...form.headers, ...options.headers } });
    },
    all: () => requests.list(id, { after: null, limit: 1_000 }, Date.now()),
  };
}
