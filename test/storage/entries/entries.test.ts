import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatAddress } from "../../../src/address/address.ts";
import { rangeCovers } from "../../../src/address/range.ts";
import { createEntries } from "../../../src/storage/entries/entries.ts";
import { type Entry, rangeText } from "../../../src/storage/entries/entry-records.ts";
import { address, anAccount, anEntry, anEvent, changeOf, NOW, random, reread, unwrap } from "../../support/storage.ts";

const entries = createEntries(env.DB, random);

async function anAccountWith(...values: readonly string[]) {
  const account = await anAccount();
  const list = values.map((value) => anEntry(value));
  const { added } = unwrap(await entries.add(changeOf(account), list));
  return { account: await reread(account), ids: added };
}

const valuesOf = (list: readonly Entry[]) => list.map((entry) => entry.value);

async function exported(account: { readonly id: string }): Promise<readonly Entry[]> {
  const all: Entry[] = [];
  for await (const page of entries.exportAll(account.id)) all.push(...page);
  return all;
}

describe("adding", () => {
  test("keeps what was given, and who gave it when", async () => {
    const account = await anAccount();
    const given = anEntry("49.37.165.0/16", { label: "Büro, 2. Stock 🏢", enabled: false, expiresAt: NOW + 5_000 });
    const change = changeOf(account, { event: anEvent({ actor: "token:tok_1" }) });
    const { added, revision } = unwrap(await entries.add(change, [given]));

    expect(revision).toBe(2);
    expect(added[0]).toMatch(/^ent_[0-9a-z]{21}$/);
    expect(await entries.get(account.id, added[0] ?? "")).toEqual({
      ...given,
      id: added[0],
      account: account.id,
      createdAt: NOW,
      createdBy: "token:tok_1",
      updatedAt: NOW,
    });
  });

  test("nothing is a change with an event, and no entry", async () => {
    const { account } = await anAccountWith();
    expect(account.revision).toBe(2);
    expect(await exported(account)).toEqual([]);
  });
});

describe("pages", () => {
  test("follow the order of creation, also across changes, and neither skip nor repeat", async () => {
    const { account } = await anAccountWith("203.0.113.9", "203.0.113.1", "2001:db8::/32", "203.0.113.5");
    unwrap(await entries.add(changeOf(account, { now: NOW + 1 }), [anEntry("10.0.0.0/8")]));

    const first = await entries.page(account.id, { after: null, limit: 3 });
    const second = await entries.page(account.id, { after: first.at(-1)?.id ?? null, limit: 3 });
    const order = ["203.0.113.9", "203.0.113.1", "2001:db8::/32", "203.0.113.5", "10.0.0.0/8"];
    expect([...valuesOf(first), ...valuesOf(second)]).toEqual(order);
    expect(valuesOf(await exported(account))).toEqual(order);
  });

  test("go on where they were when the entry they ended at is removed", async () => {
    const { account, ids } = await anAccountWith("192.0.2.1", "192.0.2.2", "192.0.2.3");
    unwrap(await entries.remove(changeOf(account), [ids[1] ?? ""]));
    expect(valuesOf(await entries.page(account.id, { after: ids[1] ?? "", limit: 9 }))).toEqual(["192.0.2.3"]);
  });
});

test("an account sees and touches its own entries alone", async () => {
  const mine = await anAccountWith("192.0.2.1");
  const theirs = await anAccountWith("192.0.2.1");
  const [theirId = ""] = theirs.ids;

  expect(await entries.get(mine.account.id, theirId)).toBeNull();
  unwrap(await entries.remove(changeOf(mine.account), [theirId]));
  const update = { id: theirId, label: "mine", enabled: false, expiresAt: null };
  unwrap(await entries.update(changeOf(await reread(mine.account)), update));

  expect(await entries.get(theirs.account.id, theirId)).toMatchObject({ label: null, enabled: true });
  expect(await entries.count(mine.account.id)).toBe(1);
});

