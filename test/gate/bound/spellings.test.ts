import { describe, expect, test } from "vitest";
import { makeAccount } from "../../support/world.ts";
import {
  account,
  eachWithAccount,
  endAll,
  endSession,
  gate,
  headerOf,
  host,
  isolate,
  type Jar,
  logIn,
  product,
  received,
  sealName,
  send,
  sessions,
  setCookie,
  visitWith,
} from "./bound-world.ts";

const VALUE = "ended-value-0123456789";

/** The whole Cookie header of an attacker who has the pair. */
type Spelling = (jar: Jar) => string;
const pair = (jar: Jar): string => `${sealName(jar)}=${jar.get(sealName(jar))}`;
const withSeal =
  (cookie: string): Spelling =>
  (jar) =>
    `theme=dark; ${cookie}; ${pair(jar)}`;

const SPELLINGS: readonly (readonly [string, Spelling])[] = [
  ["A1 as it was", withSeal(`sid=${VALUE}`)],
  ["A3 another last character", withSeal(`sid=${VALUE.slice(0, -1)}8`)],
  ["A4 sid.0", withSeal(`sid.0=${VALUE}`)],
  ["A4 sidX", withSeal(`sidX=${VALUE}`)],
  ["A4 sid-", withSeal(`sid-=${VALUE}`)],
  ["A4 halves", withSeal(`sid.0=${VALUE.slice(0, 9)}; sid.1=${VALUE.slice(9)}`)],
  ["A5 chunks", withSeal(`sid=chunks-2; sidC1=${VALUE.slice(0, 9)}; sidC2=${VALUE.slice(9)}`)],
  ["A6 case", withSeal(`SID=${VALUE}`)],
  ["A6 escape in the name", withSeal(`%73id=${VALUE}`)],
  ["A6 PHP's array", withSeal(`sid[x]=${VALUE}`)],
  ["A7 after a comma", (jar) => `theme=dark; x=1, sid=${VALUE}; ${pair(jar)}`],
  ["A8 after an encoded semicolon", (jar) => `theme=dark; x=1%3B sid=${VALUE}; ${pair(jar)}`],
  ["A8 without the blank", (jar) => `theme=dark; x=1%3Bsid=${VALUE}; ${pair(jar)}`],
  ["A9 a cookie without a name", withSeal(`=sid=${VALUE}`)],
  ["A10 RFC 2965", (jar) => `theme=dark; $Version="1"; $sid="${VALUE}"; $Path="/"; ${pair(jar)}`],
  ["A11 with a prefix", withSeal(`__Host-sid=${VALUE}`)],
  ["A11 with another prefix", withSeal(`__Secure-sid=${VALUE}`)],
  ["A12 in quotes", withSeal(`sid="${VALUE}"`)],
  ["a tab in the name", withSeal(`\tsid\t=\t${VALUE}`)],
  ["an escape in the value", withSeal(`sid=%65${VALUE.slice(1)}`)],
  ["twice", withSeal(`sid=other-0123456789; sid=${VALUE}`)],
];

