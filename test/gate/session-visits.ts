import { afterEach, beforeEach, expect, vi } from "vitest";
import type { Session } from "../../src/storage/sessions/session-records.ts";
import {
  captureLog,
  createIsolate,
  createProduct,
  forgetKeys,
  freezeTime,
  type Product,
  records,
} from "../support/session-world.ts";
import { makeAccount } from "../support/world.ts";

/** What every test here begins with: an account whose list is off, a product in front of which one isolate stands. */
export let account = "";
export let host = "";
export let product: Product = createProduct();
export let isolate = createIsolate("", product);
export let logged: ReturnType<typeof captureLog> = [];

beforeEach(async () => {
  freezeTime();
  await forgetKeys();
  logged = captureLog();
  ({ id: account, host } = await makeAccount({ mode: "off" }));
  product = createProduct();
  isolate = createIsolate(host, product);
});

afterEach(() => {
  // No credential of any test stands in any log.
  expect(JSON.stringify(logged)).not.toMatch(/secret-[a-z]/);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

export const sessionsOf = (query: { state?: "active" | "ended" } = {}): Promise<readonly Session[]> =>
  records.list(account, { ...query, limit: 100 });

export async function onlySession(): Promise<Session> {
  const [session, ...others] = await sessionsOf();
  if (session === undefined || others.length > 0) throw new Error(`${others.length + (session ? 1 : 0)} sessions`);
  return session;
}

/** A session of this cookie on record, by a visit that proves it. */
export async function logIn(value: string, signal?: string): Promise<string> {
  product.live.add(value);
  product.answers(signal === undefined ? null : (request) => (isDashboard(request) ? { signal } : null));
  const answer = await isolate.visit("/dashboard", { cookie: value });
  expect(answer.status).toBe(200);
  product.answers(null);
  const before = product.reached.length;
  await isolate.visit("/dashboard", { cookie: value });
  expect(product.reached.length).toBe(before + 1);
  return product.last.headers.get("Gatehouse-Session") ?? "";
}

export const isDashboard = (request: Request): boolean => new URL(request.url).pathname === "/dashboard";
export const events = (event: string) => logged.filter((record) => record.event === event);
export const endBy = (which: Parameters<typeof records.end>[1]) =>
  records.end(account, which, {
    reason: "revoked",
    event: { actor: "operator", address: null, action: "session.revoked", detail: {} },
    now: Date.now(),
  });