describe("finding by range", () => {
  test("is by the canonical range, not by the way it is written", async () => {
    const { account, ids } = await anAccountWith("49.37.165.0/16", "2001:DB8::1", "198.51.100.0-198.51.100.9");
    const find = async (value: string) => (await entries.findByRange(account.id, anEntry(value).range))?.id;
    expect(await find("49.37.0.0/16")).toBe(ids[0]);
    expect(await find("2001:db8:0:0::1")).toBe(ids[1]);
    expect(await find("198.51.100.0-198.51.100.9")).toBe(ids[2]);
    expect(await find("49.37.0.0/17")).toBeUndefined();
  });

  test("tells for many ranges at once which are listed", async () => {
    const { account, ids } = await anAccountWith("49.37.0.0/16", "2001:db8::/32");
    const ranges = ["2001:db8::/32", "2001:db8::/33", "49.37.0.0/16", "0.0.0.0"].map((value) => anEntry(value).range);
    const listed = await entries.findListed(account.id, ranges);
    expect(ranges.map((range) => listed.get(rangeText(range))?.id)).toEqual([ids[1], undefined, ids[0], undefined]);
    expect(await entries.findListed(account.id, [])).toEqual(new Map());
  });
});

describe("what covers an address", () => {
  test("is every entry whose range holds it, enabled or not, in the order of creation", async () => {
    const account = await anAccount();
    const list = [
      anEntry("203.0.113.0/24"),
      anEntry("203.0.113.7", { enabled: false }),
      anEntry("203.0.113.6-203.0.113.8", { expiresAt: NOW - 1 }),
      anEntry("203.0.113.8-203.0.113.9"),
      anEntry("128.0.0.0/1"),
      anEntry("2000::/4"),
    ];
    unwrap(await entries.add(changeOf(account), list));
    const covering = await entries.covering(account.id, address("203.0.113.7"));
    expect(valuesOf(covering)).toEqual(["203.0.113.0/24", "203.0.113.7", "203.0.113.6-203.0.113.8", "128.0.0.0/1"]);
    expect(valuesOf(await entries.covering(account.id, address("2001:db8::1")))).toEqual(["2000::/4"]);
  });

  test("agrees with looking at every entry, for any ranges of both families", async () => {
    // Few bits, so that ranges nest, touch and overlap.
    const octet = fc.integer({ min: 0, max: 31 });
    const v4 = fc.tuple(octet, octet).map(([a, b]) => `10.0.0.${Math.min(a, b)}-10.0.0.${Math.max(a, b)}`);
    const hextet = (n: number) => n.toString(16);
    const v6 = fc
      .tuple(octet, octet, fc.constantFrom("2001:db8::", "2001:db8:0:1::"))
      .map(([a, b, net]) => `${net}${hextet(Math.min(a, b))}-${net}${hextet(Math.max(a, b))}`);
    const wide = fc.constantFrom(
      "10.0.0.0/8",
      "10.0.0.16/28",
      "2001:db8::/32",
      "2001:db8::10/124",
      "2000::/4",
      "0.0.0.0/1",
    );

    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.oneof(v4, v6, wide), { maxLength: 40 }), async (values) => {
        const distinct = [...new Map(values.map((value) => [rangeText(anEntry(value).range), value])).values()];
        const { account } = await anAccountWith(...distinct);
        const all = await exported(account);
        for (const last of [0, 5, 16, 31, 32]) {
          for (const seen of [`10.0.0.${last}`, `2001:db8::${hextet(last)}`, `2001:db8:0:1::${hextet(last)}`]) {
            const expected = all.filter((entry) => rangeCovers(entry.range, address(seen)));
            const found = await entries.covering(account.id, address(seen));
            expect(valuesOf(found), formatAddress(address(seen))).toEqual(valuesOf(expected));
          }
        }
      }),
      { numRuns: 12, seed: 20_261_122 },
    );
  });
});

