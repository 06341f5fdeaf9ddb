import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseEnv } from "node:util";
import type { TestProject } from "vitest/node";
import { findFreePort, start } from "../started.ts";
import { launchChromium } from "./chromium.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the tests' one server is, as `npm start` runs it. */
    readonly port: number;
    readonly operatorToken: string;
    /** Where the tests' one browser listens. */
    readonly browser: string;
  }
}

/** One server and one browser for all tests of the console: each test has its own account, and its own cookies. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), "console-"));
  const port = await findFreePort();
  const flags = ["--persist-to", join(folder, "state"), "--dev-vars", join(folder, ".dev.vars")];
  const server = start(process.execPath, ["test/start/start.ts", ...flags], { PORT: String(port) });
  const [browser] = await Promise.all([launchChromium(), server.untilScreen()]).catch(async (error) => {
    await server.stop("SIGTERM");
    throw error;
  });

  const { OPERATOR_TOKEN = "" } = parseEnv(readFileSync(join(folder, ".dev.vars"), "utf8"));
  project.provide("port", port);
  project.provide("operatorToken", OPERATOR_TOKEN);
  project.provide("browser", browser.wsEndpoint());
  return async () => {
    await browser.close();
    await server.stop("SIGTERM");
    rmSync(folder, { recursive: true, force: true });
  };
}
