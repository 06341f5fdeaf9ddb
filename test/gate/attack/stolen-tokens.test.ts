import { describe, expect, test } from "vitest";
import { secret } from "../../support/bound-world.ts";
import { UNTRUSTED } from "../../support/world.ts";
import { build, edge, host, otherEdge, vault } from "../bound/world.ts";
import { authorize, expectRefused, MODES, makeClosed, tokenOnRecord } from "./world.ts";

// A live token that is on record with another account, at the host of an account that admits everybody.

const SPELLINGS: readonly (readonly [string, (token: string) => string])[] = [
  ["as it was", (token) => `Bearer ${token}`],
  ["alone", (token) => token],
  ["with a parameter", (token) => `Bearer ${token}, x=y`],
  ["with a parameter and no space", (token) => `Bearer ${token},x=y`],
  ["with a parameter after a semicolon", (token) => `Bearer ${token}; x=y`],
  ["as Rails' token", (token) => `Token token="${token}", x="y"`],
  ["as Rails' token without quotes", (token) => `Token token=${token}, x=y`],
  ["as Rails' second parameter", (token) => `Token x="y", token="${token}"`],
  ["after other words", (token) => `a b Bearer ${token}`],
  ["as a parameter of another scheme", (token) => `Digest a, Bearer ${token}, b`],
  ["between two words", (token) => `Bearer x ${token} y`],
  ["between two words that look like secrets", (token) => `Bearer ${secret()} ${token} ${secret()}`],
  ["in quotes", (token) => `Bearer "${token}"`],
  ["as the user name of a pair", (token) => `Basic ${btoa(`${token}:x`)}`],
  ["as the password of a pair", (token) => `Basic ${btoa(`x:${token}`)}`],
];

/** As an ended one, as an address that is not on the list, or as another account's. */
const REFUSED = [401, 403, 502];

// In `off` a host of one account does not ask whom credentials belong to (docs/bound-cookies.md).
describe.each(["strict", "enroll"])("BIND_SESSIONS %s", (BIND_SESSIONS) => {
  test.each(SPELLINGS)("a stolen token %s is refused", async (_, spell) => {
    build({}, { BIND_SESSIONS });
    const closed = await makeClosed();
    const stolen = await tokenOnRecord(edge, closed.host);
    for (const at of [edge, otherEdge({ BIND_SESSIONS })]) {
      for (const path of ["/api/leads", "/dashboard", "/elsewhere"]) {
        await expectRefused(stolen, REFUSED, () => authorize(at, host, spell(stolen), path, UNTRUSTED));
      }
    }
  });
});

describe.each(MODES)("BIND_SESSIONS %s", (BIND_SESSIONS) => {
  test.each(SPELLINGS.filter(([name]) => !/pair|two words|other words|another scheme|second/.test(name)))(
    "a token on no record, and one's own, pass %s",
    async (_, spell) => {
      build({}, { BIND_SESSIONS });
      const own = await tokenOnRecord(edge, host);
      for (const at of [edge, otherEdge({ BIND_SESSIONS })]) {
        for (const text of [spell(secret()), spell(own)]) {
          await authorize(at, host, text, "/api/leads", UNTRUSTED);
          expect(vault.last.headers.get("Authorization")).toBe(text);
        }
      }
    },
  );
});
