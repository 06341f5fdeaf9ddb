import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { ensureDevVars } from "./dev-vars.ts";

const SECRET = /^[\w-]{43}$/;
const KEY = /^k1:[\w-]{43}$/;

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dev-vars-"));
  path = join(folder, ".dev.vars");
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("ensureDevVars", () => {
  it("makes a file of random secrets that its owner alone can read", () => {
    const secrets = ensureDevVars(path);
    expect(secrets).toEqual({
      OPERATOR_TOKEN: expect.stringMatching(SECRET),
      CREDENTIAL_KEY: expect.stringMatching(KEY),
    });
    expect(secrets.OPERATOR_TOKEN).not.toBe(secrets.CREDENTIAL_KEY);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("changes nothing the second time", () => {
    const first = ensureDevVars(path);
    const text = readFileSync(path, "utf8");
    expect(ensureDevVars(path)).toEqual(first);
    expect(readFileSync(path, "utf8")).toBe(text);
  });

  test.each([
    ["with an end of line", "# mine\nOPERATOR_TOKEN='my own'\nOTHER=1\n"],
    ["without one", "# mine\nOPERATOR_TOKEN='my own'\nOTHER=1"],
    ["with the missing one empty", "# mine\nOPERATOR_TOKEN='my own'\nOTHER=1\nCREDENTIAL_KEY=\n"],
  ])("adds only what is missing to a file %s", (_, text) => {
    writeFileSync(path, text);
    chmodSync(path, 0o644);
    expect(ensureDevVars(path)).toEqual({
      OPERATOR_TOKEN: "my own",
      OTHER: "1",
      CREDENTIAL_KEY: expect.stringMatching(KEY),
    });
    expect(readFileSync(path, "utf8").startsWith(text)).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});
