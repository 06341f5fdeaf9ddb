import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePort } from "../../e2e/started.ts";
import { isRunning, untilAnswering } from "./server-process.ts";

export interface Nginx {
  /** The loopback port of each server block, by its name. */
  readonly ports: ReadonlyMap<string, number>;
  readonly close: () => Promise<void>;
}

/** The locations of a server block. */
export type Locations = string;

/**
 * Debian's nginx on loopback ports, one server block for each set of locations, with everything that it writes in a
 * folder of its own. Settings that are not named are nginx's defaults, `merge_slashes on` among them.
 */
export async function startNginx(blocks: Readonly<Record<string, Locations>>): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-nginx-"));
  const ports = new Map<string, number>();
  for (const name of Object.keys(blocks)) ports.set(name, await findFreePort());
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
    await untilAnswering(child, "nginx", [...ports.values()]);
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
