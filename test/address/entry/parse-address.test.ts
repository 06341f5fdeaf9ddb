import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseAddress } from "../../../src/address/entry/parse-address.ts";
import { nearlyAddress } from "../../support/arbitrary-address.ts";

test("an address is read", () => {
  expect(parseAddress("::ffff:203.0.113.7")).toEqual({ ok: true, value: { family: 4, v4: 0xcb00_7107 } });
});

describe("errors", () => {
  test.each([
    ["", "empty", "Nothing is written here.", undefined],
    ["127.1", "short_ipv4", '"127.1" is not a whole IPv4 address', "Write all four numbers"],
    ["010.0.0.1", "leading_zero", '"010.0.0.1" has a leading zero', "Write 10.0.0.1."],
    ["0x7f.0.0.1", "not_decimal", '"0x7f.0.0.1" is not written in decimal', "in decimal"],
    ["0x7f000001", "not_decimal", "0x7f000001", "in decimal"],
    ["256.0.0.1", "octet_out_of_range", "above 255", "from 0 to 255"],
    ["1.2.3.4.5", "invalid_ipv4", "not four numbers", "such as 203.0.113.7"],
    ["1..2.3", "invalid_ipv4", "not four numbers", "such as 203.0.113.7"],
    ["+1.2.3.4", "unexpected_character", 'contains "+"', "Write 1.2.3.4."],
    ["1.2.3 .4", "unexpected_character", "contains a blank", "Write 1.2.3.4."],
    ["１.2.3.4", "unexpected_character", 'contains "１"', "Write 1.2.3.4."],
    ["1.2.3.4junk", "unexpected_character", "has more text after the address", "Write 1.2.3.4."],
    ["fe80::1%eth0", "zone_id", "zone id", "Write fe80::1."],
    ["203.0.113.7:443", "port", "has a port", "Write 203.0.113.7."],
    ["[2001:db8::7]:443", "port", "has a port", "Write 2001:db8::7."],
    ["[2001:db8::7]", "unexpected_character", "in brackets", "Write 2001:db8::7."],
    ["https://203.0.113.7/login", "url", "is a URL", "Write 203.0.113.7."],
    ["https://[2001:db8::7]:8443/", "url", "is a URL", "Write 2001:db8::7."],
    ["https://example.com/", "url", "is a URL", "such as 203.0.113.7"],
    ["office.example.com", "hostname", "is a name", "the addresses that the name resolves to"],
    ["1::2::3", "invalid_ipv6", "only once", "such as 203.0.113.7"],
    [":::", "invalid_ipv6", "more than two colons", "such as 203.0.113.7"],
    ["12345::", "invalid_ipv6", '"12345" is not one to four hexadecimal digits', ""],
    ["1:2:3:4:5:6:7:8:9", "invalid_ipv6", "more than eight groups", ""],
    ["1:2:3", "invalid_ipv6", "only 3 of eight groups", ""],
    ["1:2:3:4:5:6:7:8:", "invalid_ipv6", "single colon", ""],
    ["1:2:3:4::5:6:7:8", "invalid_ipv6", "must replace at least one group", ""],
    ["::ffff:01.2.3.4", "invalid_ipv6", 'its end "01.2.3.4" is not an IPv4 address', ""],
  ])("%j: %s", (text, code, detail, fix = "such as") => {
    const result = parseAddress(text);
    expect(result).toMatchObject({ ok: false, error: { code } });
    if (result.ok) return;
    expect(result.error.detail).toContain(detail);
    expect(result.error.fix).toContain(fix);
  });

  test("quote long input cut, and control characters escaped", () => {
    const long = parseAddress("9".repeat(100_000));
    expect(long).toMatchObject({
      ok: false,
      error: { code: "too_long", detail: expect.stringMatching(/^"9{100}…" is too/) },
    });
    const hostile = parseAddress('1.2.3.4\u0000\u001b[31m\u202e"\n');
    expect(hostile.ok || hostile.error.detail).toContain(String.raw`"1.2.3.4\u{0}\u{1b}[31m\u{202e}\"\u{a}"`);
  });

  test("never show a control, format or lone surrogate character, and always say what to write", () => {
    fc.assert(
      fc.property(fc.oneof(nearlyAddress, fc.string({ unit: "binary", maxLength: 80 })), (text) => {
        const result = parseAddress(text);
        if (result.ok) return;
        expect(result.error.detail).not.toMatch(/\p{C}|\p{Zl}|\p{Zp}/u);
        expect(result.error.fix).not.toMatch(/\p{C}/u);
        expect(result.error.fix).not.toBe("");
        const suggested = /^Write (\S+)\.$/.exec(result.error.fix)?.[1];
        if (suggested !== undefined) expect(parseAddress(suggested).ok).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});
