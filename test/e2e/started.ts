import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { familyOf, runningOf } from "./processes.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SCREEN_END = "what you change is kept.";
const STOP_LIMIT_MS = 10_000;
const POLL_MS = 50;

export interface Started {
  readonly child: ChildProcess;
  /** All that was printed so far, errors too. */
  output(): string;
  /** Settles when the first screen is there, or throws what was printed instead. */
  untilScreen(): Promise<void>;
  /** Sends the signal to this one process; gives its exit code and the processes of its family that still run. */
  stop(signal: NodeJS.Signals): Promise<{ readonly exitCode: number | null; readonly left: readonly number[] }>;
}

/** Runs a command in the project's folder with this environment and nothing else but PATH and HOME. */
export function start(command: string, args: readonly string[], env: Readonly<Record<string, string>>): Started {
  const { PATH, HOME } = process.env;
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...(PATH === undefined ? {} : { PATH }), ...(HOME === undefined ? {} : { HOME }), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "close");
  let output = "";
  const screen = Promise.withResolvers<void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (output.includes(SCREEN_END)) screen.resolve();
    });
  }
  return {
    child,
    output: () => output,
    untilScreen: () => Promise.race([screen.promise, exited.then(() => Promise.reject(new Error(output)))]),
    async stop(signal) {
      const family = child.pid === undefined ? [] : familyOf(child.pid);
      child.kill(signal);
      await exited;
      const deadline = Date.now() + STOP_LIMIT_MS;
      let left = runningOf(family);
      while (left.length > 0 && Date.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
        left = runningOf(family);
      }
      return { exitCode: child.exitCode, left };
    },
  };
}

/** A port of the loopback address that nobody listens on at this moment. */
export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
