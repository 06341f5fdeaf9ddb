import { describe, expect, test } from "vitest";
import { createCookieRule } from "../../../src/sessions/credentials/cookie-names.ts";
import { nameOfLine, readSetSessionCookies, sealLine } from "../../../src/sessions/credentials/set-cookie.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const rule = createCookieRule({ names: ["sid", "remember_me"], exceptions: ["sid_hint"], unbound: [] });

const find = (...lines: readonly string[]) => {
  const headers = new Headers();
  for (const line of lines) headers.append("Set-Cookie", line);
  return readSetSessionCookies(headers, rule, NOW);
};
const one = (line: string) => find(line)[0] ?? expect.fail(line);
const set = (name: string, form: string) => [{ name, isDeleted: false, forms: [form] }];
const deleted = (name: string) => [{ name, isDeleted: true }];

describe("session cookies that an answer sets", () => {
  test.each<[string, readonly unknown[]]>([
    ["sid=4f2a9c7e; Path=/; HttpOnly; Secure; SameSite=Lax", set("sid", "4f2a9c7e")],
    ["sid=s%3A4f2a9c.Zk8s", set("sid", "s:4f2a9c.Zk8s")],
    [' sid = "4f2a9c7e" ; path=/', set("sid", "4f2a9c7e")],
    ["remember_me=4f2a9c7e; Max-Age=31536000", set("remember_me", "4f2a9c7e")],
    ["sid=4f2a9c7e; Expires=Wed, 22 Nov 2028 12:00:00 GMT", set("sid", "4f2a9c7e")],
    ["sid=4f2a9c7e; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=60", set("sid", "4f2a9c7e")],
    ["sid=4f2a9c7e; Expires=sometime; Max-Age=soon", set("sid", "4f2a9c7e")],
    ["sid=4f2a9c7e; x-max-age=0; comment=Expires=0", set("sid", "4f2a9c7e")],
    ["sid=; Path=/", deleted("sid")],
    ['sid=""; Path=/', deleted("sid")],
    ["sid=deleted; Expires=Thu, 01 Jan 1970 00:00:00 GMT", deleted("sid")],
    ["sid=deleted; expires=Thu, 01-Jan-1970 00:00:01 GMT; Max-Age=0; path=/", deleted("sid")],
    ["sid=4f2a9c7e; max-age=-1", deleted("sid")],
    ["sid=4f2a9c7e; Max-Age=0; Expires=Wed, 22 Nov 2028 12:00:00 GMT", deleted("sid")],
    ["sid=4f2a9c7e; Max-Age=60; Max-Age=0", deleted("sid")],
    // By the same rule as those of requests.
    ["SID=4f2a9c7e", set("SID", "4f2a9c7e")],
    ["__Host-sid=4f2a9c7e; Secure; Path=/", set("__Host-sid", "4f2a9c7e")],
    ["sid.0=4f2a9c7e", set("sid.0", "4f2a9c7e")],
    ["sid2=4f2a9c7e", set("sid2", "4f2a9c7e")],
    ["theme=sid=4f2a9c7e", []],
    ["sid_hint=4f2a9c7e4f2a9c7e", []],
    ["sid_seen=1", []],
    ["theme; sid=4f2a9c7e", []],
    ["theme=1; Path=/, sid=4f2a9c7e", []],
    ["sid", []],
    ["", []],
  ])("%s", (line, found) => {
    expect(find(line)).toMatchObject(found);
    expect(find(line)).toHaveLength(found.length);
  });

  test("are found among others, in order", () => {
    expect(
      find("theme=dark", "sid=; Max-Age=0; Path=/old", "sid=4f2a9c7e; Path=/", "remember_me=; Max-Age=0"),
    ).toMatchObject([...deleted("sid"), ...set("sid", "4f2a9c7e"), ...deleted("remember_me")]);
  });

  test("have their exact text, and their attributes as text", () => {
    expect(one('sid = "a b" ;Path=/ ; SECURE')).toMatchObject({ text: 'sid="a b"', attributes: ";Path=/ ; SECURE" });
    expect(one("sid=a")).toMatchObject({ text: "sid=a", attributes: "" });
  });

  test.each<[string, number, boolean]>([
    ["", 0, false],
    ["; Secure; Path=/", 0, true],
    ["; secure; path=/", 0, true],
    ["; Path=/", 0, false],
    ["; Secure", 0, false],
    ["; Secure; Path=/app", 0, false],
    ["; Secure; Path=/; Domain=", 0, true],
    ["; Secure; Path=/; Domain=example.com", 2, false],
    ["; Domain=.Example.COM", 2, false],
    ["; Domain=.a.b.example.com.", 4, false],
    ["; Path=/; Secure; Path=/x", 0, false],
  ])("sid=a%s: %i labels of Domain, of this host alone: %s", (attributes, labels, isHostOnly) => {
    expect(one(`sid=a${attributes}`)).toMatchObject({ labels, isHostOnly });
  });
});

test.each([
  ["sid=a; Path=/; Secure; HttpOnly; SameSite=Lax", "__Host-gth1-x=S; Path=/; Secure; HttpOnly; SameSite=Lax"],
  ["sid=a; Path=/; Secure", "__Host-gth1-x=S; Path=/; Secure; HttpOnly"],
  ["sid=a; httponly", "gth1-x=S; httponly"],
  ["sid=a;HttpOnly ; Path=/app", "gth1-x=S;HttpOnly ; Path=/app"],
  ["sid=a; Comment=httponly", "gth1-x=S; Comment=httponly; HttpOnly"],
  ["sid=a; Secure; Path=/; Domain=example.com", "gth1-x=S; Secure; Path=/; Domain=example.com; HttpOnly"],
  ["sid=a; Secure; Path=/; Partitioned", "__Host-gth1-x=S; Secure; Path=/; Partitioned; HttpOnly"],
  ["sid=a", "gth1-x=S; HttpOnly"],
  ["sid=; Max-Age=0; Path=/", "gth1-x=S; Max-Age=0; Path=/; HttpOnly"],
])("beside %s stands %s", (line, seal) => {
  const cookie = one(line);
  // The prefix is part of the name that the seal's MAC is over.
  expect(cookie.isHostOnly).toBe(seal.startsWith("__Host-"));
  expect(sealLine(cookie, cookie.isHostOnly ? "__Host-gth1-x" : "gth1-x", "S")).toBe(seal);
});

test.each([
  ["gth1-x=1; Path=/", "gth1-x"],
  [" __Host-gth1-seen =1", "__Host-gth1-seen"],
  ["novalue; gth1-x=1", ""],
])("the name that %j sets is %j", (line, name) => expect(nameOfLine(line)).toBe(name));
