import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { SECRETS } from "./dev-vars.ts";
import { PROFILE_VARS } from "./profile-vars.ts";

/** Secrets stay in .dev.vars: a command line can be read by everybody on the machine. */
const KNOWN: readonly string[] = [...PROFILE_VARS, ...SECRETS, "CREDENTIAL_KEYS_OLD"];

it("passes on every var that the Worker's configuration reads", () => {
  const folder = new URL("../../src/config/", import.meta.url);
  const source = readdirSync(folder)
    .map((file) => readFileSync(new URL(file, folder), "utf8"))
    .join("");
  const read = [...source.matchAll(/\b(?:read|choose)(?:<[^>]*>)?\(\s*"([A-Z][A-Z0-9_]+)"/g)].map(([, name]) => name);
  expect(read).toEqual(expect.arrayContaining(["SESSION_COOKIES", "LOGIN_PATHS", "BIND_SESSIONS"]));
  expect(read.filter((name = "") => !KNOWN.includes(name))).toEqual([]);
});
