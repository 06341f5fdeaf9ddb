import { env } from "cloudflare:workers";
import { afterEach, beforeEach, vi } from "vitest";
import type { Session } from "../../../src/storage/sessions/session-records.ts";
import {
  type Answer,
  captureLog,
  createIsolate,
  createProduct,
  forgetKeys,
  freezeTime,
  records,
  type VisitPlan,
} from "../../support/session-world.ts";
import { makeAccount } from "../../support/world.ts";

export type Isolate = ReturnType<typeof createIsolate>;
export type Product = ReturnType<typeof createProduct>;

/** What every product here is: two cookies that log in by themselves, and steps of a login. */
export const PROFILE = {
  BIND_SESSIONS: "strict",
  SESSION_COOKIES: "sid remember !sid_hint",
  AUTHENTICATED_PATHS: "/dashboard /api/",
  LOGIN_PATHS: "/login /switch /session",
  LOGOUT_PATHS: "/logout",
  TOKEN_HEADERS: "Authorization X-Api-Key",
  API_PATHS: "/api/",
  PUBLIC_PATHS: "/webhooks/",
};

export let account = "";
export let host = "";
export let product: Product = createProduct();
export let gate: Isolate = createIsolate("", product);
export let logged: ReturnType<typeof captureLog> = [];

/** Each test begins with an account of its own, and an isolate in front of a product that answers what the test says. */
export function eachWithAccount(vars: Readonly<Record<string, unknown>> = {}): void {
  beforeEach(async () => {
    freezeTime();
    await forgetKeys();
    logged = captureLog();
    ({ id: account, host } = await makeAccount({ mode: "off" }));
    product = createProduct();
    gate = isolate(vars);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });
}

export const isolate = (vars: Readonly<Record<string, unknown>> = {}, on = host): Isolate =>
  createIsolate(on, product, { ...PROFILE, ...vars });

/** Name and value of each cookie, as a browser holds them for one host. */
export type Jar = Map<string, string>;

const SECURE = "Path=/; HttpOnly; Secure; SameSite=Lax";

export const setCookie = (name: string, value: string, attributes = SECURE): string =>
  `${name}=${value}; ${attributes}`;

export const headerOf = (jar: Jar): string => [...jar].map(([name, value]) => `${name}=${value}`).join("; ");

export function keep(jar: Jar, response: Response): void {
  for (const line of response.headers.getSetCookie()) {
    const [pair = "", ...attributes] = line.split(";");
    const equals = pair.indexOf("=");
    const name = pair.slice(0, equals).trim();
    const value = pair.slice(equals + 1).trim();
    if (value === "" || attributes.some((one) => /^\s*max-age=(?:0|-)/i.test(one))) jar.delete(name);
    else jar.set(name, value);
  }
}

/** One request with the jar's cookies; the product answers `answer` where it is given, and the jar keeps what is set. */
export async function send(
  jar: Jar,
  path: string,
  { answer, at = gate, ...plan }: VisitPlan & { readonly answer?: Answer; readonly at?: Isolate } = {},
): Promise<Response> {
  product.answers(answer === undefined ? () => ({ status: 200 }) : () => answer);
  const cookies = headerOf(jar);
  const response = await at.visit(path, { ...plan, ...(cookies === "" ? {} : { cookies }) });
  keep(jar, response);
  return response;
}

/** A browser that logged in: the product set `sid`, and a page that only a login gets has proven it. */
export async function logIn(value: string, more: Answer = {}, at = gate): Promise<Jar> {
  const jar: Jar = new Map([["theme", "dark"]]);
  const lines = [setCookie("sid", value), ...(more.setCookie ?? [])];
  await send(jar, "/login", { method: "POST", answer: { status: 302, ...more, setCookie: lines }, at });
  await send(jar, "/dashboard", { at });
  return jar;
}

/** The Cookie header that the product got with the last request. */
export const received = (): string | null => product.last.headers.get("Cookie");

export const visitWith = async (cookies: string | null, path = "/dashboard", at = gate): Promise<string | null> => {
  product.answers(() => ({ status: 200 }));
  await at.visit(path, cookies === null ? {} : { cookies });
  return received();
};

/** The seal of `sid`: the first that the jar got. */
export const sealName = (jar: Jar): string =>
  [...jar.keys()].find((name) => name.includes("gth1-") && !name.endsWith("seen")) ?? "";

export const sessions = (state: "active" | "ended" = "active"): Promise<readonly Session[]> =>
  records.list(account, { state, limit: 100 });

/** As an administrator ends it, in another isolate; half a minute later it holds everywhere. */
export async function endAll(wait = true): Promise<void> {
  await records.end(account, { all: true }, ENDING());
  if (wait) vi.setSystemTime(Date.now() + 31_000);
}

export const endSession = (id: string) => records.end(account, { session: id }, ENDING());

const ENDING = () => ({
  reason: "revoked" as const,
  event: { actor: "operator", address: null, action: "session.revoked", detail: {} },
  now: Date.now(),
});

export const endedRows = async (): Promise<number> =>
  (await env.DB.prepare("SELECT count(*) AS n FROM ended").first<{ n: number }>())?.n ?? 0;
