import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { setUpAccount } from "../support/set-up-account.ts";
import { type CountedBindings, createCountedBindings } from "./counted-bindings.ts";
import { CREDENTIAL_KEY } from "./sealed.ts";
import { createVirtualClock, type VirtualClock } from "./virtual-clock.ts";
import { applyMigrations, bundleGatehouse, type Running } from "./workerd.ts";

const OPERATOR_TOKEN = "operator-token-for-the-bench-0123456789";
const START_MS = Date.UTC(2026, 10, 22);

export interface Worker {
  fetch(request: Request, env: object, context: object): Promise<Response>;
  scheduled(controller: object, env: object, context: object): Promise<void>;
}

/** The Worker in this process, its bindings, and the clock that it goes by. */
export interface World {
  readonly worker: Worker;
  readonly bindings: CountedBindings;
  readonly clock: VirtualClock;
}

/** What follows a response is not lost here: the clock waits for it. */
export const CONTEXT = { waitUntil: () => {} };

export const hostOf = (account: number): string => `app${account}.example.com`;
/** An address that the account's list has. */
export const addressOf = (account: number, person: number): string => `10.${account}.${person % ENTRIES_AN_ACCOUNT}.7`;

const ENTRIES_AN_ACCOUNT = 50;

/** @param d1 a process whose D1 counts rows. From here on `Date.now()` is the world's clock and the Worker's log is silent. */
export async function createWorld({ miniflare }: Running, accounts: number): Promise<World> {
  await applyMigrations(miniflare);
  const bindings = createCountedBindings(await miniflare.getD1Database("DB", "worker-0"));
  const clock = createVirtualClock(START_MS, bindings.settle);
  Date.now = clock.now;
  Object.assign(globalThis, { scheduler: { wait: clock.wait } });
  // Constant time is workerd's own; here nobody listens.
  Object.assign(crypto.subtle, {
    timingSafeEqual: (a: ArrayBuffer, b: ArrayBuffer) => Buffer.from(a).equals(Buffer.from(b)),
  });
  const world = { worker: await loadWorker(), bindings, clock };
  const env = createEnv(bindings);
  for (let account = 0; account < accounts; account++) await makeAccount(world, env, account);
  return world;
}

async function loadWorker(): Promise<Worker> {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-cost-"));
  try {
    const file = join(folder, "worker.mjs");
    writeFileSync(file, bundleGatehouse({ platform: "node", conditions: ["worker"] }));
    const module: { default: Worker } = await import(pathToFileURL(file).href);
    return module.default;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A new isolate's: the Worker keeps what it knows by its env. */
export function createEnv({ LISTS, DB }: CountedBindings): object {
  return {
    LISTS,
    DB,
    ATTEMPTS: { limit: async () => ({ success: true }) },
    ORIGIN: { fetch: async () => new Response("ok") },
    OPERATOR_TOKEN,
    CREDENTIAL_KEY,
    API_PATHS: "/api/",
    SESSION_COOKIES: "sid",
    AUTHENTICATED_PATHS: "/dashboard",
  };
}

/** Asks the admin API as the operator; an answer that is no success is an error. */
export async function callApi(
  { worker }: World,
  env: object,
  method: string,
  path: string,
  body?: string,
  type = "application/json",
): Promise<Readonly<Record<string, unknown>>> {
  const url = `https://gatehouse.example.com/.gatehouse/api/v1/accounts${path}`;
  const headers = { Authorization: `Bearer ${OPERATOR_TOKEN}`, "Content-Type": type };
  const request = new Request(url, { method, headers, ...(body === undefined ? {} : { body }) });
  const answer = await worker.fetch(request, env, CONTEXT);
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return JSON.parse(await answer.text());
}

async function makeAccount(world: World, env: object, account: number): Promise<void> {
  const list = Array.from({ length: ENTRIES_AN_ACCOUNT }, (_, i) => `10.${account}.${i}.0/25`).join("\n");
  const call = (method: string, path: string, body?: unknown) => {
    const text = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
    const type = typeof body === "string" ? "text/plain" : "application/json";
    return callApi(world, env, method, path.slice("/accounts".length), text, type);
  };
  const set = { id: `a${account}`, name: "An account", host: hostOf(account), list, mode: "enforce" };
  await setUpAccount(call, set);
}
