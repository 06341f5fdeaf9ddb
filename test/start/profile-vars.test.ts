import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { SECRETS } from "./dev-vars.ts";
import { PROFILE_VARS } from "./profile-vars.ts";

/** Secrets stay in .dev.vars: a command line can be read by everybody on the machine. */
const KNOWN: readonly string[] = [...PROFILE_VARS, ...SECRETS, "CREDENTIAL_KEYS_OLD"];

it("passes on every var that the Worker's configuration reads", () => {
  const source = readFileSync(new URL("../../src/config.ts", import.meta.url), "utf8");
  const read = [...source.matchAll(/\bread(?:<[^>]*>)?\(\s*"([A-Z][A-Z0-9_]+)"/g)].map(([, name]) => name);
  expect(read).toContain("SESSION_COOKIES");
  expect(read.filter((name = "") => !KNOWN.includes(name))).toEqual([]);
});
