import { BlockList, isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatAddress } from "../../src/address/address.ts";
import { type AddressRange, formatRange, rangesOverlap } from "../../src/address/range.ts";
import { readAddress } from "../../src/address/read-address.ts";
import { findExpiry } from "../../src/address/set/range-set.ts";
import { createRangeSetBuilder } from "../../src/address/set/range-set-builder.ts";
import { CANONICAL, REFUSED } from "../support/address-corpus.ts";
import { address, addressLetters, nearlyAddress, spelling } from "../support/arbitrary-address.ts";
import { range } from "../support/arbitrary-range.ts";
import { edgesOf } from "../support/naive-range.ts";

// Node's own parser and matcher are C++ that nobody here wrote. They do not exist in workerd in this form.

test("the parser accepts what Node accepts, but for zone ids", () => {
  const texts = fc.oneof(nearlyAddress, addressLetters, address.chain(spelling), fc.constantFrom(...REFUSED));
  fc.assert(
    fc.property(texts, (text) => {
      const isNodes = (isIPv4(text) || isIPv6(text)) && !text.includes("%");
      expect(readAddress(text) !== null).toBe(isNodes);
    }),
    { numRuns: 20_000 },
  );
  for (const [text] of CANONICAL) expect(isIPv4(text) || isIPv6(text), text).toBe(true);
});

/** BlockList reads an IPv4 address as its mapped form, too; to Gatehouse mapped addresses are IPv4, so no IPv6 range has any. */
const MAPPED: AddressRange = { family: 6, first: [0, 0, 0xffff, 0], last: [0, 0, 0xffff, 0xffffffff] };
const unmappedRange = range.filter((candidate) => !rangesOverlap(candidate, MAPPED));

test("a range set covers what a BlockList of the same ranges does", () => {
  fc.assert(
    fc.property(fc.array(unmappedRange, { maxLength: 12 }), fc.array(address, { maxLength: 5 }), (ranges, others) => {
      const list = new BlockList();
      const builder = createRangeSetBuilder();
      for (const of of ranges) {
        const text = formatRange(of);
        const family = of.family === 4 ? "ipv4" : "ipv6";
        if ("first" in text) list.addRange(text.first, text.last, family);
        else addSubnet(list, text.cidr, family);
        builder.add(of, 0);
      }
      const set = builder.build();
      for (const probe of [...ranges.flatMap(edgesOf), ...others]) {
        const isListed = list.check(formatAddress(probe), probe.family === 4 ? "ipv4" : "ipv6");
        expect(findExpiry(set, probe) >= 0).toBe(isListed);
      }
    }),
    { numRuns: 500 },
  );
});

function addSubnet(list: BlockList, cidr: string, family: "ipv4" | "ipv6"): void {
  const [first = "", prefix = ""] = cidr.split("/");
  list.addSubnet(first, Number(prefix), family);
}
