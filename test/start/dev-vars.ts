import { randomBytes } from "node:crypto";
import { appendFileSync, chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseEnv } from "node:util";

/** 256 bits, the length of the keys of HMAC-SHA-256. */
const SECRET_BYTES = 32;
const OWNER_ONLY = 0o600;

export const SECRETS = ["OPERATOR_TOKEN", "CREDENTIAL_KEY"] as const;

/**
 * Sees to it that the file holds every secret, readable by its owner alone, and returns what it holds. Only what is
 * missing or empty is added, at the end: everything that stands there already stays as it is.
 */
export function ensureDevVars(path: string): Readonly<Record<string, string | undefined>> {
  if (!existsSync(path)) {
    writeFileSync(path, "# Secrets of the local Gatehouse, made by npm start.\n", { mode: OWNER_ONLY, flag: "wx" });
  }
  chmodSync(path, OWNER_ONLY);
  const text = readFileSync(path, "utf8");
  const present = parseEnv(text);
  const added = SECRETS.filter((name) => !present[name]).map((name) => `${name}=${newValueOf(name)}\n`);
  if (added.length > 0) appendFileSync(path, [text === "" || text.endsWith("\n") ? "" : "\n", ...added].join(""));
  return parseEnv(readFileSync(path, "utf8"));
}

/** Keys have an id, so that the next one is put beside it in one step. */
function newValueOf(name: (typeof SECRETS)[number]): string {
  const secret = randomBytes(SECRET_BYTES).toString("base64url");
  return name === "CREDENTIAL_KEY" ? `k1:${secret}` : secret;
}
