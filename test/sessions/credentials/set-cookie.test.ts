import { describe, expect, test } from "vitest";
import { findSetSessionCookies } from "../../../src/sessions/credentials/set-cookie.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const SESSIONS = ["sid", "remember_me"];

const find = (...lines: readonly string[]) => {
  const headers = new Headers();
  for (const line of lines) headers.append("Set-Cookie", line);
  return findSetSessionCookies(headers, SESSIONS, NOW);
};
const set = (name: string, value: string) => [
  { kind: "set", credential: { kind: "cookie", name, values: [value], hints: [], isRecordable: true } },
];
const deleted = (name: string) => [{ kind: "deleted", name }];

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
    ["SID=4f2a9c7e", []],
    ["sid2=4f2a9c7e", []],
    ["theme=sid=4f2a9c7e", []],
    ["theme; sid=4f2a9c7e", []],
    ["sid", []],
    ["", []],
  ])("%s", (line, found) => {
    expect(find(line)).toEqual(found);
  });

  test("are found among others, in order", () => {
    expect(find("theme=dark", "sid=; Max-Age=0; Path=/old", "sid=4f2a9c7e; Path=/", "remember_me=; Max-Age=0")).toEqual(
      [...deleted("sid"), ...set("sid", "4f2a9c7e"), ...deleted("remember_me")],
    );
  });

  test("a value that is no secret goes on no record", () => {
    expect(find("sid=1")).toMatchObject([{ kind: "set", credential: { isRecordable: false } }]);
  });
});
