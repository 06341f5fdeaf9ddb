import { fileURLToPath } from "node:url";
import { readD1Migrations } from "@cloudflare/vitest-pool-workers";
import { buildSync } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as readWorkerOptions } from "wrangler";
import { createApi } from "../start/admin-api.ts";
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
  readonly close: () => Promise<void>;
}

/**
 * The Worker in real workerd, once in front of each origin, all with the same KV and D1: one account, enforced, with
 * the one trusted address. Each has a socket of its own that leads straight to it: nothing of the local tools stands
 * between and rewrites a request.
 */
export async function startGatehouse(origins: ReadonlyMap<string, number>): Promise<Gatehouse> {
  const { main, workerOptions } = readWorkerOptions(CONFIG);
  if (main === undefined) throw new Error(`${CONFIG} names no main`);
  const script = bundle(main);
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
        },
        kvNamespaces: { LISTS: "lists" },
        d1Databases: { DB: "gatehouse" },
        unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
      })),
      // A visit that is turned away is logged, and here that is nearly each one.
      handleStructuredLogs: () => {},
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
  await makeAccount(portFor(first));
  return { portFor, close: () => server.dispose() };
}

async function makeAccount(port: number): Promise<void> {
  const call = createApi(`http://127.0.0.1:${port}/.gatehouse/api/v1`, SECRETS.OPERATOR_TOKEN);
  const steps = [
    ["POST", "/accounts", { id: "acme", name: "Acme" }],
    ["PUT", `/accounts/acme/hosts/${HOST}`],
    ["POST", "/accounts/acme/allowlist", TRUSTED],
    ["PATCH", "/accounts/acme/policy", { mode: "enforce" }],
  ] as const;
  for (const [method, path, body] of steps) {
    const { status, text } = await call(method, path, body);
    if (status < 200 || status > 299) throw new Error(`${method} ${path}: ${status} ${text}`);
  }
}

function bundle(entry: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*"],
    logLevel: "warning",
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`esbuild made nothing of ${entry}`);
  return output.text;
}
