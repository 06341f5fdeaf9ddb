import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect } from "vitest";
import { serve } from "../../src/app.ts";
import type { Session } from "../../src/storage/sessions/session-records.ts";
import { createBrowserJar } from "./browser-jar.ts";
import { type D1Fault, failingD1, records } from "./session-world.ts";
import { TRUSTED } from "./world.ts";

/** Somebody who is logged in to the product. */
export interface Login {
  readonly user: string;
  readonly company: string | null;
}

/** What the origin answers instead of its own. */
export interface Scripted {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly setCookie?: readonly string[];
  /** Values of Gatehouse-Signal, without `request`. */
  readonly signal?: string;
  readonly body?: string;
}

export const ATTRIBUTES = "; Path=/; HttpOnly; Secure; SameSite=Lax";
/** The product's profile in these tests. */
export const PROFILE = {
  SESSION_COOKIES: "sid remember crm_session !sid_hint spa:unbound",
  AUTHENTICATED_PATHS: "/dashboard /api/ /act",
  LOGIN_PATHS: "/login /switch /session",
  LOGOUT_PATHS: "/logout",
  API_PATHS: "/api/",
  PUBLIC_PATHS: "/public/",
  TOKEN_HEADERS: "Authorization X-Api-Key",
  ACCOUNT_RESOLVER: "",
  BIND_SESSIONS: "strict",
} as const;

/** A secret that no other text holds. */
export const secret = (): string => crypto.randomUUID().replaceAll("-", "");

/**
 * An origin that takes any secret it ever gave out, wherever it stands in a request and however it is spelled: what gets
 * past Gatehouse gets in. It ends no session of its own, so that whoever is out is out by Gatehouse. `namesUsers`: its
 * resolver names the user beside the account.
 */
export function createVault({ signals = false, rotates = false, namesUsers = true } = {}) {
  const issued = new Map<string, Login>();
  const reached: Request[] = [];
  const resolved: Request[] = [];
  const acted: string[] = [];
  let script: ((request: Request) => Scripted | Response | null | Promise<Scripted | Response | null>) | null = null;
  /** Waits of the origin, in milliseconds, so that D1 has answered before it. */
  let slowness = 0;

  const issue = (login: Login, value = secret()): string => {
    issued.set(value, login);
    return value;
  };

  /** Everybody whose secret arrived, in order of the request's own text. */
  function loginsIn(request: Request): readonly { readonly value: string; readonly login: Login }[] {
    const text = `${textOf(request)}\n${joinedParts(request)}`;
    return [...issued].filter(([value]) => text.includes(value)).map(([value, login]) => ({ value, login }));
  }

  const wordOf = ({ user, company }: Login): string =>
    `session; user="${user}"${company === null ? "" : `; account="${company}"`}`;

  function own(request: Request): Scripted {
    const { pathname, searchParams } = new URL(request.url);
    const isWrite = request.method === "POST";
    const [found] = loginsIn(request);
    if (pathname === "/login" && isWrite) {
      const login = { user: searchParams.get("user") ?? "ann", company: searchParams.get("company") };
      return {
        status: 302,
        headers: { Location: "/dashboard" },
        setCookie: [`sid=${issue(login)}${ATTRIBUTES}`],
        ...(signals ? { signal: wordOf(login) } : {}),
      };
    }
    if (pathname === "/logout" && isWrite)
      return { status: 302, headers: { Location: "/login" }, setCookie: [`sid=; Max-Age=0${ATTRIBUTES}`] };
    const isClosed = ["/dashboard", "/act"].includes(pathname) || pathname.startsWith("/api/");
    if (!isClosed) return { status: 200, body: "anyone" };
    if (found === undefined)
      return pathname.startsWith("/api/") ? { status: 401 } : { status: 302, headers: { Location: "/login" } };
    if (pathname === "/act") acted.push(found.value);
    return {
      status: 200,
      body: `hello ${found.login.user}`,
      ...(signals ? { signal: wordOf(found.login) } : {}),
      ...(rotates ? { setCookie: [`sid=${issue(found.login)}${ATTRIBUTES}`] } : {}),
    };
  }

  function resolve(request: Request): Response {
    resolved.push(request);
    const [found] = loginsIn(request);
    if (found === undefined) return new Response(null, { status: 401 });
    const { company, user } = found.login;
    return Response.json({ account: company, ...(namesUsers ? { user } : {}) });
  }

  return {
    credentialKey: crypto.randomUUID(),
    issued,
    issue,
    reached,
    resolved,
    acted,
    loginsIn,
    get last(): Request {
      const request = reached.at(-1);
      if (request === undefined) throw new Error("nothing reached the origin");
      return request;
    },
    answers(next: typeof script): void {
      script = next;
    },
    slowsBy(ms: number): void {
      slowness = ms;
    },
    fetch: async (request: Request): Promise<Response> => {
      if (slowness > 0) await scheduler.wait(slowness);
      if (new URL(request.url).pathname === "/whoami") return resolve(request);
      reached.push(request);
      const given = (await script?.(request)) ?? own(request);
      if (given instanceof Response) return given;
      const headers = new Headers(given.headers);
      for (const line of given.setCookie ?? []) headers.append("Set-Cookie", line);
      const id = request.headers.get("Gatehouse-Request-Id");
      if (given.signal !== undefined) {
        const signal = given.signal.split(",").map((each) => `${each}; request="${id}"`);
        headers.set("Gatehouse-Signal", signal.join(","));
      }
      const status = given.status ?? 200;
      return new Response([101, 204, 304].includes(status) ? null : (given.body ?? ""), { status, headers });
    },
  };
}

