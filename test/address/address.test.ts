import { describe, expect, test } from "vitest";
import { formatAddress } from "../../src/address/address.ts";
import { readAddress } from "../../src/address/read-address.ts";

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
    const read = readAddress(text);
    expect(read && formatAddress(read)).toBe(canonical);
  });
});
