import { readdirSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const SOURCE = fileURLToPath(new URL("../../src", import.meta.url));

/** What each folder of src may import: folders of src, single files, and packages. Anything that is not here is refused. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  "result.ts": [],
  "log.ts": [],
  "eventual.ts": [],
  "encoding.ts": [],
  address: ["result.ts", "ipaddr.js"],
  policy: ["result.ts", "address"],
  "config.ts": ["result.ts", "address", "policy"],
  storage: ["result.ts", "log.ts", "address", "policy"],
  sessions: [
    "result.ts",
    "log.ts",
    "eventual.ts",
    "encoding.ts",
    "config.ts",
    "address",
    "policy",
    "storage",
    "bowser",
    "lru-cache",
    "structured-headers",
  ],
  gate: [
    "result.ts",
    "log.ts",
    "eventual.ts",
    "config.ts",
    "address",
    "policy",
    "storage",
    "sessions",
    "lru-cache",
    "hono",
  ],
  jobs: ["result.ts", "log.ts", "config.ts", "address", "policy", "storage", "sessions"],
  admin: [
    "result.ts",
    "log.ts",
    "config.ts",
    "address",
    "policy",
    "storage",
    "sessions",
    "jobs",
    "hono",
    "zod",
    "package.json",
    "docs/openapi.json",
    "papaparse",
  ],
  // Generates the API's description. Nothing imports it: the Worker serves what was generated.
  openapi: ["admin", "gate", "zod", "@hono/zod-openapi", "package.json"],
  console: ["result.ts", "log.ts", "config.ts", "address", "policy", "storage", "sessions", "admin", "hono", "zod"],
  "isolate.ts": ["*"],
  "app.ts": ["*"],
  "scheduled.ts": ["*"],
  "index.ts": ["app.ts", "scheduled.ts"],
  "env.d.ts": ["index"],
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

function sourceFiles(): readonly string[] {
  return readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter((name) => /\.tsx?$/.test(name));
}

/** A statement that imports or re-exports, or a dynamic import; not a sentence in which the words occur. */
const IMPORT = /^(?:import|export)\b(?:[^"';]*?\bfrom)?\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm;

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(resolve(SOURCE, file), "utf8");
  const from = file.split("/")[0] ?? file;
  const specifiers = [...text.matchAll(IMPORT)].map((match) => match[1] ?? match[2] ?? "");
  return specifiers.map((specifier) => {
    if (!specifier.startsWith(".")) {
      const [scope, name] = specifier.split("/");
      return { file, from, to: specifier.startsWith("@") ? `${scope}/${name}` : (scope ?? specifier) };
    }
    const target = relative(SOURCE, resolve(SOURCE, dirname(file), specifier));
    const outside = target.startsWith("../");
    return { file, from, to: outside ? target.slice("../".length) : (target.split("/")[0] ?? target) };
  });
}

const imports = sourceFiles().flatMap(importsOf);

describe("the layers of src", () => {
  test("every folder imports only what its layer may", () => {
    const trespasses = imports.filter(({ from, to }) => {
      const allowed = MAY_IMPORT[from] ?? [];
      return from !== to && !allowed.includes(to) && !allowed.includes("*");
    });
    expect(trespasses).toEqual([]);
  });

  test("the rules see imports at all", () => {
    expect(imports.some(({ file, to }) => file === "address/address.ts" && to === "ipaddr.js")).toBe(true);
    expect(imports.some(({ from, to }) => from === "gate" && to === "policy")).toBe(true);
  });

  test.each([
    [
      "the pure core sees no clock, randomness or platform",
      /^(?:address|policy)\//,
      /Date\.now\(|new Date\(\)|Math\.random|\bcrypto\.|cloudflare:/,
    ],
    [
      "SQL and KV calls stand in storage alone",
      /^(?!storage\/)/,
      /\.prepare\(|\.batch\(|\.getWithMetadata\(|\bLISTS\.(?:get|put|delete|list)\b/,
    ],
    [
      "no error's message reaches a client",
      /^(?:gate|admin|console)\//,
      /(?:detail|title): *(?:error|e|cause)\.message/,
    ],
    ["nothing fails open by the platform's own switch", /./, /passThroughOnException|cacheEverything|caches\.default/],
  ])("%s", (_rule, files, forbidden) => {
    const found = sourceFiles()
      .filter((file) => files.test(file))
      .filter((file) => forbidden.test(readFileSync(resolve(SOURCE, file), "utf8")));
    expect(found).toEqual([]);
  });
});
