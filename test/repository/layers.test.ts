import { readdirSync, readFileSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const SOURCE = fileURLToPath(new URL("../../src", import.meta.url));

/** What each folder of src may import: folders of src, single files, and packages. Anything that is not here is refused. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  "result.ts": [],
  "log.ts": [],
  "memory.ts": [],
  "bytes.ts": [],
  "time.ts": [],
  "text-file.ts": [],
  "sent-form.ts": ["result.ts"],
  address: ["result.ts", "time.ts", "ipaddr.js"],
  policy: ["result.ts", "time.ts", "address"],
  config: ["result.ts", "time.ts", "address", "policy"],
  storage: ["result.ts", "bytes.ts", "time.ts", "log.ts", "address", "policy"],
  sessions: [
    "result.ts",
    "bytes.ts",
    "time.ts",
    "log.ts",
    "memory.ts",
    "encoding.ts",
    "config",
    "address",
    "policy",
    "storage",
    "bowser",
    "lru-cache",
    "structured-headers",
  ],
  gate: [
    "result.ts",
    "time.ts",
    "log.ts",
    "memory.ts",
    "bytes.ts",
    "sent-form.ts",
    "config",
    "address",
    "policy",
    "storage",
    "sessions",
    "lru-cache",
    "hono",
  ],
  input: ["result.ts", "time.ts", "bytes.ts", "address", "zod"],
  accounts: ["result.ts", "time.ts", "address", "storage", "input", "text-file.ts"],
  allowlist: [
    "result.ts",
    "time.ts",
    "config",
    "address",
    "policy",
    "storage",
    "input",
    "accounts",
    "zod",
    "text-file.ts",
    "bytes.ts",
  ],
  access: ["result.ts", "config", "address", "storage", "accounts", "allowlist"],
  jobs: ["result.ts", "time.ts", "log.ts", "config", "address", "policy", "storage", "sessions"],
  admin: [
    "result.ts",
    "text-file.ts",
    "bytes.ts",
    "time.ts",
    "log.ts",
    "config",
    "address",
    "policy",
    "storage",
    "sessions",
    "jobs",
    "input",
    "access",
    "accounts",
    "allowlist",
    "hono",
    "zod",
    "package.json",
    "docs/openapi.json?raw",
  ],
  // Generates the API's description. Nothing imports it: the Worker serves what was generated.
  openapi: ["config", "admin", "input", "accounts", "allowlist", "gate", "zod", "@hono/zod-openapi", "package.json"],
  console: [
    "result.ts",
    "text-file.ts",
    "sent-form.ts",
    "time.ts",
    "config",
    "address",
    "policy",
    "storage",
    "input",
    "accounts",
    "allowlist",
    "hono",
    "access",
  ],
  "wiring.ts": ["*"],
  "app.ts": ["*"],
  "scheduled.ts": ["*"],
  "index.ts": ["app.ts", "scheduled.ts"],
  "env.d.ts": ["index"],
};

/**
 * Rooms within a folder: files below the first path never import files below any of the others. A first path that ends in
 * a star means the files of that folder itself, without its rooms.
 */
const NEVER_IMPORT: readonly (readonly [room: string, others: readonly string[]])[] = [
  ["address/*", ["address/entry/", "address/set/"]],
  ["address/entry/", ["address/set/"]],
  ["address/set/", ["address/entry/"]],
  ["admin/http/", ["admin/resources/", "admin/app.ts", "admin/endpoints.ts"]],
  ["admin/access/", ["admin/resources/", "admin/app.ts", "admin/endpoints.ts"]],
  ["admin/resources/", ["admin/app.ts", "admin/endpoints.ts"]],
  ["allowlist/reading/", ["allowlist/review/", "allowlist/add-entries.ts", "allowlist/replace-list.ts"]],
  ["allowlist/review/", ["allowlist/add-entries.ts", "allowlist/change-entry.ts", "allowlist/change-policy.ts"]],
  ...["texts", "parts", "assets"].map(
    (room) =>
      [
        `console/${room}/`,
        ["access", "activity", "allowlist", "check", "denials", "sessions"].map((section) => `console/${section}/`),
      ] as const,
  ),
  ["console/allowlist/review/", ["editor", "table", "file"].map((room) => `console/allowlist/${room}/`)],
];

/** Rooms of storage: what each may import besides itself, the files beside the rooms, and what is not storage. */
const STORAGE_ROOMS: Record<string, readonly string[]> = {
  // The one batch that changes an account is guarded by the entries that the change was judged by.
  d1: ["entries/entry-records.ts", "entries/range-columns.ts"],
  kv: [],
  entries: ["d1/"],
  revisions: ["d1/", "entries/"],
  // An ending ends the console logins that hang on the session.
  sessions: ["d1/", "console/console-login-life.ts"],
  // Undoing a provisional change is the restore of the revision before it.
  accounts: ["d1/", "kv/", "sessions/", "revisions/restore-statements.ts"],
  console: ["d1/", "accounts/", "entries/"],
  ended: ["d1/", "kv/", "sessions/"],
  visits: ["d1/", "sessions/"],
  publish: ["d1/", "kv/", "accounts/", "revisions/"],
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** The file of src that is imported; null: a package, or a file outside src. */
  readonly target: string | null;
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
      return { file, from, to: specifier.startsWith("@") ? `${scope}/${name}` : (scope ?? specifier), target: null };
    }
    const target = relative(SOURCE, resolve(SOURCE, dirname(file), specifier));
    const outside = target.startsWith("../");
    const to = outside ? target.slice("../".length) : (target.split("/")[0] ?? target);
    return { file, from, to, target: outside ? null : target };
  });
}

