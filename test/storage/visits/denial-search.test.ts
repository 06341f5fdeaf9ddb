import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { readSearch } from "../../../src/allowlist/admission/denials.ts";
import type { Account } from "../../../src/storage/accounts/accounts.ts";
import {
  createDenials,
  DENIAL_RETENTION_DAYS,
  type DenialCount,
  denialKey,
  MAX_DENIALS_A_DAY,
  MAX_REFERENCES,
} from "../../../src/storage/visits/denials.ts";
import { DAY_MS } from "../../../src/time.ts";
import { anAccount, NOW, random } from "../../support/storage.ts";

const denials = createDenials(env.DB, random);
const NOWHERE = { country: null, region: null, city: null };

let account: Account;
beforeEach(async () => {
  account = await anAccount();
});

const aCount = (count: Partial<DenialCount> = {}): DenialCount => ({
  account: account.id,
  address: "203.0.113.9",
  surface: "dashboard",
  device: { label: "Chrome 131 on Windows", type: "desktop" },
  isBlocked: true,
  reason: "address_not_listed",
  region: NOWHERE,
  firstAt: NOW,
  lastAt: NOW,
  visits: 1,
  ...count,
});

/** Addresses that an isolate counted in one row, each with a reference of its own. */
const shared = (...merged: readonly (readonly [address: string, reference: string])[]) =>
  aCount({
    address: null,
    device: null,
    visits: merged.length,
    merged: merged.map(([address, reference]) => ({ address, reference })),
  });

const search = (q: string, limit = 100) => denials.list(account.id, { after: null, limit, search: readSearch(q) });
const addresses = async (q: string) => (await search(q)).map(({ address }) => address).sort();

describe("denied visits are found", () => {
  test.each<[string, string, readonly string[]]>([
    ["an address", "203.0.113.9", ["203.0.113.9"]],
    ["an address in another spelling", " 2001:DB8:0::1 ", ["2001:db8::1"]],
    ["a network", "203.0.113.0/24", ["203.0.113.77", "203.0.113.9"]],
    ["an IPv6 network", "2001:db8::/32", ["2001:db8:1::2", "2001:db8::1"]],
    ["a range", "203.0.113.10-203.0.113.99", ["203.0.113.77"]],
    ["a part of the device's name", "fireFOX", ["2001:db8::1"]],
    ["the whole reference", "9F86D081-884c-4d65-a1b2-c3d4e5f60718", ["203.0.113.77"]],
    ["its first eight characters", "9f86d081", ["203.0.113.77"]],
    ["the reference without its dashes", "9f86d081884c4d65a1b2c3d4e5f60718", ["203.0.113.77"]],
    ["another reference", "9f86d081-884d-4d65-a1b2-c3d4e5f60718", []],
    ["the end of a reference", "86d081-884c", []],
    ["nothing that there is", "203.0.113.8", []],
  ])("by %s", async (_by, q, expected) => {
    await denials.record(
      [
        aCount(),
        aCount({ address: "203.0.113.77", references: ["9f86d081-884c", "11111111-2222"] }),
        aCount({ address: "2001:db8::1", device: { label: "Firefox 132 on Linux", type: "desktop" } }),
        aCount({ address: "2001:db8:1::2" }),
        aCount({ address: "198.51.100.1" }),
      ],
      NOW,
    );
    expect(await addresses(q)).toEqual(expected);
  });

  test("by the references of the newest visits of a row, across batches", async () => {
    const referenceOf = (n: number) => `${n.toString(16).padStart(8, "0")}-aaaa`;
    for (let n = 0; n <= MAX_REFERENCES; n++) {
      await denials.record([aCount({ references: [referenceOf(n)], lastAt: NOW + n, firstAt: NOW + n })], NOW);
    }
    const [row] = await search(referenceOf(MAX_REFERENCES));
    expect(row?.references).toEqual(Array.from({ length: MAX_REFERENCES }, (_, i) => referenceOf(MAX_REFERENCES - i)));
    expect(await search(referenceOf(0))).toEqual([]);
  });

  test("of the account alone", async () => {
    await denials.record([aCount(), shared(["192.0.2.7", "9f86d081-884c"])], NOW);
    const [merged] = await search("192.0.2.7");
    account = await anAccount();
    expect(await search("0.0.0.0/0")).toEqual([]);
    expect(await search("9f86d081")).toEqual([]);
    expect(await denials.get(account.id, merged?.id ?? "")).toBeNull();
  });
});

