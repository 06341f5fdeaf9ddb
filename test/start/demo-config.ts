import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const OWNER_ONLY = 0o600;

/**
 * Writes the demo product's configuration with vars of this start into the folder that keeps its state, and returns where
 * it is: `--var` reaches the first Worker alone, and what is secret belongs into no file of the project.
 */
export function writeDemoConfig(file: string, folder: string, vars: Readonly<Record<string, string>>): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "demo-product.toml");
  const text = withVars(readFileSync(file, "utf8"), dirname(resolve(file)), vars);
  writeFileSync(path, text, { mode: OWNER_ONLY });
  return path;
}

/** The same configuration from elsewhere: `main` is found in `from`, and each environment has these vars beside its own. */
export function withVars(toml: string, from: string, vars: Readonly<Record<string, string>>): string {
  // A JSON text of what has no control characters is a basic string of TOML.
  const lines = Object.entries(vars).map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`);
  return toml
    .replace(/^main = "(.+)"$/m, (_, main: string) => `main = ${JSON.stringify(join(from, main))}`)
    .replace(/^\[(?:env\.\w+\.)?vars\]\n/gm, (heading) => heading + lines.join(""));
}
