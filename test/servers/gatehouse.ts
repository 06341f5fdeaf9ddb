import { fileURLToPath } from "node:url";
import { readD1Migrations } from "@cloudflare/vitest-pool-workers";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as readWorkerOptions } from "wrangler";
import { type CallApi, createApi } from "../start/admin-api.ts";
import { bundleWorker } from "../support/node/bundle.ts";
import { setUpAccount } from "../support/set-up-account.ts";
import { API_PATHS, PUBLIC_PATHS } from "./path-corpus.ts";

export const TRUSTED = "49.14.176.91";
export const UNTRUSTED = "203.0.113.9";
export const HOST = "app.example.com";

const CONFIG = fileURLToPath(new URL("../../wrangler.toml", import.meta.url));
const MIGRATIONS = fileURLToPath(new URL("../../src/storage/migrations", import.meta.url));
export const SECRETS = {
  OPERATOR_TOKEN: "operator-token-for-tests-0123456789abcdef",
  CREDENTIAL_KEY: "credential-key-for-tests-0123456789abcdef",
};

export interface Gatehouse {
  /** The loopback port of the Gatehouse that stands in front of this origin. */
  readonly portFor: (origin: string) => number;
  /** The API, as the operator calls it, at the Gatehouse in front of this origin. */
  readonly apiFor: (origin: string) => CallApi;
  /** Everything that was logged so far, as records. */
  readonly log: readonly LogLine[];
  readonly close: () => Promise<void>;
}

export interface LogLine {
  readonly event: string;
  readonly [field: string]: unknown;
}

/** The vars of the product's profile that are not the same for all origins. */
export type VarsFor = (origin: string) => Readonly<Record<string, string>>;

/**
 * The Worker in real workerd, once in front of each origin, all with the same KV and D1: one account, enforced, with
 * the one trusted address. Each has a socket of its own that leads straight to it: nothing of the local tools stands
 * between and rewrites a request.
 */
export async function startGatehouse(
  origins: ReadonlyMap<string, number>,
  varsFor: VarsFor = () => ({}),
): Promise<Gatehouse> {
  const { main, workerOptions } = readWorkerOptions(CONFIG);
  if (main === undefined) throw new Error(`${CONFIG} names no main`);
  const script = bundleWorker(main);
  const log: LogLine[] = [];
  const server = new Miniflare(
    convertV4MiniflareOptions({
      workers: [...origins].map(([name, port]) => ({
        ...workerOptions,
        name,
        modules: [{ type: "ESModule" as const, path: "index.js", contents: script }],
        bindings: {
          ...SECRETS,
          API_PATHS,
          PUBLIC_PATHS,
          ORIGIN_URL: `http://127.0.0.1:${port}`,
          ...varsFor(name),
        },
        kvNamespaces: { LISTS: "lists" },
        d1Databases: { DB: "gatehouse" },
        unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
      })),
      // Kept, not printed: a visit that is turned away is logged, and in some tests that is nearly each one.
      handleStructuredLogs: ({ message }) => {
        if (message.startsWith("{")) log.push(JSON.parse(message));
      },
    }),
  );
  const ports = new Map<string, number>();
  for (const name of origins.keys()) ports.set(name, Number((await server.unsafeGetDirectURL(name)).port));
  const portFor = (origin: string): number => {
    const port = ports.get(origin);
    if (port === undefined) throw new Error(`no Gatehouse in front of ${origin}`);
    return port;
  };

  const [first] = origins.keys();
  if (first === undefined) throw new Error("no origins");
  const db = await server.getD1Database("DB", first);
  for (const { queries } of await readD1Migrations(MIGRATIONS)) {
    for (const query of queries) await db.prepare(query).run();
  }
  const apiFor = (origin: string): CallApi =>
    createApi(`http://127.0.0.1:${portFor(origin)}/.gatehouse/api/v1`, SECRETS.OPERATOR_TOKEN);
  await makeAccount(apiFor(first), "acme", HOST);
  return { portFor, apiFor, log, close: () => server.dispose() };
}

/** An account with this one host, enforced, with the one trusted address. */
export async function makeAccount(call: CallApi, account: string, host: string): Promise<void> {
  const callOrThrow = async (method: string, path: string, body?: string | object): Promise<void> => {
    const { status, text } = await call(method, path, body);
    if (status < 200 || status > 299) throw new Error(`${method} ${path}: ${status} ${text}`);
  };
  await setUpAccount(callOrThrow, { id: account, host, list: TRUSTED, mode: "enforce" });
}
