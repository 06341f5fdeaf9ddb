import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { formatAddress } from "../../../src/address/address.ts";
import { type ParsedEntry, parseEntry } from "../../../src/address/entry/entry.ts";
import { formatRange, prefixRange } from "../../../src/address/range.ts";
import { REFUSED } from "../../support/address-corpus.ts";
import { address, nearlyAddress } from "../../support/arbitrary-address.ts";

const read = (text: string): ParsedEntry => {
  const entry = parseEntry(text);
  if (!entry.ok) throw new Error(`${entry.error.detail} ${entry.error.fix}`);
  return entry.value;
};

const codes = (text: string): string[] => read(text).warnings.map(({ code }) => code);

describe("notations", () => {
  test.each([
    ["203.0.113.7", { cidr: "203.0.113.7/32" }],
    ["203.0.113.0/24", { cidr: "203.0.113.0/24" }],
    ["203.0.113.7/32", { cidr: "203.0.113.7/32" }],
    ["203.0.113.7-203.0.113.20", { first: "203.0.113.7", last: "203.0.113.20" }],
    ["203.0.113.7 - 203.0.113.20", { first: "203.0.113.7", last: "203.0.113.20" }],
    ["203.0.113.7\u00a0\u2013\u00a0203.0.113.20", { first: "203.0.113.7", last: "203.0.113.20" }],
    ["203.0.113.7\u2014203.0.113.20", { first: "203.0.113.7", last: "203.0.113.20" }],
    ["203.0.113.7\u2212203.0.113.20", { first: "203.0.113.7", last: "203.0.113.20" }],
    ["203.0.113.7-203.0.113.7", { cidr: "203.0.113.7/32" }],
    ["203.0.113.*", { cidr: "203.0.113.0/24" }],
    ["203.0.*.*", { cidr: "203.0.0.0/16" }],
    ["203.*.*.*", { cidr: "203.0.0.0/8" }],
    ["2001:DB8::7", { cidr: "2001:db8::7/128" }],
    ["2001:db8::/64", { cidr: "2001:db8::/64" }],
    ["2001:db8::1-2001:db8::9", { first: "2001:db8::1", last: "2001:db8::9" }],
    ["::ffff:203.0.113.7", { cidr: "203.0.113.7/32" }],
    ["::ffff:cb00:7107", { cidr: "203.0.113.7/32" }],
    ["::ffff:203.0.113.0/120", { cidr: "203.0.113.0/24" }],
    ["::ffff:cb00:7100/128", { cidr: "203.0.113.0/32" }],
    ["::ffff:203.0.113.7-203.0.113.20", { first: "203.0.113.7", last: "203.0.113.20" }],
    ["::1.2.3.4", { cidr: "::102:304/128" }],
    ["::/64", { cidr: "::/64" }],
    ["::ffff-1::", { first: "::ffff", last: "1::" }],
  ])("%s", (text, expected) => {
    expect(formatRange(read(text).range)).toEqual(expected);
  });

  it.each(["\ufeff", "\u00a0", "\t", " ", "\u3000", "\u200b", "\u202a", "\r\n", "\u2028", "\u0085"])(
    "with %j around it is the same, and so is its value",
    (blank) => {
      expect(read(`${blank}${blank}203.0.113.0/24${blank}`)).toEqual(read("203.0.113.0/24"));
    },
  );

  it("keeps the text as written", () => {
    expect(read(" 2001:DB8::/64 ").value).toBe("2001:DB8::/64");
    expect(read("49.37.165.0/16").value).toBe("49.37.165.0/16");
  });

  test("any address with any prefix is its network", () => {
    fc.assert(
      fc.property(address, fc.integer({ min: 1, max: 128 }), (of, length) => {
        const prefix = of.family === 4 ? 1 + (length % 32) : length;
        const entry = parseEntry(`${formatAddress(of)}/${prefix}`);
        if (!entry.ok) expect(entry.error.code).toBe("covers_everything");
        else expect(entry.value.range).toEqual(prefixRange(of, prefix));
      }),
    );
  });
});

