import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { withVars, writeDemoConfig } from "./demo-config.ts";

test("finds main where it was, and gives every environment the vars", () => {
  const toml = 'name = "x"\nmain = "index.ts"\n\n[vars]\nA = "1"\n\n[env.demo.vars]\nA = "2"\n';
  expect(withVars(toml, "/project/origin", { TOKEN: 'a"\\b' })).toBe(
    'name = "x"\nmain = "/project/origin/index.ts"\n\n[vars]\nTOKEN = "a\\"\\\\b"\nA = "1"\n\n[env.demo.vars]\nTOKEN = "a\\"\\\\b"\nA = "2"\n',
  );
});

test("is the demo product's own configuration otherwise, for its owner's eyes alone", () => {
  const folder = mkdtempSync(join(tmpdir(), "demo-config-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const own = fileURLToPath(new URL("../origin/wrangler.toml", import.meta.url));
  const path = writeDemoConfig(own, join(folder, "state"), { GATEHOUSE_TOKEN: "secret" });
  const text = readFileSync(path, "utf8");
  expect(text.match(/^GATEHOUSE_TOKEN = "secret"$/gm)).toHaveLength(2);
  const asItWas = text.replaceAll('GATEHOUSE_TOKEN = "secret"\n', "").replace(/^main = ".+"$/m, 'main = "index.ts"');
  expect(asItWas).toBe(readFileSync(own, "utf8"));
  expect(statSync(path).mode & 0o777).toBe(0o600);
});
