import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createUrlReader, type VisitUrl } from "../../../src/gate/arrival/visit-url.ts";

type Reading = VisitUrl | "not a URL";

function readingOf(parse: () => VisitUrl): Reading {
  try {
    const { href, protocol, origin, host, hostname, pathname, search } = parse();
    return { href, protocol, origin, host, hostname, pathname, search };
  } catch {
    return "not a URL";
  }
}

const byParser = (text: string): Reading => readingOf(() => new URL(text));

describe("a visit's URL is read as the URL parser reads it", () => {
  test.each([
    "https://app.example.com/",
    "https://app.example.com",
    "https://app.example.com/dashboard?tab=1&x=%2e%2e",
    "https://APP.example.com:443/a",
    "http://app.example.com:80/a",
    "https://app.example.com:8443/a",
    "https://app.example.com./a",
    "http://127.1/a",
    "http://0x7f.1/a",
    "http://[::1]:8787/a",
    "http://[0:0::1]/a",
    "https://xn--mnchen-3ya.example/a",
    "https://xn--.example/a",
    "https://app.example.com:99999/a",
    "https://:80/a",
    "https:///a",
    "https://a@app.example.com/a",
    "https://app.example.com/a/../b",
    "https://app.example.com/a/./b",
    "https://app.example.com/a/..",
    "https://app.example.com/a/%2e%2E/b",
    "https://app.example.com/.well-known/x",
    "https://app.example.com/a..b/c./d..",
    "https://app.example.com//a///b",
    "https://app.example.com/a\\..\\b",
    "https://app.example.com/a b",
    "https://app.example.com/a\tb\n",
    "https://app.example.com/ä?ö",
    "https://app.example.com/a?",
    "https://app.example.com/a?b?c",
    "https://app.example.com/a?it's \"<>",
    "https://app.example.com/a#b",
    "https://app.example.com/a?b#c",
    "https://app.example.com?b",
    "https://app.example.com/{a}|^`",
    "ftp://app.example.com/a",
    "/a",
    "",
  ])("%s", (text) => {
    const read = createUrlReader();
    expect(readingOf(() => read(text))).toEqual(byParser(text));
    // The second time the authority is known.
    expect(readingOf(() => read(text))).toEqual(byParser(text));
  });

  test("whatever it is made of", () => {
    const read = createUrlReader();
    const piece = fc.constantFrom(
      ...[
        "a",
        "B",
        "1",
        ".",
        "..",
        "/",
        "//",
        "\\",
        "?",
        "#",
        "%2e",
        "%",
        ":",
        ":80",
        ":443",
        ":81",
        "@",
        "[::1]",
        "127.1",
      ],
      ...[
        "xn--",
        "_",
        "-",
        "~",
        "!",
        "$",
        "&",
        "'",
        "(",
        ")",
        "*",
        "+",
        ",",
        ";",
        "=",
        "^",
        "`",
        "{",
        "|",
        "}",
        '"',
        "<",
      ],
      ...[" ", "\t", "\n", "é", "\u3002", "\u0000", "localhost", "example.com"],
    );
    const url = fc
      .tuple(fc.constantFrom("http://", "https://", "HTTPS://", "http:/"), fc.array(piece, { maxLength: 12 }))
      .map(([scheme, pieces]) => scheme + pieces.join(""));
    fc.assert(
      fc.property(fc.oneof(url, fc.webUrl({ withQueryParameters: true, withFragments: true })), (text) => {
        expect(readingOf(() => read(text))).toEqual(byParser(text));
      }),
      { numRuns: 5_000 },
    );
  });
});
