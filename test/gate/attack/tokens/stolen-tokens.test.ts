import { describe, expect, test } from "vitest";
import { secret } from "../../../support/bound-world.ts";
import { UNTRUSTED } from "../../../support/world.ts";
import { build, edge, host, otherEdge, vault } from "../../bound/world.ts";
import { authorize, expectKeptBack, expectRefused, MODES, makeClosed, shareHost, tokenOnRecord } from "../world.ts";

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

describe.each([
  { way: "by signals", signals: true, spellings: SPELLINGS, vars: {} },
  {
    way: "by a resolver",
    signals: false,
    // The origin of these tests takes no token out of a pair, so its resolver names nobody.
    spellings: SPELLINGS.filter(([name]) => !name.includes("pair")),
    vars: { ACCOUNT_RESOLVER: "/whoami" },
  },
])("a shared host, the account known $way", ({ signals, spellings, vars }) => {
  test.each(spellings)("a stolen token %s does not arrive at a step of a login or at a page", async (_, spell) => {
    build({ signals }, vars);
    const closed = await makeClosed();
    const stolen = await tokenOnRecord(edge, closed.host);
    vault.issue({ user: "bot", company: closed.id }, stolen);
    const shared = await shareHost();
    for (const at of [edge, otherEdge(vars)]) {
      for (const [method, path] of [
        ["POST", "/login?user=thief"],
        ["POST", "/session"],
        ["GET", "/login"],
        ["GET", "/api/leads"],
        ["GET", "/public/page"],
      ] as const) {
        const headers = { Authorization: spell(stolen) };
        await expectKeptBack(stolen, () => at.visit(`https://${shared}${path}`, { method, headers, from: UNTRUSTED }));
      }
    }
  });

  test("a token on no record arrives at a step of a login", async () => {
    build({ signals }, vars);
    const shared = await shareHost();
    const Authorization = `Bearer ${secret()}`;
    await edge.visit(`https://${shared}/session`, { method: "POST", headers: { Authorization }, from: UNTRUSTED });
    expect(vault.last.headers.get("Authorization")).toBe(Authorization);
  });
});

describe.each(MODES)("BIND_SESSIONS %s", (BIND_SESSIONS) => {
  test.each(["X.Api.Key", "X.Api-Key", "X~Api~Key", "X-Api!Key", "x.api_key"])(
    "a token header whose name is spelt %s does not arrive, since CGI servers read it",
    async (name) => {
      build({}, { BIND_SESSIONS });
      const token = secret();
      await edge.visit(`https://${host}/api/leads`, { headers: { [name]: token, "X.Other": "kept" }, from: UNTRUSTED });
      expect([...vault.last.headers.values()].join()).not.toContain(token);
      expect(vault.last.headers.get("X.Other")).toBe("kept");
    },
  );
});
