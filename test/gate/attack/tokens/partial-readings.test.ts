import { describe, expect, test } from "vitest";
import { BOUND_SECONDS, endThere, secret } from "../../../support/bound-world.ts";
import { travel } from "../../../support/session-world.ts";
import { UNTRUSTED } from "../../../support/world.ts";
import { account, build, edge, host, otherEdge, vault } from "../../bound/world.ts";
import { authorize, expectRefused, MODES } from "../world.ts";

// A word that many clients send is not ended because somebody sent it beside a token of one's own.

const PUBLIC = "pk_live_51H8xQ2eZvKYlo2C9abcdef";

const TOGETHER: readonly (readonly [string, (own: string) => string, string])[] = [
  ["as a scheme", (own) => `${PUBLIC} ${own}`, `Bearer ${PUBLIC}`],
  ["as a parameter", (own) => `Token token="${PUBLIC}", secret="${own}"`, `Token token="${PUBLIC}"`],
  ["as the user name of a pair", (own) => `Basic ${btoa(`${PUBLIC}:${own}`)}`, `Basic ${btoa(`${PUBLIC}:`)}`],
];

const ENDINGS: readonly (readonly [string, (text: string) => Promise<unknown>])[] = [
  ["a logout", (text) => edge.visit(`https://${host}/logout`, { method: "POST", headers: { Authorization: text } })],
  ["an ending by the API", () => endThere(account, { all: true })],
];

test.each([`Bearer a-word-of-one's-own ${PUBLIC}`, `Bearer ${PUBLIC} a-word-of-one's-own`])(
  "two tokens in one header are refused: %s",
  (text) => expectRefused(PUBLIC, [401], () => authorize(edge, host, text)),
);

describe.each(MODES)("BIND_SESSIONS %s", (BIND_SESSIONS) => {
  describe.each(ENDINGS)("after %s", (_, end) => {
    test.each(TOGETHER)("a public key that came %s passes, what it came with does not", async (_, textOf, alone) => {
      build({}, { BIND_SESSIONS });
      const own = secret();
      const text = textOf(own);
      vault.issue({ user: "ann", company: null }, text.startsWith("Basic") ? text.slice("Basic ".length) : own);
      expect((await authorize(edge, host, text)).status).toBe(200);
      await end(text);
      travel(BOUND_SECONDS);
      await expectRefused(own, [401], () => authorize(edge, host, text));
      for (const at of [edge, otherEdge({ BIND_SESSIONS })]) {
        await authorize(at, host, alone, "/elsewhere", UNTRUSTED);
        expect(vault.last.headers.get("Authorization")).toBe(alone);
        const key = { "X-Api-Key": PUBLIC };
        await at.visit(`https://${host}/elsewhere`, { headers: key, from: UNTRUSTED });
        expect(vault.last.headers.get("X-Api-Key")).toBe(PUBLIC);
      }
    });
  });
});
