import { readFileSync } from "node:fs";
import { build, type Loader, type Plugin } from "esbuild";
import { convertV4MiniflareOptions, Miniflare } from "miniflare";
import { afterAll, beforeAll, expect, test } from "vitest";
import { unstable_getMiniflareWorkerOptions as readWorkerOptions } from "wrangler";
import { SECRETS } from "../servers/gatehouse.ts";

/** Has every module of ours and every package's say that it is evaluated, in the bundle that wrangler's bundler makes. */
const tellEvaluated: Plugin = {
  name: "tell-evaluated",
  setup(bundle) {
    bundle.onLoad({ filter: /\.(?:m?js|tsx?)$/ }, ({ path }) => {
      const loader = (/[^.]+$/.exec(path)?.[0].replace("mjs", "js") ?? "js") as Loader;
      const name = path.replace(/^.*\/node_modules\//, "").replace(/^.*\/src\//, "src/");
      return {
        contents: `(globalThis.evaluated ??= []).push(${JSON.stringify(name)});\n${readFileSync(path, "utf8")}`,
        loader,
      };
    });
  },
};

const ENTRY = `
  import worker from "./src/index.ts";
  export default {
    fetch: (request, env, context) =>
      request.url.endsWith("/evaluated") ? Response.json(globalThis.evaluated) : worker.fetch(request, env, context),
  };`;

let server: Miniflare;

beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: { contents: ENTRY, resolveDir: process.cwd() },
    bundle: true,
    write: false,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    external: ["cloudflare:*"],
    jsx: "automatic",
    jsxImportSource: "hono/jsx",
    plugins: [tellEvaluated],
  });
  const { workerOptions } = readWorkerOptions("wrangler.toml");
  const script = outputFiles[0]?.text ?? "";
  server = new Miniflare(
    convertV4MiniflareOptions({
      ...workerOptions,
      modules: [{ type: "ESModule", path: "index.js", contents: script }],
      bindings: { ...SECRETS, SESSION_COOKIES: "sid", AUTHENTICATED_PATHS: "/dashboard" },
      kvNamespaces: { LISTS: "lists" },
      d1Databases: { DB: "gatehouse" },
      handleStructuredLogs: () => {},
    }),
  );
});

afterAll(() => server?.dispose());

async function get(path: string) {
  return server.dispatchFetch(`http://app.example.com${path}`, { headers: { "CF-Connecting-IP": "203.0.113.9" } });
}

async function evaluated(): Promise<readonly string[]> {
  return (await (await get("/evaluated")).json()) as string[];
}

const HEAVY = /^(?:src\/(?:admin|console|openapi|access|accounts|allowlist|input)\/|zod\/|hono\/dist\/hono)/;
/** What a visit shares with them: the count of failed authentications, held for the whole isolate. */
const SHARED = "src/access/attempts.ts";

test("a visit evaluates nothing of the admin API, of the console and of what they are made with", async () => {
  expect((await get("/dashboard")).status).toBe(404);
  const atVisit = await evaluated();
  expect(atVisit).toContain("src/gate/visit.ts");
  expect(atVisit.filter((name) => HEAVY.test(name))).toEqual([SHARED]);

  // The proof that the question can be answered otherwise.
  expect((await get("/.gatehouse/api/v1/health")).status).toBe(503);
  const atCall = await evaluated();
  expect(atCall).toContain("src/admin/app.ts");
  expect(atCall.some((name) => name.startsWith("zod/"))).toBe(true);
  expect(atCall.filter((name) => name.startsWith("@hono/zod-openapi/") || name.startsWith("src/openapi/"))).toEqual([]);
});