export type Vault = ReturnType<typeof createVault>;

/** URL and headers of a request, as they came and decoded once. */
export function textOf(request: Request): string {
  const headers = [...request.headers].filter(([name]) => !/^gatehouse-|^cf-/.test(name));
  const raw = `${request.url}\n${headers.map(([name, value]) => `${name}: ${value}`).join("\n")}`;
  return `${raw}\n${raw.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))}`;
}

/** Numbered cookies put together, as libraries do that split a long one: `sid.0`, `sid.1`; `sidC1`, `sidC2`. */
function joinedParts(request: Request): string {
  const joined = new Map<string, string>();
  for (const pair of (request.headers.get("Cookie") ?? "").split(";")) {
    const [, base = "", value = ""] = /^\s*(.+?)(?:\.|C)\d+=(.*)$/.exec(pair) ?? [];
    if (base !== "") joined.set(base, (joined.get(base) ?? "") + value.trim());
  }
  return [...joined.values()].join("\n");
}

const PIECE = 10;

/** No piece of a secret is in a request: neither it nor a part that a server could join. */
export function expectNoPieceOf(value: string, request: Request): void {
  const text = textOf(request);
  for (let at = 0; at + PIECE <= value.length; at++) expect(text).not.toContain(value.slice(at, at + PIECE));
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly from?: string;
  readonly body?: string;
}

/** An isolate of the Worker, with memory of its own, in front of the origin; for every host. */
export function createEdge(vault: Vault, vars: Readonly<Record<string, unknown>> = {}) {
  const d1 = failingD1();
  const { credentialKey: CREDENTIAL_KEY } = vault;
  const bindings = { ...env, DB: d1.db, ORIGIN: vault, CREDENTIAL_KEY, ...PROFILE, ...vars } as unknown as Env;
  return {
    d1: d1.state as { fault: D1Fault },
    sent: d1.counting.sent,
    get rowsRead() {
      return d1.counting.rowsRead;
    },
    async visit(url: string, { method = "GET", headers = {}, from = TRUSTED, body }: Sent = {}): Promise<Response> {
      const context = createExecutionContext();
      const all = { "CF-Connecting-IP": from, ...headers };
      const request = new Request(url, {
        method,
        headers: all,
        redirect: "manual",
        ...(body === undefined ? {} : { body }),
      });
      const response = await serve(request, bindings, context);
      await waitOnExecutionContext(context);
      return response;
    },
  };
}

export type Edge = ReturnType<typeof createEdge>;

export interface BrowserPlan {
  readonly host: string;
  readonly from?: string;
  readonly jar?: ReturnType<typeof createBrowserJar>;
}

/** A browser with a real jar, at whichever isolate the network leads it to. */
export function createBrowser(edge: Edge, { host, from = TRUSTED, jar = createBrowserJar() }: BrowserPlan) {
  const urlOf = (path: string): string =>
    path.startsWith("https:") || path.startsWith("http:") ? path : `https://${host}${path}`;
  const send = async (path: string, sent: Sent & { readonly at?: Edge; readonly site?: string } = {}) => {
    const url = urlOf(path);
    const cookie = jar.header(url, sent.site);
    const headers = { ...(cookie === null ? {} : { Cookie: cookie }), ...sent.headers };
    return (sent.at ?? edge).visit(url, { from, ...sent, headers });
  };
  return {
    jar,
    host,
    /** One request; what the answer sets is not kept, until the test says so. */
    send,
    /** One request; what its answer sets is kept. */
    async go(path: string, sent: Parameters<typeof send>[1] = {}): Promise<Response> {
      const response = await send(path, sent);
      jar.store(urlOf(path), response.headers.getSetCookie(), sent.site);
      return response;
    },
    keep: (path: string, response: Response): void => jar.store(urlOf(path), response.headers.getSetCookie()),
    header: (path = "/dashboard"): string => jar.header(urlOf(path)) ?? "",
    /** `name=value` of a cookie and of its seal, as they would be written into a header by hand. */
    pair(name = "sid"): {
      readonly text: string;
      readonly value: string;
      readonly seal: string;
      readonly sealName: string;
    } {
      const cookie = jar.find(name);
      const [seal] = jar.seals();
      if (cookie === undefined || seal === undefined) throw new Error(`no ${name} with a seal in the jar`);
      return {
        text: `${name}=${cookie.value}`,
        value: cookie.value,
        seal: `${seal.name}=${seal.value}`,
        sealName: seal.name,
      };
    },
  };
}

export type Browser = ReturnType<typeof createBrowser>;

/** Logs in and proves the session, so that it is on record. */
export async function logIn(browser: Browser, user = "ann", company?: string): Promise<void> {
  const query = company === undefined ? "" : `&company=${company}`;
  const answer = await browser.go(`/login?user=${user}${query}`, { method: "POST" });
  expect(answer.status).toBe(302);
  expect((await browser.go("/dashboard")).status).toBe(200);
}

/** Ends sessions as an administrator does, at another isolate: it holds here within 30 seconds. */
export const endThere = (account: string, which: Parameters<typeof records.end>[1]) =>
  records.end(account, which, {
    reason: "revoked",
    event: { actor: "operator", address: null, action: "session.revoked", detail: {} },
    now: Date.now(),
  });

export const activeSessions = (account: string): Promise<readonly Session[]> =>
  records.list(account, { state: "active", limit: 100 });

export const BOUND_SECONDS = 31;
