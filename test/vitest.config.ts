import { fileURLToPath } from "node:url";
import { cloudflareTest, readD1Migrations } from "@cloudflare/vitest-pool-workers";
import { defineConfig } from "vitest/config";
import { demoProductWorkers, SILENT_PRODUCT } from "./support/node/demo-product.ts";
import { SlowFirst } from "./support/node/slow-first.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const at = (path: string) => fileURLToPath(new URL(path, new URL("..", import.meta.url)));

const PROPERTIES = [at("test/support/property-seed.ts")];
/** Pure code runs in Node, where property tests are fastest; everything else in real workerd. */
const PURE = ["test/address/**/*.test.ts", "test/policy/**/*.test.ts"];
/**
 * Pure code that is the language itself, which the same V8 runs in Node and in workerd. What reads URLs, or bytes as
 * numbers and text, and whatever is not named here, runs in workerd again.
 */
const PURE_IN_NODE_ALONE = [
  "test/address/{address,entry,entry-list,published-lists,range,range-set}.test.ts",
  "test/policy/{decide,preview,session-expiry}.test.ts",
];
/** What reads files or starts processes runs in Node alone. */
const NODE_ONLY = [
  "test/repository/**/*.test.ts",
  "test/start/**/*.test.ts",
  "test/openapi/**/*.test.ts",
  "test/client/**/*.test.ts",
];
/** The Worker in front of real servers. Those that npm does not bring have their own project: npm run test:servers. */
const SERVERS = ["test/servers/*.test.ts"];
/** No test waits on the clock; a machine that is busy with other things is no failure. */
const BUSY_MACHINE_MS = 60_000;
const SERVERS_TIMEOUT_MS = 120_000;
/** Black-box tests of the real command, slow by nature. */
const E2E = ["test/e2e/**/*.test.ts"];
const E2E_TIMEOUT_MS = 90_000;

export default defineConfig({
  root,
  test: {
    silent: "passed-only",
    // One more than a small machine has cores (Vitest would take one less): many files wait for other processes, or for
    // the bounds of time that they show.
    maxWorkers: 3,
    sequence: { sequencer: SlowFirst },
    projects: [
      {
        root,
        test: {
          name: "core",
          environment: "node",
          include: [...PURE, ...NODE_ONLY],
          isolate: false,
          testTimeout: BUSY_MACHINE_MS,
          setupFiles: PROPERTIES,
        },
      },
      {
        root,
        plugins: [
          cloudflareTest({
            wrangler: { configPath: at("wrangler.toml"), environment: "demo" },
            miniflare: {
              bindings: {
                TEST_MIGRATIONS: await readD1Migrations(at("src/storage/migrations")),
                OPERATOR_TOKEN: "operator-token-for-tests-0123456789abcdef",
                // Tests of hosts that accounts share set it; the others' origins have no resolver.
                ACCOUNT_RESOLVER: "",
                CREDENTIAL_KEY: "credential-key-for-tests-0123456789abcdef",
              },
              serviceBindings: { SILENT_ORIGIN: SILENT_PRODUCT },
              workers: demoProductWorkers(),
            },
          }),
        ],
        test: {
          name: "worker",
          include: ["test/**/*.test.ts", "test/**/*.test.tsx"],
          exclude: [...NODE_ONLY, ...PURE_IN_NODE_ALONE, "test/servers/**", ...E2E],
          isolate: false,
          testTimeout: BUSY_MACHINE_MS,
          hookTimeout: BUSY_MACHINE_MS,
          setupFiles: [at("test/support/setup.ts"), ...PROPERTIES],
        },
      },
      {
        root,
        test: {
          name: "e2e",
          environment: "node",
          include: E2E,
          globalSetup: [at("test/e2e/support/setup.ts")],
          testTimeout: E2E_TIMEOUT_MS,
          hookTimeout: E2E_TIMEOUT_MS,
        },
      },
      {
        root,
        test: {
          name: "servers",
          environment: "node",
          include: SERVERS,
          setupFiles: PROPERTIES,
          testTimeout: SERVERS_TIMEOUT_MS,
          hookTimeout: SERVERS_TIMEOUT_MS,
        },
      },
    ],
  },
});