describe("host bits", () => {
  test.each([
    [
      "49.37.165.0/16",
      "65,536 addresses, from 49.37.0.0 to 49.37.255.255",
      "Did you mean 49.37.165.0/24?",
      "49.37.0.0/16",
    ],
    ["203.0.113.7/24", "256 addresses", "the single address 203.0.113.7?", "203.0.113.0/24"],
    ["10.1.2.3/8", "16,777,216 addresses", "the single address 10.1.2.3?", "10.0.0.0/8"],
    ["172.16.0.0/8", "16,777,216 addresses", "172.16.0.0/16?", "172.0.0.0/8"],
    ["203.0.113.6/31", null, null, "203.0.113.6/31"],
    ["203.0.113.7/31", "2 addresses", "the single address 203.0.113.7?", "203.0.113.6/31"],
    ["2001:db8:1::/32", "2^96 addresses", "2001:db8:1::/48?", "2001:db8::/32"],
    ["2001:db8:1:2::/48", "2^80 addresses", "2001:db8:1:2::/64?", "2001:db8:1::/48"],
    ["2001:db8::1/64", "2^64 addresses", "the single address 2001:db8::1?", "2001:db8::/64"],
    ["::ffff:203.0.113.7/120", "203.0.113.7/24 covers 256 addresses", "203.0.113.7?", "203.0.113.0/24"],
  ])("%s", (text, detail, fix, cidr) => {
    const entry = read(text);
    expect(formatRange(entry.range)).toEqual({ cidr });
    const warning = entry.warnings.find(({ code }) => code === "host_bits");
    if (detail === null) return expect(warning).toBeUndefined();
    expect(warning?.detail).toContain(detail);
    expect(warning?.fix).toContain(fix);
    expect(warning?.fix).toContain(`Otherwise write ${cidr}.`);
  });
});

describe("other warnings", () => {
  test.each([
    ["203.0.0.0/16", []],
    ["202.0.0.0/15", ["wide_prefix"]],
    ["203.0.0.0-203.1.0.0", ["wide_prefix"]],
    ["203.0.0.1-203.1.0.0", []],
    ["2001:db8::/32", []],
    ["2001:db8::/31", ["wide_prefix"]],
    ["2001:db8::-2001:db9::", ["wide_prefix"]],
    ["2001:db8::1-2001:db9::", []],
    ["2a06:98c0:3600::103", ["cloudflare_workers"]],
    ["2a06:98c0::/29", ["wide_prefix", "cloudflare_workers"]],
    ["2a06::/16", ["wide_prefix", "cloudflare_workers"]],
    ["2a06:98c7:ffff:ffff:ffff:ffff:ffff:ffff-2a06:98c8::", ["cloudflare_workers"]],
    ["2a06:98c8::/64", []],
    ["2a06:98bf:ffff:ffff::/64", []],
    ["192.168.1.5", ["private_address"]],
    ["10.0.0.0/24", ["private_address"]],
    ["172.31.255.255", ["private_address"]],
    ["172.32.0.0", []],
    ["100.64.0.1", ["private_address"]],
    ["127.0.0.1", ["private_address"]],
    ["169.254.1.1", ["private_address"]],
    ["0.0.0.0", ["private_address"]],
    ["224.0.0.1", ["private_address"]],
    ["240.0.0.1", []],
    ["192.0.0.0/16", []],
    ["::1", ["private_address"]],
    ["fe80::1", ["private_address"]],
    ["fd00::/64", ["private_address"]],
    ["2001:db8:1:2:a8bb:ccff:fe00:1122", ["single_ipv6"]],
    ["2001:db8:1:2:a8bb:ccff:fe00:1122/128", ["single_ipv6"]],
    ["2001:db8:1:2::/64", []],
    ["2001:db8:1:2::25", []],
    ["2001:db8::203.0.113.7", []],
    ["::1.2.3.4", ["ipv4_compatible"]],
    ["::102:304", []],
    ["10.1.2.3/8", ["host_bits", "wide_prefix", "private_address"]],
  ])("%s: %j", (text, expected) => {
    expect(codes(text)).toEqual(expected);
  });

  test("say what to write", () => {
    const [single] = read("2001:db8:1:2:a8bb:ccff:fe00:1122").warnings;
    expect(single?.fix).toContain("2001:db8:1:2::/64");
    const [compatible] = read("::1.2.3.4").warnings;
    expect(compatible).toMatchObject({ detail: "::1.2.3.4 is the IPv6 address ::102:304, not the IPv4 address." });
    const [wide] = read("202.0.0.0/15").warnings;
    expect(wide?.detail).toBe("202.0.0.0/15 covers 131,072 addresses.");
  });
});

