import { describe, expect, test } from "vitest";
import { MAX_CANDIDATES, MAX_READINGS, readCookieHeader } from "../../../src/sessions/credentials/cookie-header.ts";
import { createCookieRule } from "../../../src/sessions/credentials/cookie-names.ts";
import { createCredentialReader } from "../../../src/sessions/credentials/credential-reader.ts";
import { createKeyring } from "../../../src/sessions/credentials/keyring.ts";
import { readToken } from "../../../src/sessions/credentials/token-headers.ts";
import { formsOf, readJose } from "../../../src/sessions/credentials/value-forms.ts";
import { rule, withoutEnded } from "./cookie-cut.ts";

/**
 * Sixteen times what Cloudflare lets through: what is linear takes milliseconds of it, and what is not ends no test within
 * its time limit.
 */
const LENGTH = 1_000_000;
const fill = (piece: string): string => piece.repeat(Math.ceil(LENGTH / piece.length));
const E = "e4d909c290d0fb1ca068ffaddf22cbd0";

const HOSTILE: readonly [string, string][] = [
  ["semicolons", fill(";")],
  ["equals signs", fill("=")],
  ["commas", fill(",")],
  ["percent signs", fill("%")],
  ["escaped equals signs", fill("%3D")],
  ["escaped semicolons", fill("%3B")],
  ["escaped percent signs in a session", `crm_session=${fill("%25")}`],
  ["equals signs in a session", `crm_session=${fill("=")}x`],
  ["commas in a session", `crm_session=${fill(",")}`],
  ["backslashes in a session", `crm_session="${fill("\\")}`],
  ["blanks in a name", `a${fill(" ")}b=1`],
  ["blanks in a session", `crm_session=a${fill(" ")}b`],
  ["tabs around a session", `${fill("\t")}crm_session${fill("\t")}=${fill("\t")}a`],
  ["base64 in a session", `crm_session=${fill("A")}!`],
  ["names", fill("crm_session=")],
  ["names after commas", fill("crm_session=x,")],
  ["names after blanks", fill("crm_session= ")],
  ["quoted names", `crm_session="${fill('crm_session="')}`],
  ["escaped names", fill("%63rm_session%3d")],
  ["dollars", `${fill("$")}crm_session=1`],
  ["brackets", `${fill("[")}=1`],
  ["sessions", fill(`crm_session=${E};`)],
  ["quotes that close far away", fill('crm_session="\\"\\"\\";')],
  ["Gatehouse's own cookies", fill("gth1-abcdefgh=x,")],
];

describe("a Cookie header of a million", () => {
  test.each(HOSTILE)("%s is read in a time that grows with its length", (_, header) => {
    const parts = readCookieHeader(header, rule);
    // No more text is read out of it than a few times its length.
    const read = parts.reduce((sum, { values }) => sum + values.reduce((length, value) => length + value.length, 0), 0);
    expect(read).toBeLessThanOrEqual(MAX_CANDIDATES * 4 * header.length);
    expect(Math.max(0, ...parts.slice(0, 100).map(({ values }) => values.length))).toBeLessThanOrEqual(
      4 * MAX_READINGS,
    );
    expect((withoutEnded(header, E) ?? "").includes(E)).toBe(false);
  });

  test.each(HOSTILE)("%s does not make the reader hash more than its bounds", async (_, header) => {
    const keyring = createKeyring([{ id: null, secret: "a-key-of-this-test-0123456789abcdef", verifiesSeals: true }]);
    let hashed = 0;
    const counting = {
      ...keyring,
      hash(value: string) {
        hashed += 1;
        return keyring.hash(value);
      },
    };
    for (const bindSessions of ["enroll", "strict"] as const) {
      hashed = 0;
      const reader = createCredentialReader({ rule, keyring: counting, bindSessions });
      const { credentials, tooMany, unsealed, parts } = await reader.readCookies(header, {
        hostname: "app.example.com",
        account: null,
      });
      expect(hashed).toBeLessThanOrEqual(bindSessions === "strict" ? 0 : MAX_CANDIDATES * MAX_READINGS * 8);
      if (tooMany) expect(credentials).toEqual([]);
      const candidates = parts.filter(({ kind }) => kind === "candidate").length;
      expect(credentials.length + unsealed.length).toBe(candidates);
    }
  });
});

test("a cookie that could be read in more ways than any is known by none of them, and is a candidate all the same", () => {
  const many = (count: number) => readCookieHeader(Array(count).fill("crm_session=abc").join(" "), rule);
  expect(many(MAX_READINGS)).toMatchObject([{ kind: "candidate" }]);
  expect(many(MAX_READINGS)[0]?.values).not.toEqual([]);
  expect(many(MAX_READINGS + 1)).toMatchObject([{ kind: "candidate", values: [] }]);
});

test.each([
  ["base64 that ends in something else", `Bearer ${fill("A")}!`],
  ["padding in the middle", `Bearer ${fill("=")}x`],
  ["blanks", `Bearer${fill(" ")}x${fill(" ")}y`],
  ["words", `Bearer ${fill("a ")}`],
  ["commas", fill(",")],
  ["parameters", `Token ${fill('a="b",')}c="d"`],
  ["parts", `Bearer ${fill("eyJhbGciOiJIUzI1NiJ9.")}`],
  ["Basic", `Basic ${fill("Og==")}`],
  ["quotes", `Bearer ${fill('"')}`],
])("a token of a million (%s) is read in a time that grows with its length", (_, text) => {
  const reading = readToken(text);
  if (reading.kind !== "token") return;
  expect(reading.words.length).toBeLessThanOrEqual(64);
});

test.each([fill("A"), `${fill("A")}!`, `${fill("=")}!`, fill("."), `eyJhbGciOiJIUzI1NiJ9.${fill("A")}`])(
  "the forms of a value of a million characters are few",
  (value) => {
    expect(formsOf(value).length).toBeLessThanOrEqual(2);
    expect(readJose(value).kind).not.toBe("jose");
  },
);

test("a profile of many names is one glance at a header without any of them", () => {
  const names = Array.from({ length: 50 }, (_, i) => `session_${i}_of_the_product`);
  const many = createCookieRule({ names, exceptions: [], unbound: [] });
  expect(readCookieHeader(fill("theme=dark; "), many).every(({ kind }) => kind === "other")).toBe(true);
});
