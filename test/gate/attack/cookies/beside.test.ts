import { beforeEach, expect, test } from "vitest";
import { logIn, secret } from "../../../support/bound-world.ts";
import { UNTRUSTED } from "../../../support/world.ts";
import { browserAt, edge, host, otherEdge, vault } from "../../bound/world.ts";
import { expectKeptBack, makeClosed, tokenOnRecord } from "../world.ts";

// The verdict of one credential is not another's, whatever else they have in common.

type Sent = Record<string, string>;
interface Given {
  readonly pair: string;
  /** The value of the cookie: products take one value from a cookie and from a header. */
  readonly value: string;
  readonly own: string;
  readonly stolen: string;
}

let given: Given;

/** A thief has a login and a token of an open account, and a token of an account that does not admit the thief. */
beforeEach(async () => {
  const thief = browserAt({ from: UNTRUSTED });
  await logIn(thief, "thief");
  const { text, seal, value } = thief.pair();
  const closed = await makeClosed();
  const stolen = await tokenOnRecord(edge, closed.host);
  given = { pair: `${text}; ${seal}`, value, own: await tokenOnRecord(edge, host), stolen };
});

const STOLEN_BESIDE: readonly (readonly [string, (given: Given) => Sent])[] = [
  [
    "in its own header, and as the second word beside the cookie's own value",
    ({ pair, value, stolen }) => ({ Cookie: pair, "X-Api-Key": stolen, Authorization: `Bearer ${value} ${stolen}` }),
  ],
  [
    "in its own header, and as the first word beside the cookie's own value",
    ({ pair, value, stolen }) => ({ Cookie: pair, "X-Api-Key": stolen, Authorization: `Bearer ${stolen} ${value}` }),
  ],
  [
    "as the second word beside the cookie's own value",
    ({ pair, value, stolen }) => ({ Cookie: pair, Authorization: `Bearer ${value} ${stolen}` }),
  ],
  [
    "in its own header, and as the second word beside a token of one's own",
    ({ pair, own, stolen }) => ({ Cookie: pair, "X-Api-Key": stolen, Authorization: `Bearer ${own} ${stolen}` }),
  ],
  [
    "in its own header, and as the first word beside a token of one's own",
    ({ pair, own, stolen }) => ({ Cookie: pair, "X-Api-Key": stolen, Authorization: `Bearer ${stolen} ${own}` }),
  ],
  [
    "as the second word beside a token of one's own that is in the other header too",
    ({ pair, own, stolen }) => ({ Cookie: pair, "X-Api-Key": own, Authorization: `Bearer ${own} ${stolen}` }),
  ],
  [
    "in its own header, and as the second word, without a cookie",
    ({ own, stolen }) => ({ "X-Api-Key": stolen, Authorization: `Bearer ${own} ${stolen}` }),
  ],
  [
    "as the second word beside a token that is in the other header too, without a cookie",
    ({ own, stolen }) => ({ "X-Api-Key": own, Authorization: `Bearer ${own} ${stolen}` }),
  ],
  ["as the second word of the only header", ({ own, stolen }) => ({ Authorization: `Bearer ${own} ${stolen}` })],
  [
    "as a user name with one's own token as the password",
    ({ own, stolen }) => ({ "X-Api-Key": own, Authorization: `Basic ${btoa(`${stolen}:${own}`)}` }),
  ],
];

test.each(STOLEN_BESIDE)("a stolen token %s does not arrive", async (_, headersOf) => {
  const headers = headersOf(given);
  for (const at of [edge, otherEdge()]) {
    for (const path of ["/dashboard", "/api/leads", "/elsewhere", "/login"]) {
      for (const request of [headers, { ...headers, Cookie: `theme=dark; ${headers.Cookie ?? ""}` }])
        await expectKeptBack(given.stolen, () =>
          at.visit(`https://${host}${path}`, { headers: request, from: UNTRUSTED }),
        );
    }
  }
});

const OWN_BESIDE: readonly (readonly [string, (given: Given) => Sent])[] = [
  ["a cookie and a token", ({ pair, own }) => ({ Cookie: pair, Authorization: `Bearer ${own}` })],
  ["the cookie's value in a header too", ({ pair, value }) => ({ Cookie: pair, Authorization: `Bearer ${value}` })],
  ["one token in two headers", ({ own }) => ({ "X-Api-Key": own, Authorization: `Bearer ${own}` })],
  [
    "a cookie, and one token in two headers",
    ({ pair, own }) => ({ Cookie: pair, "X-Api-Key": own, Authorization: `Bearer ${own}` }),
  ],
  ["a token, and one that is on no record", ({ own }) => ({ "X-Api-Key": own, Authorization: `Bearer ${secret()}` })],
  [
    "a door's user name and password",
    ({ pair }) => ({ Cookie: pair, Authorization: `Basic ${btoa("door:password-1")}` }),
  ],
];

test.each(OWN_BESIDE)("one's own credentials pass to the byte: %s", async (_, headersOf) => {
  const { Cookie, ...tokens } = headersOf(given);
  for (const at of [edge, otherEdge()]) {
    const headers = { ...tokens, ...(Cookie === undefined ? {} : { Cookie }) };
    expect((await at.visit(`https://${host}/api/leads`, { headers, from: UNTRUSTED })).status).toBe(200);
    for (const [name, text] of Object.entries(tokens)) expect(vault.last.headers.get(name)).toBe(text);
    expect(vault.last.headers.get("Cookie")).toBe(Cookie?.split("; ", 1)[0] ?? null);
  }
});
