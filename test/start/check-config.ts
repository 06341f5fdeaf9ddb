import { type Config, readConfig } from "../../src/config/config.ts";
import { err, ok, type Result } from "../../src/result.ts";

/**
 * Reads the person's vars and secrets as the Worker will, so that a wrong one is named before anything is started.
 * What wrangler.toml says besides is the Worker's to check.
 */
export function checkConfig(
  vars: readonly (readonly [name: string, value: string])[],
  secrets: Readonly<Record<string, string | undefined>>,
): Result<Config, string> {
  const bindings = { DB: {}, LISTS: {}, ATTEMPTS: {}, ORIGIN: {} };
  const config = readConfig({ ...bindings, ...secrets, ...Object.fromEntries(vars) });
  if (config.ok) return ok(config.value);
  return err(config.error.map(({ key, detail, fix }) => `${key} ${detail}: ${fix}.`).join("\n"));
}
