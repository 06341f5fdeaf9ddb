import { beforeEach, describe, expect, test } from "vitest";
import { ATTRIBUTES, activeSessions, type Browser } from "../../../support/bound-world.ts";
import { makeAccount, UNTRUSTED } from "../../../support/world.ts";
import { build, edge, expectHeldBack, vault } from "../../bound/world.ts";
import { logInAt, makeClosed, shareHost } from "../world.ts";

// A person of two companies, away from the office, switches to the company whose list does not admit them, by a path that
// the product reads as /switch, and LOGIN_PATHS does not spell in this way. The product keeps the cookie's value.

const SPELLINGS = [
  "/switch",
  "/%73witch",
  "/%2573witch",
  "//switch",
  "/SWITCH",
  "/Switch.json",
  "/switch;x=1",
  "/x/..;/switch",
  "/x%2f..%2fswitch",
  "/switch%20",
  "/switch%2f",
  "/switch.",
  "/ｓｗｉｔｃｈ",
];

let shared = "";
let open = "";
let closed = "";
let own: Browser;

beforeEach(async () => {
  build({ signals: false }, { ACCOUNT_RESOLVER: "/whoami" });
  shared = await shareHost();
  open = (await makeAccount({ mode: "off" })).id;
  closed = (await makeClosed()).id;
  own = await logInAt(edge, shared, open, UNTRUSTED);
  vault.answers((request) => {
    const { pathname } = new URL(request.url);
    const [found] = vault.loginsIn(request);
    const detour = request.headers.get("X-Original-URL") ?? "";
    const isSwitch = /switch/i.test(`${decode(decode(pathname)).normalize("NFKC")}${detour}`);
    if (!isSwitch || found === undefined) return null;
    vault.issued.set(found.value, { ...found.login, company: closed });
    return { status: 302, headers: { Location: "/dashboard" } };
  });
});

const decode = (text: string): string => decodeURIComponent(text);

/** The product has switched; nothing of the session reaches it any more. */
async function expectOut(): Promise<void> {
  const { value } = own.pair();
  expect(vault.issued.get(value)?.company).toBe(closed);
  vault.answers(null);
  expect(await activeSessions(open)).toEqual([]);
  for (const path of ["/dashboard", "/api/leads", "/switch"]) await expectHeldBack(value, () => own.send(path));
}

test.each(SPELLINGS)("POST %s", async (path) => {
  await own.go(path, { method: "POST" });
  await expectOut();
});

test("GET, spelled in another way", async () => {
  await own.go("/%73witch");
  await expectOut();
});

test("a header that leads to another path", async () => {
  await own.go("/elsewhere", { method: "POST", headers: { "X-Original-URL": "/switch" } });
  await expectOut();
});

describe("what only looks like a step of a login", () => {
  test.each(["/switchboard", "/files/a%2Fb", "/other//page"])("%s asks the resolver nothing further", async (path) => {
    await own.go("/dashboard");
    const before = vault.resolved.length;
    const kept = { status: 200, setCookie: [`theme=dark${ATTRIBUTES}`] };
    vault.answers(() => kept);
    expect((await own.go(path, { method: "POST" })).status).toBe(200);
    expect(vault.resolved).toHaveLength(before);
  });
});

test("an unknown token does not pass because the path may be a step of a login", async () => {
  const stolen = vault.issue({ user: "ann", company: null }).slice(0, -1);
  for (const path of SPELLINGS.slice(1))
    await expectHeldBack(stolen, () =>
      edge.visit(`https://${shared}${path}`, { headers: { Authorization: `Bearer ${stolen}` }, from: UNTRUSTED }),
    );
});
