import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const REPLAY = fileURLToPath(new URL("../../support/node/record-cookie-readings.ts", import.meta.url));

test.each([
  ["the corpus of Cookie headers", "--check"],
  ["2,000 random ones", "--random=2000"],
])("PHP, Python, Express and Hono read no ended session in %s", (_, flag) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [REPLAY, flag], { encoding: "utf8" });
  expect(stderr).toBe("");
  expect(stdout).toMatch(/ passed, 0 failed$/m);
  const [parsers = ""] = stdout.split(":");
  expect(parsers.split(", ")).toEqual(expect.arrayContaining(["express", "hono", "php", "python"]));
  expect(status).toBe(0);
});