const imports = sourceFiles().flatMap(importsOf);

/** The files of each circle of imports: those that reach each other (Tarjan, strongly connected components). */
function circlesOf(edges: readonly Import[]): readonly string[] {
  const targets = new Map<string, string[]>();
  for (const { file, target } of edges) {
    if (target !== null) targets.set(file, [...(targets.get(file) ?? []), target]);
  }
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const circles: string[] = [];

  function visit(file: string): number {
    const place = order.size;
    order.set(file, place);
    lowest.set(file, place);
    open.push(file);
    for (const target of targets.get(file) ?? []) {
      const isOpen = !order.has(target) || open.includes(target);
      const reached = order.has(target) ? (order.get(target) ?? place) : visit(target);
      if (isOpen) lowest.set(file, Math.min(lowest.get(file) ?? place, reached));
    }
    const low = lowest.get(file) ?? place;
    if (low === place) {
      const component = open.splice(open.indexOf(file));
      if (component.length > 1) circles.push(component.toSorted().join(" "));
    }
    return low;
  }

  for (const file of targets.keys()) if (!order.has(file)) visit(file);
  return circles;
}

function isInRoom(file: string, room: string): boolean {
  return room.endsWith("/*") ? dirname(file) === room.slice(0, -"/*".length) : file.startsWith(room);
}

describe("the layers of src", () => {
  test("every folder imports only what its layer may", () => {
    const trespasses = imports.filter(({ from, to }) => {
      const allowed = MAY_IMPORT[from] ?? [];
      return from !== to && !allowed.includes(to) && !allowed.includes("*");
    });
    expect(trespasses).toEqual([]);
  });

  test("no files import each other in a circle", () => {
    expect(circlesOf(imports)).toEqual([]);
  });

  test("a circle is found, however long", () => {
    const edge = (file: string, target: string): Import => ({ file, from: "", to: "", target });
    const edges = [edge("a", "b"), edge("b", "c"), edge("c", "a"), edge("c", "d"), edge("d", "e"), edge("a", "e")];
    expect(circlesOf(edges)).toEqual(["a b c"]);
    expect(circlesOf(edges.slice(3))).toEqual([]);
  });

  test.each(NEVER_IMPORT)("%s imports nothing of the rooms above it", (room, others) => {
    const own = imports.filter(({ file }) => isInRoom(file, room));
    expect(own).not.toEqual([]);
    const trespasses = own.filter(({ target }) => others.some((other) => target?.startsWith(other)));
    expect(trespasses).toEqual([]);
  });

  test("every room of storage imports only the rooms that it may", () => {
    const inRoom = imports.flatMap(({ file, target }) => {
      const [, room] = /^storage\/([^/]+)\//.exec(file) ?? [];
      return room === undefined ? [] : [{ file, room, target }];
    });
    expect([...new Set(inRoom.map(({ room }) => room))].toSorted()).toEqual(Object.keys(STORAGE_ROOMS).toSorted());
    const trespasses = inRoom.filter(({ room, target }) => {
      const [, path] = /^storage\/(.+\/.+)$/.exec(target ?? "") ?? [];
      const may = [`${room}/`, ...(STORAGE_ROOMS[room] ?? [])];
      return path !== undefined && !may.some((begin) => path.startsWith(begin));
    });
    expect(trespasses).toEqual([]);
  });

  test("the rules see imports at all", () => {
    expect(imports.some(({ file, to }) => file === "address/read-address.ts" && to === "ipaddr.js")).toBe(true);
    expect(imports.some(({ from, to }) => from === "gate" && to === "policy")).toBe(true);
  });

  test("one file reads addresses: ipaddr.js is imported nowhere else", () => {
    expect(imports.filter(({ to }) => to === "ipaddr.js").map(({ file }) => file)).toEqual(["address/read-address.ts"]);
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
      "the domain knows no HTTP",
      /^(?:allowlist|accounts|access|input)\//,
      /from "hono|\b(?:Request|Response|Headers)\b[ ,;)>({]|\bstatus: \d/,
    ],
    [
      "no error's message reaches a client",
      /^(?:gate|admin|console|allowlist|accounts|access|input)\//,
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
