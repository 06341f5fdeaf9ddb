import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from "vitest";
import { findFreePort, type Started, start } from "./started.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const START = ["test/start/start.ts"];

let folder: string;
let flags: readonly string[];
let running: Started | null = null;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "npm-start-"));
  flags = ["--persist-to", join(folder, "state"), "--dev-vars", join(folder, ".dev.vars")];
});

afterEach(async () => {
  if (running?.child.exitCode === null) await running.stop("SIGTERM");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function launch(command: string, args: readonly string[], env: Readonly<Record<string, string>>): Started {
  running = start(command, args, env);
  return running;
}

/** The commands of the first screen, as a person would paste them. */
function printedCommands(screen: string): readonly string[] {
  return [...screen.matchAll(/^ {3}(curl (?:.*\\\n)*.*)$/gm)].map(([, command = ""]) => command);
}

function paste(command: string): string {
  return execFileSync("sh", ["-c", command], { cwd: ROOT, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
}

describe("npm start", () => {
  it("leads from a 403 to a 200 by the commands it prints, keeps what was changed, and leaves no process behind", async () => {
    const port = await findFreePort();
    const site = `http://localhost:${port}`;
    const demo = launch(process.execPath, [...START, ...flags], { PORT: String(port) });
    await demo.untilScreen();

    const [tryIt = "", addIt = ""] = printedCommands(demo.output());
    expect(paste(tryIt)).toMatch(/^HTTP\/1\.1 403 /);
    expect(JSON.parse(paste(addIt))).toMatchObject({ published: true, added: 1 });
    expect(paste(tryIt)).toMatch(/^HTTP\/1\.1 200 /);

    const login = new URLSearchParams({ email: "ann@example.com", password: "ann-password" });
    const loggedIn = await fetch(`${site}/login`, { method: "POST", body: login, redirect: "manual" });
    const [cookie = ""] = loggedIn.headers.getSetCookie();
    const dashboard = await fetch(`${site}/dashboard`, { headers: { Cookie: cookie } });
    expect(await dashboard.text()).toContain("account <b>demo</b>, address <b>127.0.0.1</b>");

    const { OPERATOR_TOKEN } = parseEnv(readFileSync(join(folder, ".dev.vars"), "utf8"));
    const changed = await fetch(`${site}/.gatehouse/api/v1/accounts/demo/policy`, {
      method: "PATCH",
      headers: { Authorization: `Bearer ${OPERATOR_TOKEN}`, "Content-Type": "application/json" },
      body: JSON.stringify({ contact: "it@example.com" }),
    });
    expect(await changed.json()).toMatchObject({ mode: "enforce", contact: "it@example.com" });
    expect(demo.output()).not.toContain(OPERATOR_TOKEN);
    expect(await demo.stop("SIGINT")).toEqual({ exitCode: 0, left: [] });

    const own = createServer((request, response) =>
      response.end(`own server: ${request.headers["gatehouse-account"]}`),
    );
    await once(own.listen(0, "127.0.0.1"), "listening");
    const ORIGIN_URL = `http://127.0.0.1:${(own.address() as AddressInfo).port}`;
    const behind = launch("npm", ["start", "--", ...flags], { PORT: String(port), ORIGIN_URL, BASE_PATH: "/_gate" });
    try {
      await behind.untilScreen();
      expect(behind.output()).toContain(`Gatehouse stands in front of ${ORIGIN_URL}.`);
      expect(await (await fetch(site)).text()).toBe("own server: demo");
      const policy = await fetch(`${site}/_gate/api/v1/accounts/demo/policy`, {
        headers: { Authorization: `Bearer ${OPERATOR_TOKEN}` },
      });
      expect(await policy.json()).toMatchObject({ contact: "it@example.com" });
      const { left } = await behind.stop("SIGTERM");
      expect(left).toEqual([]);
    } finally {
      own.close();
    }
  });

  it("says so when the port is taken, before it starts or writes anything", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const args = [...START, "--persist-to", join(folder, "x"), "--dev-vars", join(folder, "no-such-folder/.dev.vars")];
    await expect(launch(process.execPath, args, { PORT: String(port) }).untilScreen()).rejects.toThrow(
      `Port ${port} is taken. Stop what uses it, or choose another: PORT=`,
    );
    server.close();
  });

  test.each([
    [{ PORT: "http" }, "PORT is not a port"],
    [{ SESSION_COOKIES: "a;b" }, "SESSION_COOKIES has what is not a name"],
    [{ ORIGIN_URL: "127.0.0.1:9000" }, "ORIGIN_URL is not the address of a server"],
  ])("names what is wrong with %o", async (env, message) => {
    const PORT = String(await findFreePort());
    const refused = launch(process.execPath, [...START, ...flags], { PORT, ...env });
    await expect(refused.untilScreen()).rejects.toThrow(message);
    expect(refused.child.exitCode).toBe(1);
  });
});
