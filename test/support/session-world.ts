import { createExecutionContext, waitOnExecutionContext } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import { serve } from "../../src/app.ts";
import { createSessions } from "../../src/storage/sessions/sessions.ts";
import { countingD1 } from "./counting-d1.ts";
import { TRUSTED } from "./world.ts";

export const COOKIE = "crm_session";

export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Values of the Gatehouse-Signal header, without `request`, which is echoed as it should be. */
  readonly signal?: string;
  readonly setCookie?: readonly string[];
  readonly body?: string;
}

/**
 * An origin with just enough of a product: logins are values of a Set, and none of them is ever closed by it, so that
 * whoever is out is out by Gatehouse. What it answers beyond that is the test's.
 */
export function createProduct() {
  const live = new Set<string>();
  const reached: Request[] = [];
  let override: ((request: Request) => Answer | Response | null) | null = null;

  const cookieOf = (request: Request): string | null =>
    new RegExp(`(?:^|; *)${COOKIE}=([^;]*)`).exec(request.headers.get("Cookie") ?? "")?.[1] ?? null;
  const tokenOf = (request: Request): string | null =>
    /^Bearer (.+)$/.exec(request.headers.get("Authorization") ?? "")?.[1] ?? null;
  const isLive = (value: string | null): boolean => value !== null && live.has(value);

  function answer(request: Request): Answer | Response {
    const own = override?.(request) ?? null;
    if (own !== null) return own;
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/api/"))
      return { status: isLive(cookieOf(request)) || isLive(tokenOf(request)) ? 200 : 401 };
    if (pathname !== "/dashboard") return { status: 200, body: "public" };
    return isLive(cookieOf(request))
      ? { status: 200, body: "dashboard" }
      : { status: 302, headers: { Location: "/login" } };
  }

  return {
    /** Its own: tests share their D1, and the same value of another test is another credential. */
    credentialKey: crypto.randomUUID(),
    live,
    reached,
    /** The last request that came. */
    get last(): Request {
      const request = reached.at(-1);
      if (request === undefined) throw new Error("nothing reached the product");
      return request;
    },
    /** Answers other than the product's own, until it is called again; null from it: the product's own. */
    answers(next: ((request: Request) => Answer | Response | null) | null): void {
      override = next;
    },
    fetch: async (request: Request): Promise<Response> => {
      reached.push(request);
      const given = answer(request);
      if (given instanceof Response) return given;
      const headers = new Headers(given.headers);
      for (const cookie of given.setCookie ?? []) headers.append("Set-Cookie", cookie);
      const id = request.headers.get("Gatehouse-Request-Id");
      if (given.signal !== undefined) {
        headers.set(
          "Gatehouse-Signal",
          given.signal
            .split(",")
            .map((signal) => `${signal}; request="${id}"`)
            .join(","),
        );
      }
      const status = given.status ?? 200;
      return new Response([101, 204, 304].includes(status) ? null : (given.body ?? ""), { status, headers });
    },
  };
}

export type Product = ReturnType<typeof createProduct>;
export type D1Fault = "throws" | "hangs" | null;

/** D1 that fails when the test says so, and counts what it is asked. */
export function failingD1() {
  const counting = countingD1(env.DB);
  const state = { fault: null as D1Fault };
  const run = <T>(work: () => Promise<T>): Promise<T> => {
    if (state.fault === "throws") return Promise.reject(new Error("D1_ERROR: Network connection lost"));
    return state.fault === "hangs" ? new Promise(() => {}) : work();
  };
  const real = new WeakMap<object, D1PreparedStatement>();
  const wrap = (statement: D1PreparedStatement): D1PreparedStatement => {
    const wrapped = new Proxy(statement, {
      get(target, property) {
        if (property === "bind") return (...values: unknown[]) => wrap(target.bind(...values));
        const method = Reflect.get(target, property) as (...args: unknown[]) => Promise<unknown>;
        return (...args: unknown[]) => run(() => method.apply(target, args));
      },
    });
    real.set(wrapped, statement);
    return wrapped;
  };
  const db = {
    prepare: (sql: string) => wrap(counting.db.prepare(sql)),
    batch: (statements: D1PreparedStatement[]) =>
      run(() => counting.db.batch(statements.map((statement) => real.get(statement) ?? statement))),
  } as unknown as D1Database;
  return { db, state, counting };
}

export interface VisitPlan {
  readonly cookie?: string | null;
  /** The whole Cookie header. */
  readonly cookies?: string;
  readonly token?: string;
  readonly method?: string;
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** An isolate of the Worker in front of the product, with bindings and memory of its own. */
export function createIsolate(host: string, product: Product, vars: Readonly<Record<string, unknown>> = {}) {
  const d1 = failingD1();
  const { credentialKey: CREDENTIAL_KEY } = product;
  const bindings = {
    ...env,
    DB: d1.db,
    ORIGIN: product,
    CREDENTIAL_KEY,
    BIND_SESSIONS: "off",
    ...vars,
  } as unknown as Env;
  let after = 0;

  async function visit(path: string, plan: VisitPlan = {}): Promise<Response> {
    const headers = new Headers({ "CF-Connecting-IP": plan.from ?? TRUSTED, ...plan.headers });
    const cookies = plan.cookies ?? (plan.cookie == null ? null : `theme=dark; ${COOKIE}=${plan.cookie}`);
    if (cookies !== null) headers.set("Cookie", cookies);
    if (plan.token !== undefined) headers.set("Authorization", `Bearer ${plan.token}`);
    const context = createExecutionContext();
    const counted = {
      waitUntil(work: Promise<unknown>) {
        after += 1;
        context.waitUntil(work);
      },
    };
    const request = new Request(`https://${host}${path}`, {
      method: plan.method ?? "GET",
      headers,
      redirect: "manual",
    });
    const response = await serve(request, bindings, counted as unknown as ExecutionContext);
    await waitOnExecutionContext(context);
    return response;
  }

  return {
    visit,
    d1: d1.state,
    /** SQL of every statement that this isolate sent. */
    sent: d1.counting.sent,
    get afterResponses() {
      return after;
    },
  };
}

/** D1 as an administrator's call in another isolate sees it. */
export const records = createSessions(env.DB, (count) => crypto.getRandomValues(new Uint8Array(count)));

/** Tests share their D1, and each has a key of its own: those of the others were never in use. */
export const forgetKeys = () => env.DB.prepare("DELETE FROM credential_keys").run();

/** Real milliseconds that a wait of the Worker's own takes, and one that the end of some work ends: a limit of time. */
const WAIT_MS = 20;
const LIMIT_MS = 200;

/**
 * Time is the test's: waits of the Worker's own end at once, dates move by hand. A limit of time is not reached by work
 * that is slow because the machine is busy.
 */
export function freezeTime(now = Date.now()): void {
  vi.useFakeTimers({ toFake: ["Date"], now });
  const wait = scheduler.wait.bind(scheduler);
  vi.spyOn(scheduler, "wait").mockImplementation((ms, options) =>
    wait(Math.min(ms, options?.signal === undefined ? WAIT_MS : LIMIT_MS), options),
  );
}

export function travel(seconds: number): void {
  vi.setSystemTime(Date.now() + seconds * 1000);
}

/** Everything that is logged from now on, as records. */
export function captureLog(): { readonly event: string; readonly [field: string]: unknown }[] {
  const lines: { readonly event: string }[] = [];
  for (const level of ["info", "warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((line: string) => void lines.push(JSON.parse(line)));
  }
  return lines;
}
