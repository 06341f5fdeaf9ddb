import { describe, expect, it } from "vitest";
import type { Address } from "../../src/address/address.ts";
import { formatAddress } from "../../src/address/address.ts";
import { parseEntryList } from "../../src/address/entry/entry-list.ts";
import { readAddress } from "../../src/address/read-address.ts";
import { findExpiry } from "../../src/address/set/range-set.ts";
import { createRangeSetBuilder } from "../../src/address/set/range-set-builder.ts";
import amazon4 from "../fixtures/ip-lists/amazon-ipv4.txt?raw";
import amazon6 from "../fixtures/ip-lists/amazon-ipv6.txt?raw";
import github4 from "../fixtures/ip-lists/github-ipv4.txt?raw";
import github6 from "../fixtures/ip-lists/github-ipv6.txt?raw";
import google4 from "../fixtures/ip-lists/google-ipv4.txt?raw";
import google6 from "../fixtures/ip-lists/google-ipv6.txt?raw";
import { naiveAddress } from "../support/naive-address.ts";
import { edgesOf } from "../support/naive-range.ts";

/** A CIDR list by the naive parser alone: [family, first, last]. */
const naiveList = (text: string): [number, bigint, bigint][] =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => {
      const [address = "", prefix = ""] = line.split("/");
      const { family, value } = naiveAddress(address) ?? { family: 4, value: -1n };
      const size = 2n ** BigInt((family === 4 ? 32 : 128) - Number(prefix));
      return [family, value, value + size - 1n];
    });

describe.each([
  ["Amazon's", amazon4 + amazon6, 11_012],
  ["GitHub's", github4 + github6, 7_594],
  ["Google's", google4 + google6, 1_366],
])("%s published list", (_, text, lines) => {
  const { entries, errors, warnings } = parseEntryList(text);
  const naive = naiveList(text);
  const builder = createRangeSetBuilder();
  for (const { entry } of entries) builder.add(entry.range, 0);
  const set = builder.build();

  it(`is ${lines} entries, read without an error`, () => {
    expect(errors).toEqual([]);
    const duplicates = warnings.filter(({ code }) => code === "duplicate").length;
    expect(entries.length + duplicates).toBe(lines);
    expect(warnings.filter(({ code }) => code === "host_bits")).toEqual([]);
  });

  it("covers exactly the addresses that a walk through its lines covers", () => {
    const sampled = entries.filter((_, i) => i % 97 === 0).flatMap(({ entry }) => edgesOf(entry.range));
    const strangers = ["203.0.113.7", "2001:db8::7", "0.0.0.0", "255.255.255.255", "::", "ffff::"];
    for (const text of [...sampled.map(formatAddress), ...strangers]) {
      const { family, value } = naiveAddress(text) ?? { family: 0, value: -1n };
      const isCovered = naive.some(([of, first, last]) => of === family && first <= value && value <= last);
      expect(findExpiry(set, readAddress(text) as Address), text).toBe(isCovered ? 0 : -1);
    }
  });
});