describe("an address that shares a row with others in a flood", () => {
  test.each([
    ["its address", "192.0.2.7"],
    ["its network", "192.0.2.0/28"],
    ["its reference", "9f86d081-884c-4d65-a1b2-c3d4e5f60718"],
  ])("is found by %s, and its id is that of this address alone", async (_by, q) => {
    await denials.record([shared(["192.0.2.200", "00000000-0001"], ["192.0.2.7", "9f86d081-884c"]), aCount()], NOW);
    const found = await search(q);
    expect(found).toMatchObject([{ address: "192.0.2.7", device: null, visits: 1, references: ["9f86d081-884c"] }]);
    expect(await denials.get(account.id, found[0]?.id ?? "")).toEqual(found[0]);
  });

  test("is found after a day had too many rows, with its references", { timeout: 60_000 }, async () => {
    const first = aCount({
      address: "198.51.100.77",
      references: ["9f86d081-884c", "11111111-2222"],
      lastAt: NOW - 1,
      firstAt: NOW - 1,
    });
    const flood = Array.from({ length: MAX_DENIALS_A_DAY }, (_, n) => aCount({ address: `10.0.${n >> 8}.${n & 255}` }));
    await denials.record([first], NOW);
    await denials.record(flood, NOW);
    expect((await denials.list(account.id, { after: null, limit: 2_000 })).map(({ address }) => address)).not.toContain(
      "198.51.100.77",
    );
    for (const q of ["198.51.100.77", "198.51.100.0/24", "9f86d081-884c", "11111111"]) {
      expect(await search(q), q).toMatchObject([{ address: "198.51.100.77" }]);
    }
  });

  test("comes in the list's order and pages, with the rows of others", async () => {
    await denials.record(
      [
        { ...shared(["192.0.2.1", "a"], ["192.0.2.2", "b"], ["192.0.2.3", "c"]), lastAt: NOW + 5 },
        aCount({ address: "192.0.2.4", firstAt: NOW + 9, lastAt: NOW + 9 }),
        aCount({ address: "192.0.2.5" }),
      ],
      NOW,
    );
    const seen: (string | null)[] = [];
    let after: string | null = null;
    for (;;) {
      const page: Awaited<ReturnType<typeof denials.list>> = await denials.list(account.id, {
        after,
        limit: 2,
        search: readSearch("192.0.2.0/24"),
      });
      seen.push(...page.map(({ address }) => address));
      const last = page.at(-1);
      if (last === undefined) break;
      after = denialKey(last);
    }
    expect(seen[0]).toBe("192.0.2.4");
    expect(seen.at(-1)).toBe("192.0.2.5");
    expect(seen.toSorted()).toEqual(["192.0.2.1", "192.0.2.2", "192.0.2.3", "192.0.2.4", "192.0.2.5"]);
  });

  test("is kept in a bounded number of rows, the newest, and not for longer than other denials", async () => {
    await env.DB.prepare(
      `INSERT INTO merged_denials (account_id, id, at, surface, is_blocked, reason, items)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
       SELECT ?1, 'mrg_old' || i, ?2 + i, 'dashboard', 1, 'address_not_listed', '[]' FROM n`,
    )
      .bind(account.id, NOW - DAY_MS)
      .run();
    await denials.record([shared(["192.0.2.7", "9f86d081-884c"])], NOW);
    const { results } = await env.DB.prepare("SELECT id FROM merged_denials WHERE account_id = ?1 ORDER BY at")
      .bind(account.id)
      .all<{ id: string }>();
    expect(results).toHaveLength(500);
    expect(results[0]?.id).toBe("mrg_old2");
    expect(await addresses("192.0.2.7")).toEqual(["192.0.2.7"]);

    while ((await denials.purge(NOW + (DENIAL_RETENTION_DAYS + 1) * DAY_MS, 1_000)) > 0);
    expect(await addresses("192.0.2.7")).toEqual([]);
  });
});
