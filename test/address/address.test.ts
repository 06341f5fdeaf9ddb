import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type Address, formatAddress, parseAddress } from "../../src/address/address.ts";
import { readVisitorAddress } from "../../src/address/visitor-address.ts";
import { CANONICAL, REFUSED } from "../support/address-corpus.ts";
import { address, addressLetters, nearlyAddress, spelling, spelling6 } from "../support/arbitrary-address.ts";
import { type NaiveAddress, naiveAddress } from "../support/naive-address.ts";

const parsed = (text: string): Address | null => {
  const result = parseAddress(text);
  return result.ok ? result.value : null;
};

const naive = (of: Address | null): NaiveAddress | null => {
  if (of === null) return null;
  if (of.family === 4) return { family: 4, value: BigInt(of.v4) };
  return { family: 6, value: of.v6.reduce((sum, word) => (sum << 32n) | BigInt(word), 0n) };
};

describe("the corpus (threats 5 and 6)", () => {
  it("has more than 500 strings", () => {
    expect(CANONICAL.length + REFUSED.length).toBeGreaterThan(500);
    expect(new Set([...CANONICAL.map(([text]) => text), ...REFUSED]).size).toBe(CANONICAL.length + REFUSED.length);
  });

  it.each(CANONICAL)("reads %j as %s", (text, canonical) => {
    const read = parsed(text);
    expect(read && formatAddress(read)).toBe(canonical);
    expect(readVisitorAddress(text)).toEqual(read);
    expect(naiveAddress(text)).toEqual(naive(read));
  });

  it.each(REFUSED.map((text) => [text]))("refuses %j", (text) => {
    expect(parseAddress(text).ok).toBe(false);
    expect(readVisitorAddress(text)).toBeNull();
    expect(naiveAddress(text)).toBeNull();
  });
});

describe("every spelling, one verdict", () => {
  const spelled = address.chain((of) => fc.tuple(fc.constant(of), spelling(of)));

  test("both parsers read every spelling of an address as that address", () => {
    fc.assert(
      fc.property(spelled, ([of, text]) => {
        expect(parsed(text)).toEqual(of);
        expect(readVisitorAddress(text)).toEqual(of);
      }),
      { numRuns: 3000 },
    );
  });

  test("IPv4-mapped IPv6 in any spelling is the IPv4 address", () => {
    const mapped = fc.nat(0xffff_ffff).chain((v4) => fc.tuple(fc.constant(v4), spelling6({ family: 4, v4 })));
    fc.assert(
      fc.property(mapped, ([v4, text]) => {
        expect(parsed(text)).toEqual({ family: 4, v4 });
      }),
    );
  });

  test("the canonical text is read back, and is the same for all spellings", () => {
    fc.assert(
      fc.property(spelled, ([of, text]) => {
        const canonical = formatAddress(of);
        expect(parsed(canonical)).toEqual(of);
        const read = parsed(text);
        expect(read && formatAddress(read)).toBe(canonical);
      }),
    );
  });
});

describe("the two parsers and a third one agree on every input", () => {
  test.each([
    ["nearly an address", nearlyAddress],
    ["letters of addresses", addressLetters],
    ["anything", fc.string({ unit: "binary", maxLength: 60 })],
  ])("%s", (_, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        const strict = parsed(text);
        expect(readVisitorAddress(text)).toEqual(strict);
        expect(naive(strict)).toEqual(naiveAddress(text));
      }),
      { numRuns: 5000 },
    );
  });
});

describe("canonical text of IPv6 (RFC 5952)", () => {
  test.each([
    ["2001:0DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1", "of two equal runs the first is shortened"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1", "a single zero group is not"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1", "the longest run is"],
    ["0:0:0:0:0:0:0:0", "::", "all zeros"],
    ["1:0:0:0:0:0:0:0", "1::", "zeros at the end"],
    ["0:0:0:0:0:0:0:1", "::1", "zeros at the start"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221", "an IPv4 tail is written as groups"],
  ])("%s is %s: %s", (text, canonical) => {
    const read = parsed(text);
    expect(read && formatAddress(read)).toBe(canonical);
  });
});

describe("errors", () => {
  test.each([
    ["", "empty", "Nothing is written here.", undefined],
    ["127.1", "short_ipv4", '"127.1" is not a whole IPv4 address', "Write all four numbers"],
    ["010.0.0.1", "leading_zero", '"010.0.0.1" has a leading zero', "Write 10.0.0.1."],
    ["0x7f.0.0.1", "not_decimal", '"0x7f.0.0.1" is not written in decimal', "in decimal"],
    ["0x7f000001", "not_decimal", "0x7f000001", "in decimal"],
    ["256.0.0.1", "octet_out_of_range", "above 255", "0 to 255"],
    ["1.2.3.4.5", "invalid_ipv4", "not four numbers", "such as 203.0.113.7"],
    ["1..2.3", "invalid_ipv4", "not four numbers", "such as 203.0.113.7"],
    ["+1.2.3.4", "unexpected_character", 'contains "+"', "Write 1.2.3.4."],
    ["1.2.3 .4", "unexpected_character", "contains a blank", "Write 1.2.3.4."],
    ["１.2.3.4", "unexpected_character", 'contains "１"', "Write 1.2.3.4."],
    ["1.2.3.4junk", "unexpected_character", "goes on after the address", "Write 1.2.3.4."],
    ["fe80::1%eth0", "zone_id", "zone id", "Write fe80::1."],
    ["203.0.113.7:443", "port", "has a port", "Write 203.0.113.7."],
    ["[2001:db8::7]:443", "port", "has a port", "Write 2001:db8::7."],
    ["[2001:db8::7]", "unexpected_character", "in brackets", "Write 2001:db8::7."],
    ["https://203.0.113.7/login", "url", "is a URL", "Write 203.0.113.7."],
    ["https://[2001:db8::7]:8443/", "url", "is a URL", "Write 2001:db8::7."],
    ["https://example.com/", "url", "is a URL", "such as 203.0.113.7"],
    ["office.example.com", "hostname", "is a name", "the addresses that the name stands for"],
    ["1::2::3", "invalid_ipv6", "only once", "such as 203.0.113.7"],
    [":::", "invalid_ipv6", "more than two colons", "such as 203.0.113.7"],
    ["12345::", "invalid_ipv6", '"12345" is not one to four hexadecimal digits', ""],
    ["1:2:3:4:5:6:7:8:9", "invalid_ipv6", "more than eight groups", ""],
    ["1:2:3", "invalid_ipv6", "only 3 of eight groups", ""],
    ["1:2:3:4:5:6:7:8:", "invalid_ipv6", "single colon", ""],
    ["1:2:3:4::5:6:7:8", "invalid_ipv6", "leaves no group out", ""],
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
