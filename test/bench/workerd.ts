import { readdirSync, readFileSync } from "node:fs";
import { readD1Migrations } from "@cloudflare/vitest-pool-workers";
import { type BuildOptions, buildSync } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { unstable_getMiniflareWorkerOptions as readWorkerOptions } from "wrangler";
import { CREDENTIAL_KEY } from "./sealed.ts";

/** A Worker in a workerd process of its own, with a socket that leads straight to it. */
export interface Running {
  readonly pid: number;
  readonly url: URL;
  readonly miniflare: Miniflare;
  /** CPU time that the process has used, in nanoseconds, of all its threads. */
  readonly cpuNs: () => number;
  /** What it had used when it was ready for its first request. */
  readonly startNs: number;
  readonly stop: () => Promise<void>;
}

const BINDINGS = {
  OPERATOR_TOKEN: "operator-token-for-the-bench-0123456789",
  CREDENTIAL_KEY,
  API_PATHS: "/api/",
  SESSION_COOKIES: "sid",
  AUTHENTICATED_PATHS: "/dashboard",
};

/** Gatehouse as it is deployed: one minified file. */
export function bundleGatehouse(options: BuildOptions = {}): string {
  const { outputFiles } = buildSync({
    entryPoints: ["src/index.ts"],
    bundle: true,
    minify: true,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*"],
    logLevel: "warning",
    ...options,
    write: false,
  });
  return outputFiles[0]?.text ?? "";
}

export interface StartOptions {
  readonly inspectorPort?: number;
  readonly persistTo?: string;
  readonly heapLimitMb?: number | undefined;
}

/**
 * Starts `copies` Workers of this script in one process, with KV, D1 (with our tables) and the bench's settings.
 * @param inspectorPort 0: any; left out: no inspector, which costs.
 * @param persistTo a folder that keeps KV and D1 for a later start.
 * @param heapLimitMb what V8 gives each isolate before it ends the process.
 */
export async function startWorkerd(
  script: string,
  copies = 1,
  { inspectorPort, persistTo, heapLimitMb }: StartOptions = {},
): Promise<Running> {
  const before = workerdPids();
  const { workerOptions } = readWorkerOptions("wrangler.toml");
  // Miniflare takes V8's flags from the environment alone.
  process.env.MINIFLARE_WORKERD_V8_FLAGS = heapLimitMb === undefined ? "" : `--max-heap-size=${heapLimitMb}`;
  const miniflare = new Miniflare({
    ...convertV4MiniflareOptions({
      workers: Array.from({ length: copies }, (_, copy) => ({
        ...workerOptions,
        name: `worker-${copy}`,
        modules: [{ type: "ESModule" as const, path: "index.js", contents: script }],
        bindings: BINDINGS,
        kvNamespaces: { LISTS: "lists" },
        d1Databases: { DB: "gatehouse" },
        unsafeDirectSockets: [{ host: "127.0.0.1", port: 0 }],
      })),
      // A visit that is turned away is logged, and those are the bench's own wish; a failure is not.
      handleStructuredLogs: ({ message }) => {
        if (message.includes('"level":"error"')) console.error(message);
      },
      logRequests: false,
      ...(inspectorPort === undefined ? {} : { inspectorPort }),
    }),
    ...(persistTo === undefined ? {} : { resourcePersistencePath: persistTo }),
  });
  await miniflare.ready;
  const pid = workerdPids().find((candidate) => !before.includes(candidate));
  if (pid === undefined) throw new Error("no workerd was started");
  return {
    pid,
    url: await miniflare.unsafeGetDirectURL("worker-0"),
    miniflare,
    cpuNs: () => cpuNsOf(pid),
    startNs: cpuNsOf(pid),
    stop: () => miniflare.dispose(),
  };
}

export async function applyMigrations(miniflare: Miniflare): Promise<void> {
  const db = await miniflare.getD1Database("DB", "worker-0");
  for (const { queries } of await readD1Migrations("src/storage/migrations")) {
    for (const query of queries) await db.prepare(query).run();
  }
}

/** The workerd processes that this one started. proc(5): `pid (comm) state ppid …` */
function workerdPids(): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      const [, command, parent] = /^\d+ \((.*)\) \S (\d+) /s.exec(readIfThere(`/proc/${pid}/stat`)) ?? [];
      return command === "workerd" && parent === String(process.pid);
    })
    .map(Number);
}

/** proc(5): the first field of schedstat is the time spent on the CPU; nanoseconds where `stat` has ticks of 10 ms. */
function cpuNsOf(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  return threads
    .map((thread) => Number(readIfThere(`/proc/${pid}/task/${thread}/schedstat`).split(" ")[0]))
    .reduce((sum, ns) => sum + ns, 0);
}

/** Processes and threads end while they are listed. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
