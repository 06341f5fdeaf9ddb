import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { err, ok, type Result } from "../../src/result.ts";
import { PROFILE_VARS } from "./profile-vars.ts";

export interface Settings {
  readonly port: number;
  /** The person's own server that Gatehouse stands in front of; null: the demo product. */
  readonly originUrl: string | null;
  /** Whether the demo product tells Gatehouse whose sessions are whose. */
  readonly demoSignals: boolean;
  /** What the environment says about the product, as name and value. */
  readonly vars: readonly (readonly [name: string, value: string])[];
  /** Absolute path of the folder that keeps KV and D1 between starts. */
  readonly persistTo: string;
  /** Absolute path of the file with the secrets. */
  readonly devVars: string;
}

const DEFAULT_PORT = "8787";
const MAX_PORT = 65_535;

/** Environment and flags → settings, or a sentence that says what is wrong. `root` is the project's folder. */
export function readSettings(
  env: Readonly<Record<string, string | undefined>>,
  args: readonly string[],
  root: string,
): Result<Settings, string> {
  const flags = readFlags(args);
  if (!flags.ok) return flags;
  const port = env.PORT || DEFAULT_PORT;
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > MAX_PORT) {
    return err(`PORT is not a port: write a number from 1 to ${MAX_PORT}, such as PORT=${DEFAULT_PORT} npm start`);
  }
  const signals = env.DEMO_SIGNALS || "on";
  if (signals !== "on" && signals !== "off") return err('DEMO_SIGNALS is neither "on" nor "off"');
  return ok({
    port: Number(port),
    originUrl: env.ORIGIN_URL || null,
    demoSignals: signals === "on",
    vars: PROFILE_VARS.flatMap((name) => {
      const value = env[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
    persistTo: resolve(root, flags.value["persist-to"]),
    devVars: resolve(root, flags.value["dev-vars"]),
  });
}

function readFlags(args: readonly string[]): Result<{ "persist-to": string; "dev-vars": string }, string> {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        "persist-to": { type: "string", default: ".wrangler/state" },
        "dev-vars": { type: "string", default: ".dev.vars" },
      },
    });
    return ok(values);
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error));
  }
}
