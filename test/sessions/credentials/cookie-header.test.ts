import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  exactText,
  isOwnName,
  joinCookieParts,
  MAX_CANDIDATES,
  readCookieHeader,
} from "../../../src/sessions/credentials/cookie-header.ts";
import { createCookieRule } from "../../../src/sessions/credentials/cookie-names.ts";

const rule = createCookieRule({ names: ["sid"], exceptions: [], unbound: [] });
const read = (header: string) => readCookieHeader(header, rule);
const kindsOf = (header: string) => read(header).map(({ kind, text }) => [kind, text]);

describe("a Cookie header", () => {
  test("is cut at semicolons, each part kept to the byte", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[^;,]{0,12}$/), { maxLength: 10 }), (texts) => {
        const header = texts.join(";");
        expect(read(header).map(({ raw }) => raw)).toEqual(texts.filter((text) => /[^ \t]/.test(text)));
      }),
    );
  });

  test("of crumbs that HTTP/2 joined is the same as one line (RFC 9113 section 8.2.3)", () => {
    expect(kindsOf("a=1; sid=x; b=2")).toEqual([
      ["other", "a=1"],
      ["candidate", "sid=x"],
      ["other", "b=2"],
    ]);
  });

  test.each<[string, readonly (readonly [string, string])[]]>([
    [
      "a=1, sid=x; b=2",
      [
        ["other", "a=1"],
        ["candidate", "sid=x"],
        ["other", "b=2"],
      ],
    ],
    [
      "a=1,sid=x",
      [
        ["other", "a=1"],
        ["candidate", "sid=x"],
      ],
    ],
    ["sid=x, a=1", [["candidate", "sid=x, a=1"]]],
    [
      "sid=x, sid=y",
      [
        ["candidate", "sid=x"],
        ["candidate", "sid=y"],
      ],
    ],
    [
      "a=1, gth1-abcdefgh=z",
      [
        ["other", "a=1"],
        ["own", "gth1-abcdefgh=z"],
      ],
    ],
    [
      "a=1, __Host-gth1-seen=z, b=2",
      [
        ["other", "a=1"],
        ["own", "__Host-gth1-seen=z, b=2"],
      ],
    ],
    [
      "a=1, __Host-gatehouse-acme=z",
      [
        ["other", "a=1"],
        ["console", "__Host-gatehouse-acme=z"],
      ],
    ],
    ["a=1, b=2, c=3", [["other", "a=1, b=2, c=3"]]],
    ["date=Sun, 22 Nov", [["other", "date=Sun, 22 Nov"]]],
  ])("that a proxy joined by commas (%s) is several", (header, kinds) => {
    expect(kindsOf(header)).toEqual(kinds);
  });

  test("tells Gatehouse's own cookies, in any case, and the console's", () => {
    expect(kindsOf("gth1-abcdefgh=1; __Host-gth1-seen=2; GTH1-x=3; __HOST-gth1-y=4; __Host-gatehouse-acme=5")).toEqual([
      ["own", "gth1-abcdefgh=1"],
      ["own", "__Host-gth1-seen=2"],
      ["own", "GTH1-x=3"],
      ["own", "__HOST-gth1-y=4"],
      ["console", "__Host-gatehouse-acme=5"],
    ]);
    expect(["gth1-", "gth10-x", "xgth1-", "__Secure-gth1-x", "gth1"].map(isOwnName)).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  test("that is joined again without some parts has the others as they came", () => {
    const header = `a="1";  sid=x ;b=2;; c = \u00e93 , d ; `;
    const rest = read(header).filter(({ kind }) => kind !== "candidate");
    expect(joinCookieParts(rest)).toBe(`a="1";b=2; c = \u00e93 , d `);
    expect(joinCookieParts([])).toBeNull();
    expect(joinCookieParts(read("a=1, sid=x").slice(1))).toBe("sid=x");
  });

  test("has the value of every reading", () => {
    expect(read("sid=abc")[0]?.values).toEqual(["abc"]);
    expect(read('sid="s%3Aabc"')[0]?.values).toEqual(["s:abc"]);
    expect(read("theme=a%3B sid=4f2a9c7e")[0]?.values).toEqual(["4f2a9c7e"]);
    expect(read("sid=")[0]).toMatchObject({ kind: "candidate", values: [] });
    expect(read("theme=sid")[0]).toMatchObject({ kind: "other", values: [] });
  });

  test("of more session cookies than any browser sends reads the values of the first ones alone", () => {
    const parts = read(Array.from({ length: MAX_CANDIDATES + 2 }, (_, i) => `sid=value-${i}`).join("; "));
    expect(parts.filter(({ kind }) => kind === "candidate")).toHaveLength(MAX_CANDIDATES + 2);
    expect(parts.filter(({ values }) => values.length > 0)).toHaveLength(MAX_CANDIDATES);
  });
});

test.each([
  ["sid=abc", "sid=abc", "sid", "abc"],
  [" sid = abc ", "sid=abc", "sid", "abc"],
  ["\tsid\t=\tabc\t", "sid=abc", "sid", "abc"],
  ["sid=a b", "sid=a b", "sid", "a b"],
  ["sid==a=", "sid==a=", "sid", "=a="],
  ["=abc", "=abc", "", "abc"],
  ["abc", "abc", "", "abc"],
  ["", "", "", ""],
  ["sid=\u00a0a", "sid=\u00a0a", "sid", "\u00a0a"],
  ["sid=a\u000b", "sid=a\u000b", "sid", "a\u000b"],
])("the exact text of %j is %j", (raw, text, name, value) => {
  expect(exactText(raw)).toEqual({ text, name, value });
});