test("an entry is live while it is enabled and the moment is before its expiry", async () => {
  const account = await anAccount();
  const list = [
    anEntry("192.0.2.1"),
    anEntry("192.0.2.2", { enabled: false }),
    anEntry("192.0.2.3", { expiresAt: NOW }),
    anEntry("192.0.2.4", { expiresAt: NOW + 1 }),
  ];
  unwrap(await entries.add(changeOf(account), list));
  expect(await entries.countLive(account.id, NOW)).toBe(2);
  expect(await entries.countLive(account.id, NOW + 1)).toBe(1);
});

describe("replacing by a difference", () => {
  test("adds, removes and updates in one revision; what it does not name stays as it was", async () => {
    const { account, ids } = await anAccountWith("192.0.2.1", "192.0.2.2", "192.0.2.3");
    const [kept = "", removed = "", updated = ""] = ids;
    const before = await entries.get(account.id, kept);
    const change = changeOf(account, { now: NOW + 1_000, event: anEvent({ actor: "token:tok_2" }) });
    const diff = {
      add: [anEntry("198.51.100.0/24", { label: "new" })],
      remove: [removed],
      update: [{ id: updated, label: "renamed", enabled: false, expiresAt: NOW + 9_000 }],
    };
    const { added, revision } = unwrap(await entries.replace(change, diff));

    expect(revision).toBe(account.revision + 1);
    expect(await entries.get(account.id, kept)).toEqual(before);
    expect(await entries.get(account.id, removed)).toBeNull();
    const changed = {
      label: "renamed",
      enabled: false,
      expiresAt: NOW + 9_000,
      createdAt: NOW,
      updatedAt: NOW + 1_000,
    };
    expect(await entries.get(account.id, updated)).toMatchObject(changed);
    expect(await entries.get(account.id, added[0] ?? "")).toMatchObject({ label: "new", createdBy: "token:tok_2" });
  });

  test("may remove a range and add it again", async () => {
    const { account, ids } = await anAccountWith("192.0.2.1");
    const again = { add: [anEntry("192.0.2.1/32")], remove: ids, update: [] };
    unwrap(await entries.replace(changeOf(account), again));
    expect(valuesOf(await exported(account))).toEqual(["192.0.2.1/32"]);
  });
});

test("an update may give an entry another range, under the same id", async () => {
  const { account, ids } = await anAccountWith("192.0.2.1");
  const [id = ""] = ids;
  const { value, range } = anEntry("2001:db8::/48");
  const update = { id, label: null, enabled: true, expiresAt: null, written: { value, range } };
  unwrap(await entries.update(changeOf(account), update));

  expect(await entries.get(account.id, id)).toMatchObject({ value, range });
  expect(await entries.covering(account.id, address("192.0.2.1"))).toEqual([]);
  expect(valuesOf(await entries.covering(account.id, address("2001:db8::9")))).toEqual(["2001:db8::/48"]);
});

test("a whole list can be compared with another without an object an address", async () => {
  const { account, ids } = await anAccountWith("192.0.2.1", "2001:db8::/32");
  expect(await entries.allRanges(account.id)).toEqual([
    { id: ids[0], key: rangeText(anEntry("192.0.2.1").range), label: null, enabled: true, expiresAt: null },
    { id: ids[1], key: rangeText(anEntry("2001:db8::/32").range), label: null, enabled: true, expiresAt: null },
  ]);
});

test("labels in any script survive being sent in bulk", async () => {
  const account = await anAccount();
  const labels = [
    "naïve",
    "東京オフィス",
    "🏢🏢",
    'quote " and \\ backslash',
    "line\nbreak",
    "\u0000",
    "'; DROP TABLE entries; --",
  ];
  const list = labels.map((label, i) => anEntry(`192.0.2.${i}`, { label }));
  unwrap(await entries.add(changeOf(account), list));
  expect((await exported(account)).map((entry) => entry.label)).toEqual(labels);
});
