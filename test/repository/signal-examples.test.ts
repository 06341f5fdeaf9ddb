import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

test.each([
  ["ts", "test/servers/products/tell-gatehouse.ts"],
  ["php", "test/servers/ci/products/tell_gatehouse.php"],
  ["python", "test/servers/ci/products/tell_gatehouse.py"],
])("the example in %s is the very code that the tests run", (language, path) => {
  expect(read("docs/signals.md")).toContain(`\`\`\`${language}\n${read(path).trim()}\n\`\`\`\n`);
});
