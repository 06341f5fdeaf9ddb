import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const TIMEOUT_MS = 120_000;

/** `npm run test:servers`: what needs servers that npm does not bring. CI installs them; see .ci/run. */
export default defineConfig({
  root: fileURLToPath(new URL("../../..", import.meta.url)),
  test: {
    name: "servers-ci",
    environment: "node",
    include: ["test/servers/ci/*.test.ts"],
    silent: "passed-only",
    testTimeout: TIMEOUT_MS,
    hookTimeout: TIMEOUT_MS,
  },
});