describe("a session cookie that has ended", () => {
  eachWithAccount();

  test.each(SPELLINGS)("%s: arrives in no spelling", async (_name, spelling) => {
    const jar = await logIn(VALUE);
    const other = await logIn("other-0123456789");
    const [first] = (await sessions()).filter(({ id }) => id !== undefined);
    expect(first).toBeDefined();
    await endAll();
    const arrived = (await visitWith(spelling(jar))) ?? "";
    expect(arrived.replace(/\$\w+="[^"]*"(?:; )?/g, "").replace(/; $/, "")).toMatch(/^(?:theme=dark(?:; x=1)?)?$/);
    expect(arrived).not.toContain("ended-value");
    expect(other.size).toBeGreaterThan(1);
  });

  test("and before it has ended the same cookie arrives, to the byte, without its seal", async () => {
    const jar = await logIn(VALUE);
    expect(await visitWith(headerOf(jar))).toBe(`theme=dark; sid=${VALUE}`);
  });
});

describe("a live session cookie in another spelling", () => {
  eachWithAccount();

  test.each(SPELLINGS.filter(([name]) => !/A1 |A7|tab|twice/.test(name)))(
    "%s: opens nothing",
    async (_name, spelling) => {
      const jar = await logIn(VALUE);
      expect(await visitWith(spelling(jar))).not.toContain("value-0123456789");
    },
  );

  test("A2 with the seal of another cookie, it does not pass", async () => {
    const victim = await logIn(VALUE);
    const own = await logIn("own-value-0123456789");
    const mixed = new Map([...own, ["sid", victim.get("sid") ?? ""]]);
    expect(await visitWith(headerOf(mixed))).toBe("theme=dark");
  });

  test("A13 on another host of the account it does not pass", async () => {
    const { host: other } = await makeAccount();
    const jar = await logIn(VALUE);
    expect(await visitWith(headerOf(jar), "/dashboard", isolate({}, other))).toBe("theme=dark");
  });

  test("A14 of a domain above two accounts' hosts, it is the account's that set it", async () => {
    const parent = host.split(".").slice(1).join(".");
    const attributes = `Path=/; Secure; Domain=.${parent}`;
    const jar: Jar = new Map();
    await send(jar, "/login", { method: "POST", answer: { setCookie: [setCookie("sid", VALUE, attributes)] } });
    expect([...jar.keys()].some((name) => name.startsWith("__Host-"))).toBe(false);
    expect(await visitWith(headerOf(jar))).toBe(`sid=${VALUE}`);
    const { host: other } = await makeAccount();
    expect(other.split(".").slice(1).join(".")).toBe(parent);
    expect(
      await visitWith(headerOf(jar), "/dashboard", isolate({ AUTHENTICATED_PATHS: "/dashboard" }, other)),
    ).toBeNull();
  });

  test("A15 A16 sealed by another deployment, or by a key that is not there, it does not pass", async () => {
    const jar = await logIn(VALUE);
    const key = "another-key-0123456789abcdef0123456789";
    const { env } = await import("cloudflare:workers");
    await env.DB.prepare("DELETE FROM credential_keys").run();
    expect(await visitWith(headerOf(jar), "/dashboard", isolate({ CREDENTIAL_KEY: `k9:${key}` }))).toBe("theme=dark");
  });

  test.each([
    ["cut", (seal: string) => seal.slice(0, -1)],
    ["extended", (seal: string) => `${seal}A`],
    ["of another version", (seal: string) => seal.replace(/^1/, "2")],
    ["of other ids", (seal: string) => seal.replace(/\.([\w-])/, (_, c) => `.${c === "0" ? "1" : "0"}`)],
    ["of another time", (seal: string) => seal.replace(/\.([\w-]{6})([\w-]{18})\./, ".AAAAAA$2.")],
    ["empty", () => ""],
  ])("A17 with a seal that is %s, it does not pass", async (_name, change) => {
    const jar = await logIn(VALUE);
    jar.set(sealName(jar), change(jar.get(sealName(jar)) ?? ""));
    expect(await visitWith(headerOf(jar))).toBe("theme=dark");
  });
});

describe("what the product would read as a session elsewhere", () => {
  eachWithAccount();

  test.each(["/dashboard;sid=abc", "/dashboard?SID=abc&a=1", "/(S(abc))/dashboard", "/dashboard;x=1;remember=2?a=1"])(
    "A26 in the URL %s: a read goes on without it, anything else is refused",
    async (path) => {
      const read = await gate.visit(path);
      expect(read.status).toBe(302);
      expect(read.headers.get("Location")).toMatch(/^\/dashboard(?:;x=1)?(?:\?a=1)?$/);
      expect((await gate.visit(path, { method: "POST" })).status).toBe(400);
      expect(product.reached).toEqual([]);
    },
  );

  test("A27 no product sets a cookie in Gatehouse's name", async () => {
    const jar: Jar = new Map();
    await send(jar, "/", { answer: { setCookie: ["gth1-abcdefgh=forged", "__Host-gth1-seen=forged", "theme=dark"] } });
    expect([...jar.keys()]).toEqual(["theme"]);
  });

  test("A29 more candidates or seals than any browser sends: all of them go", async () => {
    const jar = await logIn(VALUE);
    const many = Array.from({ length: 33 }, (_, index) => `sid=made-up-value-${index}`).join("; ");
    expect(await visitWith(`${many}; ${headerOf(jar)}`)).toBe("theme=dark");
    const seals = Array.from({ length: 33 }, (_, index) => `gth1-0000${index}=x`).join("; ");
    expect(await visitWith(`${seals}; ${headerOf(jar)}`)).toBe("theme=dark");
  });

  test("A36 a cached answer sets no session cookie", async () => {
    const jar: Jar = new Map();
    const answer = { setCookie: [setCookie("sid", VALUE), "theme=dark"], headers: { Age: "7" } };
    await send(jar, "/", { answer });
    expect([...jar.keys()]).toEqual(["theme"]);
  });

  test("ended alone: another session of the same browser profile stays", async () => {
    const a = await logIn(VALUE);
    const [session] = await sessions();
    const b = await logIn("other-value-0123456789");
    await endSession(session?.id ?? "");
    const { vi } = await import("vitest");
    vi.setSystemTime(Date.now() + 31_000);
    expect(await visitWith(headerOf(a))).toBe("theme=dark");
    expect(await visitWith(headerOf(b))).toContain("other-value");
    expect(account).not.toBe("");
    expect(received()).toContain("other-value");
  });
});
