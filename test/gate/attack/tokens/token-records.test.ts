import { describe, expect, test } from "vitest";
import {
  BOUND_SECONDS,
  createBrowser,
  endThere,
  expectNoPieceOf,
  logIn,
  secret,
} from "../../../support/bound-world.ts";
import { travel } from "../../../support/session-world.ts";
import { makeAccount, UNTRUSTED } from "../../../support/world.ts";
import { account, build, edge, host, otherEdge, reachedBy, vault } from "../../bound/world.ts";
import { authorize, expectRefused, makeClosed, tokenOnRecord } from "../world.ts";

const REFUSED = [401, 403, 502, 503];

async function endToken(token: string, header: string): Promise<void> {
  vault.issue({ user: "bot", company: null }, token);
  vault.answers(() => ({ status: 200 }));
  expect((await authorize(edge, host, header)).status).toBe(200);
  vault.answers(null);
  await endThere(account, { all: true });
  travel(BOUND_SECONDS);
}

describe.each(["strict", "enroll"])("BIND_SESSIONS %s", (BIND_SESSIONS) => {
  // Node and Python stop at the padding.
  test.each(["x", "AAAA", ", x=y"])(
    "an ended user name and password, short, with %j after its padding",
    async (rest) => {
      build({}, { BIND_SESSIONS });
      // 11 characters: one character of padding.
      const pair = `ann:${secret().slice(0, 7)}`;
      const digits = btoa(pair);
      await endToken(pair, `Basic ${digits}`);
      expect(await reachedBy(() => authorize(edge, host, `Basic ${digits}${rest}`))).toEqual([]);
    },
  );

  test.each([
    ["Rails' token", (token: string) => `Token token="${token}"`],
    ["Rails' token with a parameter", (token: string) => `Token token="${token}", x="y"`],
    ["with a parameter", (token: string) => `Bearer ${token}, x=y`],
  ])("an ended token of 13 characters, as %s", async (_, spell) => {
    build({}, { BIND_SESSIONS });
    await endToken("tk-1234567890", "Bearer tk-1234567890");
    expect(await reachedBy(() => authorize(edge, host, spell("tk-1234567890")))).toEqual([]);
  });

  test("a stolen token of a closed company, among 63 of one's own, at one's own host", async () => {
    build({}, { BIND_SESSIONS });
    const closed = await makeClosed();
    const stolen = await tokenOnRecord(edge, closed.host);
    travel(60);
    const own: string[] = [];
    for (let n = 0; n < 63; n++) own.push(await tokenOnRecord(edge, host, `${secret()}ab`));
    const Authorization = `Bearer ${stolen} ${own.slice(0, 31).join(" ")}`;
    const headers = { Authorization, "X-Api-Key": own.slice(31).join(" ") };
    for (const at of [edge, otherEdge({ BIND_SESSIONS })])
      await expectRefused(stolen, REFUSED, () => at.visit(`https://${host}/api/leads`, { from: UNTRUSTED, headers }));
  });

  test.each(["throws", "hangs"] as const)("the same alone, while D1 %s", async (fault) => {
    build({}, { BIND_SESSIONS });
    const closed = await makeClosed();
    const stolen = await tokenOnRecord(edge, closed.host);
    const at = otherEdge({ BIND_SESSIONS });
    await authorize(at, host, `Bearer ${secret()}`);
    at.d1.fault = fault;
    await expectRefused(stolen, REFUSED, () => authorize(at, host, `Bearer ${stolen}`, "/api/leads", UNTRUSTED));
  });
});

test.each([
  ["Authorization", (value: string) => `Bearer ${value}`],
  ["X-Api-Key", (value: string) => value],
])("the value of a stolen session cookie in %s does not get in by the API's door", async (name, spell) => {
  const closed = await makeAccount({ mode: "enforce", blockApiRequests: false });
  const browser = createBrowser(edge, { host: closed.host });
  await logIn(browser);
  const { value } = browser.pair();
  const headers = { [name]: spell(value) };
  for (const at of [edge, otherEdge()])
    await expectRefused(value, REFUSED, () =>
      at.visit(`https://${closed.host}/api/leads`, { from: UNTRUSTED, headers }),
    );
});

test.each(["lang=en sid=", 'lang="en sid='])(
  "an ended value in a cookie that the product makes of a parameter: %s",
  async (before) => {
    const browser = createBrowser(edge, { host });
    await logIn(browser);
    const { value } = browser.pair();
    await endThere(account, { all: true });
    travel(BOUND_SECONDS);
    vault.answers(({ url }) => (url.includes("/lang") ? { setCookie: [`${before}${value}; Path=/; Secure`] } : null));
    const thief = createBrowser(edge, { host });
    await thief.go("/lang");
    vault.answers(null);
    for (const request of await reachedBy(() => thief.go("/dashboard"))) expectNoPieceOf(value, request);
  },
);