describe("errors", () => {
  test.each([
    // nothing, too much
    ["", "empty", ""],
    [" \u00a0\t", "empty", ""],
    ["/", "empty", ""],
    ["/24", "empty", ""],
    ["1".repeat(500), "too_long", "a line of its own"],
    ["203.0.113.0 / 24", "invalid_prefix", "Write 203.0.113.0/24."],
    ["2001:db8:: /48", "invalid_prefix", "Write 2001:db8::/48."],
    ["203.0.113.0 255.255.255.0", "netmask", "Write 203.0.113.0/24."],
    ["203.0.113.0\tnetmask 255.255.255.0", "netmask", "Write 203.0.113.0/24."],
    ["203.0.113.0 0.0.0.255", "netmask", "Write 203.0.113.0/24."],
    ["203.0.113.0 / 255.255.255.0", "netmask", "Write 203.0.113.0/24."],
    ["203.0.113.7\tOffice", "label_without_sign", "Put # before the label: 203.0.113.7 # Office"],
    ["203.0.113.7 Ann at home", "label_without_sign", "Put # before the label: 203.0.113.7 # Ann at home"],
    ["203.0.113.0/24 - Office", "label_without_sign", "203.0.113.0/24 # Office"],
    ["2001:db8::/48 (Büro)", "label_without_sign", "2001:db8::/48 # Büro"],
    ["203.0.113.1~203.0.113.9", "invalid_range", "Write 203.0.113.1-203.0.113.9."],
    ["203.0.113.1 to 203.0.113.9", "invalid_range", "Write 203.0.113.1-203.0.113.9."],
    ["203.0.113.1 ... 203.0.113.9", "invalid_range", "Write 203.0.113.1-203.0.113.9."],
    ["country:DE", "unsupported_kind", "addresses of the offices"],
    ["AS13335", "unsupported_kind", "addresses of the offices"],
    ["asn: 13335", "unsupported_kind", "addresses of the offices"],
    ["203.0.113.7 203.0.113.8", "several_entries", "commas"],
    ["203.0.113.7;203.0.113.0/24", "several_entries", "commas"],
    ["203.0.113.7\t2001:db8::7", "several_entries", "commas"],
    // prefix
    ["203.0.113.0/", "invalid_prefix", "such as 203.0.113.0/24"],
    ["203.0.113.0/33", "invalid_prefix", "1 to 32"],
    ["2001:db8::/129", "invalid_prefix", "1 to 128"],
    ["203.0.113.0/016", "invalid_prefix", "Write 203.0.113.0/16."],
    ["203.0.113.0/08", "invalid_prefix", "Write 203.0.113.0/8."],
    ["203.0.113.0/00", "invalid_prefix", "Write 203.0.113.0/0."],
    ["203.0.113.0/24/8", "invalid_prefix", "one slash"],
    ["203.0.113.0//24", "invalid_prefix", "one slash"],
    ["203.0.113.0/24junk", "invalid_prefix", ""],
    ["203.0.113.0/+24", "invalid_prefix", ""],
    ["203.0.113.0/-1", "invalid_range", ""],
    ["203.0.113.0/0x18", "invalid_prefix", ""],
    ["203.0.113.0/2.4", "invalid_prefix", ""],
    ["203.0.113.0/1e1", "invalid_prefix", ""],
    ["203.0.113.0/２４", "invalid_prefix", ""],
    ["203.0.113.0/ 24", "invalid_prefix", "Write 203.0.113.0/24."],
    ["203.0.113.0 /24", "invalid_prefix", "Write 203.0.113.0/24."],
    ["203.0.113.0/255.255.255.0", "netmask", "Write 203.0.113.0/24."],
    ["203.0.113.0/0.0.0.255", "netmask", "Write 203.0.113.0/24."],
    ["203.0.113.0/255.0.255.0", "invalid_prefix", ""],
    // the address of a network
    ["10/8", "short_ipv4", "Write 10.0.0.0/8."],
    ["172.16/12", "short_ipv4", "Write 172.16.0.0/12."],
    ["010.0.0.0/8", "leading_zero", "Write 10.0.0.0/8."],
    ["010.0.0.0/08", "leading_zero", "such as"],
    ["010.0.0.0/\u0000", "leading_zero", "such as"],
    ["1.2.3.4junk/24", "unexpected_character", "Write 1.2.3.4/24."],
    ["fe80::1%eth0/64", "zone_id", "Write fe80::1/64."],
    ["example.com/24", "hostname", ""],
    ["https://203.0.113.7/24", "url", "Write 203.0.113.7."],
    // mapped
    ["::ffff:203.0.113.0/95", "mapped_prefix", "203.0.113.0/24"],
    ["::ffff:203.0.113.0/24", "mapped_prefix", "203.0.113.0/24"],
    ["::ffff:cb00:7100/64", "mapped_prefix", ""],
    ["::ffff:0:0/0", "mapped_prefix", ""],
    ["::ffff:203.0.113.0/129", "invalid_prefix", ""],
    // everything
    ["0.0.0.0/0", "covers_everything", "turn the list off"],
    ["203.0.113.7/0", "covers_everything", "turn the list off"],
    ["::/0", "covers_everything", "turn the list off"],
    ["2001:db8::7/0", "covers_everything", "turn the list off"],
    ["::ffff:0.0.0.0/96", "covers_everything", "turn the list off"],
    ["0.0.0.0-255.255.255.255", "covers_everything", "turn the list off"],
    ["1.0.0.0-223.255.255.255", "covers_everything", "turn the list off"],
    ["::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "covers_everything", "turn the list off"],
    ["2000::/3", "covers_everything", "turn the list off"],
    ["::/1", "covers_everything", "turn the list off"],
    ["*.*.*.*", "covers_everything", "turn the list off"],
    ["*", "covers_everything", "turn the list off"],
    // wildcards
    ["203.*.113.1", "invalid_wildcard", "only at the end"],
    ["203.*.113.*", "invalid_wildcard", "only at the end"],
    ["*.0.113.1", "invalid_wildcard", "only at the end"],
    ["203.0.*", "invalid_wildcard", "four parts"],
    ["203.0.113.*.*", "invalid_wildcard", "four parts"],
    ["203.0.113.1*", "invalid_wildcard", "four parts"],
    ["203.0.113.**", "invalid_wildcard", "four parts"],
    ["203.0.113.*/24", "invalid_wildcard", "203.0.113.0/24"],
    ["2001:db8::*", "invalid_wildcard", "2001:db8:1:2::/64"],
    ["::ffff:203.0.113.*", "invalid_wildcard", ""],
    ["203.0.0113.*", "leading_zero", "without leading zeros"],
    ["203.0.256.*", "octet_out_of_range", ""],
    ["*.example.com", "invalid_wildcard", ""],
    // first-last
    ["203.0.113.20-203.0.113.7", "reversed_range", "Write 203.0.113.7-203.0.113.20."],
    ["2001:db8::9-2001:db8::1", "reversed_range", "Write 2001:db8::1-2001:db8::9."],
    ["203.0.113.7-2001:db8::1", "mixed_families", "one range for IPv4"],
    ["::1-::ffff:203.0.113.7", "mixed_families", "one range for IPv4"],
    ["203.0.113.7-20", "invalid_range", "Write 203.0.113.7-203.0.113.20."],
    ["203.0.113.7-300", "short_ipv4", ""],
    ["203.0.113.7-", "invalid_range", "the last address"],
    ["-203.0.113.7", "invalid_range", "the first address"],
    ["-", "invalid_range", "the first address"],
    ["203.0.113.7--203.0.113.20", "invalid_range", ""],
    ["203.0.113.7-203.0.113.9-203.0.113.20", "invalid_range", ""],
    ["203.0.113.0/24-203.0.114.0/24", "invalid_range", ""],
    ["203.0.113.*-203.0.114.*", "invalid_range", ""],
    ["203.0.113.07-203.0.113.20", "leading_zero", "Write 203.0.113.7"],
    ["203.0.113.7-203.0.113.256", "octet_out_of_range", ""],
    ["my-office.example.com", "hostname", ""],
    ["cafe-bad.example", "hostname", ""],
    ["a-b-c", "hostname", ""],
  ])("%j: %s", (text, code, fix) => {
    const entry = parseEntry(text);
    expect(entry).toMatchObject({ ok: false, error: { code } });
    if (entry.ok) return;
    expect(entry.error.fix).toContain(fix);
    expect(entry.error.detail).toMatch(text.trim() === "" ? /^Nothing/ : /^"/);
    // What it tells to write can be written.
    const suggested = /^Write (\S*\d\S*)\.$/.exec(entry.error.fix)?.[1];
    if (suggested?.endsWith("/0")) return;
    if (suggested) expect(parseEntry(suggested).ok).toBe(true);
  });

  it.each(REFUSED.filter((text) => text.trim() !== "").map((text) => [text]))(
    "%j is no single address here either",
    (text) => {
      const entry = parseEntry(text);
      if (!entry.ok) return;
      // What is an entry after all is one by another notation, or by the blanks around it.
      expect(text).toMatch(/\/(?:24|64|96)$|^[\s\u200b\ufeff]|[\s\u200b\ufeff]$/);
    },
  );

  test("never show a control or format character of the input, and always say what to write", () => {
    const texts = fc.oneof(nearlyAddress, fc.string({ unit: "binary", maxLength: 150 }));
    fc.assert(
      fc.property(texts, fc.constantFrom("", "/24", "/x", "-1.2.3.4", ".*"), (text, rest) => {
        const entry = parseEntry(text + rest);
        if (entry.ok) return;
        expect(entry.error.detail + entry.error.fix).not.toMatch(/\p{C}|\p{Zl}|\p{Zp}/u);
        expect(entry.error.detail.length).toBeLessThan(3000);
        expect(entry.error.fix).not.toBe("");
      }),
      { numRuns: 3000 },
    );
  });
});
