import { describe, expect, test } from "vitest";
import { makeAccount, UNTRUSTED } from "../../../support/world.ts";
import { account, build, edge, expectHeldBack, host, otherEdge, vault } from "../../bound/world.ts";
import { authorize, makeClosed, shareHost } from "../world.ts";

// With a resolver: a credential of one's own and a stolen one in one text. The resolver reads the first of them; another
// part of the product may read the other one.

const VARS = { ACCOUNT_RESOLVER: "/whoami" };

const TEXTS: readonly (readonly [string, (own: string, stolen: string) => Record<string, string>])[] = [
  ["two words", (own, stolen) => ({ Authorization: `Bearer ${own} ${stolen}` })],
  ["two words of a scheme that signs", (own, stolen) => ({ Authorization: `OAuth ${own} ${stolen}` })],
  ["two schemes", (own, stolen) => ({ Authorization: `Digest ${own}, Bearer ${stolen}` })],
  ["two parameters", (own, stolen) => ({ Authorization: `Token token="${own}"; x="${stolen}"` })],
  ["a user name and a password", (own, stolen) => ({ Authorization: `Basic ${btoa(`${own}:${stolen}`)}` })],
  ["two words of a key", (own, stolen) => ({ "X-Api-Key": `${own} ${stolen}` })],
];

const PATHS = ["/dashboard", "/api/leads", "/elsewhere", "/switch"];

describe.each(TEXTS)("%s", (_, headersOf) => {
  test("on a host that accounts share", async () => {
    build({}, VARS);
    const shared = await shareHost();
    const open = (await makeAccount({ mode: "off" })).id;
    const closed = (await makeClosed()).id;
    const own = vault.issue({ user: "thief", company: open });
    const stolen = vault.issue({ user: "ann", company: closed });
    // Both are known, and on record.
    for (const token of [own, stolen])
      expect(
        (await edge.visit(`https://${shared}/api/leads`, { headers: { Authorization: `Bearer ${token}` } })).status,
      ).toBe(200);
    for (const at of [edge, otherEdge(VARS)])
      for (const path of PATHS)
        await expectHeldBack(stolen, () =>
          at.visit(`https://${shared}${path}`, { headers: headersOf(own, stolen), from: UNTRUSTED }),
        );
  });

  test("on a host of one account", async () => {
    build({}, VARS);
    const closed = await makeClosed();
    const own = vault.issue({ user: "thief", company: account });
    const stolen = vault.issue({ user: "ann", company: closed.id });
    for (const [name, token] of [
      [host, own],
      [closed.host, stolen],
    ] as const)
      expect((await authorize(edge, name, `Bearer ${token}`)).status).toBe(200);
    for (const at of [edge, otherEdge(VARS)])
      for (const path of PATHS)
        await expectHeldBack(stolen, () =>
          at.visit(`https://${host}${path}`, { headers: headersOf(own, stolen), from: UNTRUSTED }),
        );
  });
});
