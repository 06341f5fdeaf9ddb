import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "../../e2e/started.ts";
import { requestRaw } from "../raw-request.ts";

export interface ServerProcess {
  readonly port: number;
  readonly close: () => Promise<void>;
}

const READY_ATTEMPTS = 200;
const READY_PAUSE_MS = 50;

/**
 * A server of another language on a loopback port of its own, until it answers. `command` is given the port, and a
 * folder that is removed with the server.
 */
export async function startServer(
  command: (port: number, folder: string) => readonly [program: string, ...args: readonly string[]],
  env: Readonly<Record<string, string>>,
): Promise<ServerProcess> {
  const port = await findFreePort();
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-server-"));
  const [program, ...args] = command(port, folder);
  // What it prints is the log of its requests, and kept for when it ends too soon.
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"], env: { ...process.env, ...env } });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-4_000);
  });
  const exited = once(child, "exit");
  const close = async (): Promise<void> => {
    if (isRunning(child)) child.kill("SIGTERM");
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilAnswering(child, program, [port]);
  } catch (error) {
    await close();
    throw new Error(`${String(error)}\n${said}`);
  }
  return { port, close };
}

export const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

/** Throws when the process ends, or does not answer on one of its ports within seconds. */
export async function untilAnswering(child: ChildProcess, name: string, ports: readonly number[]): Promise<void> {
  await once(child, "spawn");
  for (const port of ports) {
    for (let attempt = 1; !(await isAnswering(port)); attempt += 1) {
      if (!isRunning(child)) throw new Error(`${name} ended`);
      if (attempt === READY_ATTEMPTS) throw new Error(`${name} does not answer on port ${port}`);
      await new Promise((resolve) => setTimeout(resolve, READY_PAUSE_MS));
    }
  }
}

const isAnswering = (port: number): Promise<boolean> =>
  requestRaw(port, "/", { Host: "localhost" }).then(
    () => true,
    () => false,
  );
