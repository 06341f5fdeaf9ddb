import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requestRaw } from "../raw-request.ts";

export interface Nginx {
  /** The loopback port of each server block, by its name. */
  readonly ports: ReadonlyMap<string, number>;
  readonly close: () => Promise<void>;
}

/** The locations of a server block. */
export type Locations = string;

const READY_ATTEMPTS = 100;
const READY_PAUSE_MS = 50;

/**
 * Debian's nginx on loopback ports, one server block for each set of locations, with everything that it writes in a
 * folder of its own. Settings that are not named are nginx's defaults, `merge_slashes on` among them.
 */
export async function startNginx(blocks: Readonly<Record<string, Locations>>): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-nginx-"));
  const ports = new Map<string, number>();
  for (const name of Object.keys(blocks)) ports.set(name, await freePort());
  await writeFile(join(folder, "nginx.conf"), configuration(blocks, ports));

  const child = spawn("nginx", ["-p", folder, "-c", "nginx.conf", "-e", "stderr"], {
    stdio: ["ignore", "inherit", "inherit"],
    // Debian keeps it where only root looks.
    env: { ...process.env, PATH: `${process.env.PATH ?? ""}:/usr/sbin` },
  });
  const exited = once(child, "exit");
  const close = async (): Promise<void> => {
    if (isRunning(child)) child.kill("SIGTERM");
    await exited;
    await rm(folder, { recursive: true, force: true });
  };
  try {
    await untilAnswering(child, [...ports.values()]);
  } catch (error) {
    await close();
    throw error;
  }
  return { ports, close };
}

function configuration(blocks: Readonly<Record<string, Locations>>, ports: ReadonlyMap<string, number>): string {
  const servers = Object.entries(blocks).map(
    ([name, locations]) => `  server {
    listen 127.0.0.1:${ports.get(name)};
${locations}
  }`,
  );
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `  ${kind}_temp_path ${kind};`);
  // One process in the foreground: who ends it has ended everything.
  return `daemon off;
master_process off;
pid nginx.pid;
error_log stderr crit;
events {}
http {
  access_log off;
  default_type text/html;
${temporary.join("\n")}
${servers.join("\n")}
}
`;
}

/** A port that nobody listens on; the next to ask for it is nginx. */
async function freePort(): Promise<number> {
  const server = createServer();
  server.listen({ host: "127.0.0.1", port: 0 });
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

const isRunning = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null;

async function untilAnswering(child: ChildProcess, ports: readonly number[]): Promise<void> {
  await once(child, "spawn");
  for (const port of ports) {
    for (let attempt = 1; !(await isAnswering(port)); attempt += 1) {
      if (!isRunning(child)) throw new Error("nginx ended");
      if (attempt === READY_ATTEMPTS) throw new Error(`nginx does not answer on port ${port}`);
      await new Promise((resolve) => setTimeout(resolve, READY_PAUSE_MS));
    }
  }
}

const isAnswering = (port: number): Promise<boolean> =>
  requestRaw(port, "/", { Host: "localhost" }).then(
    () => true,
    () => false,
  );
