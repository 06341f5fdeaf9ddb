import { describe, expect, test } from "vitest";
import {
  ATTRIBUTES,
  BOUND_SECONDS,
  createBrowser,
  endThere,
  expectNoPieceOf,
  logIn,
  secret,
} from "../../support/bound-world.ts";
import { travel } from "../../support/session-world.ts";
import { makeAccount, UNTRUSTED } from "../../support/world.ts";
import { account, build, edge, expectHeldBack, host, otherEdge, reachedBy, vault } from "../bound/world.ts";
import { authorize, expectRefused, makeClosed, tokenOnRecord } from "./world.ts";

const REFUSED = [401, 403, 502, 503];

async function endToken(token: string, header: string): Promise<void> {
  vault.issue({ user: "bot", company: null }, token);
  expect((await authorize(edge, host, header)).status).toBe(200);
  await endThere(account, { all: true });
  travel(BOUND_SECONDS);
}

describe.each(["strict", "enroll"])("BIND_SESSIONS %s", (BIND_SESSIONS) => {
  // Node and Python stop at the padding.
  test.each(["x", "AAAA", ", x=y"])(
    "an ended user name and password, short, with %j after its padding",
    async (rest) => {
      build({}, { BIND_SESSIONS });
      const digits = btoa("ann:secret1");
      await endToken("ann:secret1", `Basic ${digits}`);
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

// CGI-like servers read every character but letters and digits as `_`.
test.each(["X.Api.Key", "X-Api.Key", "X~Api-Key"])("an ended token in %s", async (name) => {
  const token = await tokenOnRecord(edge, host);
  await endThere(account, { all: true });
  travel(BOUND_SECONDS);
  await expectHeldBack(token, () => edge.visit(`https://${host}/api/leads`, { headers: { [name]: token } }));
});

test("a key that another company uses goes on when a web session ends that had it as its cookie", async () => {
  const other = await makeAccount({ mode: "off" });
  const key = await tokenOnRecord(edge, host);
  vault.answers(({ url }) => (url.includes("/session") ? { setCookie: [`sid=${key}${ATTRIBUTES}`] } : null));
  const stranger = createBrowser(edge, { host: other.host });
  await stranger.go("/session", { method: "POST" });
  vault.answers(null);
  expect((await stranger.go("/dashboard")).status).toBe(200);
  travel(1);
  await stranger.go("/logout", { method: "POST" });
  travel(BOUND_SECONDS);
  for (const at of [edge, otherEdge()]) expect((await authorize(at, host, `Bearer ${key}`)).status).toBe(200);
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
