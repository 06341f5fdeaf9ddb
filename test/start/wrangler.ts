import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { writeDemoConfig } from "./demo-config.ts";
import type { Settings } from "./settings.ts";

/** Wrangler's own entry, run without npm or a wrapper in between, so that a signal reaches it. */
const WRANGLER = fileURLToPath(import.meta.resolve("wrangler"));

const QUIET = {
  WRANGLER_SEND_METRICS: "false",
  WRANGLER_SEND_ERROR_REPORTS: "false",
  WRANGLER_HIDE_BANNER: "true",
  CLOUDFLARE_CF_FETCH_ENABLED: "false",
  FORCE_COLOR: "0",
};

const READY_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;

/** A wrangler process; `output` is what it has said, until `showOutput` lets it speak for itself. */
export interface Wrangler {
  readonly child: ChildProcess;
  readonly exited: Promise<unknown>;
  output(): string;
  showOutput(): void;
}

/** Applies the migrations that the local database lacks. */
export function startMigrations(root: string, settings: Settings): Wrangler {
  const where = ["--local", "--persist-to", settings.persistTo, "-c", "wrangler.toml", ...environment(settings)];
  return startWrangler(root, settings, ["d1", "migrations", "apply", "DB", ...where]);
}

/** What the demo product is told of the gate in front of it: where its API is, and with what it may make console links. */
export interface DemoVars extends Readonly<Record<string, string>> {
  readonly GATEHOUSE_API: string;
  readonly GATEHOUSE_TOKEN: string;
}

/** Serves Gatehouse, and the demo product with it unless the person has a server of their own. */
export function startDev(root: string, settings: Settings, demoVars: DemoVars): Wrangler {
  const isDefaultFile = settings.devVars === join(root, ".dev.vars");
  return startWrangler(root, settings, [
    "dev",
    ...["-c", "wrangler.toml"],
    ...demoProduct(root, settings, demoVars),
    ...environment(settings),
    ...["--persist-to", settings.persistTo],
    ...["--port", String(settings.port)],
    // Wrangler reads .dev.vars beside wrangler.toml by itself.
    ...(isDefaultFile ? [] : ["--env-file", settings.devVars]),
    // Also where wrangler.toml names routes by now, the host of a visit here is localhost.
    "--infer-origin-from-routes=false",
    "--show-interactive-dev-session=false",
    ...settings.vars.map(([name, value]) => `--var=${name}:${value}`),
  ]);
}

function demoProduct(root: string, { originUrl, demoSignals, persistTo }: Settings, vars: DemoVars): readonly string[] {
  if (originUrl !== null) return [];
  const file = demoSignals ? "test/origin/wrangler.toml" : "test/origin/without-signals.toml";
  return ["-c", writeDemoConfig(join(root, file), persistTo, vars)];
}

/** The demo environment binds the demo product as ORIGIN, which would win over ORIGIN_URL. */
function environment(settings: Settings): readonly string[] {
  return settings.originUrl === null ? ["--env", "demo"] : ["--env", ""];
}

function startWrangler(root: string, settings: Settings, args: readonly string[]): Wrangler {
  const child = spawn(process.execPath, ["--no-warnings", WRANGLER, ...args], {
    cwd: root,
    // A process group of its own: Ctrl-C reaches us alone, and whatever wrangler leaves can be found and ended.
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    // Two of these at once know nothing of each other: the registry of local Workers goes where the state is.
    env: { ...process.env, ...QUIET, WRANGLER_REGISTRY_PATH: join(settings.persistTo, "registry") },
  });
  let held: string[] | null = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      if (held === null) process.stdout.write(text);
      else held.push(text);
    });
  }
  return {
    child,
    exited: once(child, "exit"),
    output: () => stripVTControlCharacters(held?.join("") ?? ""),
    showOutput: () => {
      held = null;
    },
  };
}

/** Settles when the server listens; a request that comes before the Worker is built waits for it. */
export async function untilListening(dev: Wrangler): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(() => reject(failure("The server is not ready after a minute", dev)), READY_TIMEOUT_MS);
  dev.child.on("message", (message) => {
    if (String(message).includes("DEV_SERVER_READY")) resolve();
  });
  await promise.finally(() => clearTimeout(timer));
}

/** Rejects when the server ends, or does not start: wrangler waits for ever for a Worker that does not build. */
export function untilBroken(dev: Wrangler): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  dev.child.once("exit", () => reject(failure("The server ended", dev)));
  dev.child.stderr?.on("data", () => {
    if (dev.output().includes("[ERROR]")) reject(failure("The server does not start", dev));
  });
  return promise;
}

/** Settles when the process has done its work; throws what it said when that failed. */
export async function untilDone(wrangler: Wrangler, what: string): Promise<void> {
  await wrangler.exited;
  if (wrangler.child.exitCode !== 0) throw failure(what, wrangler);
}

function failure(what: string, wrangler: Wrangler): Error {
  const output = wrangler
    .output()
    .replace(/^.*?(?=✘ \[ERROR\])/s, "")
    .trimEnd();
  return new Error(output === "" ? `${what}.` : `${what}. Wrangler said:\n\n${output}`);
}

/** Ends wrangler and everything it started: asks first, then ends what is left of its process group. */
export async function stopWrangler({ child, exited }: Wrangler): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
    await exited.finally(() => clearTimeout(timer));
  }
  endGroup(child);
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined || process.platform === "win32") return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // Nobody is left, which is what was wanted.
  }
}
