import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, test } from "vitest";
import { type Account, createAccounts } from "../../../src/storage/accounts/accounts.ts";
import { createHosts } from "../../../src/storage/accounts/hosts.ts";
import {
  BINDING_DAYS,
  BINDING_RETENTION_DAYS,
  type BindingCount,
  createBindingCounts,
} from "../../../src/storage/visits/binding-counts.ts";
import { DAY_MS } from "../../../src/time.ts";
import { countingD1 } from "../../support/counting-d1.ts";
import { anAccount, anEvent, changeOf, NOW, random, reread, unwrap } from "../../support/storage.ts";

const counts = createBindingCounts(env.DB);
const hosts = createHosts(env.DB, random);
const TODAY = Math.floor(NOW / DAY_MS);
const SHARED = "shared.example.com";

let account: Account;
beforeEach(async () => {
  await env.DB.prepare("DELETE FROM binding_counts").run();
  account = await anAccount();
});

const aCount = (count: Partial<BindingCount> = {}): BindingCount => ({
  account: account.id,
  hostname: "app.example.com",
  name: "sid",
  day: TODAY,
  sealed: 1,
  unsealed: 2,
  unsealedAfterSealed: 3,
  removed: 4,
  ...count,
});
const sumOf = (sum: Partial<BindingCount> = {}) => {
  const { day: _day, ...rest } = aCount(sum);
  return rest;
};
const mine = async () => (await counts.sums({ account: account.id }, NOW, 100)).sums;

describe("counts of one account, host, cookie and day are one row", () => {
  test("which adds up", async () => {
    await counts.record([aCount()]);
    await counts.record([aCount({ sealed: 10, unsealed: 0, unsealedAfterSealed: 1, removed: 5 })]);
    expect(await mine()).toEqual([sumOf({ sealed: 11, unsealed: 2, unsealedAfterSealed: 4, removed: 9 })]);
    const { results } = await env.DB.prepare("SELECT day FROM binding_counts").all();
    expect(results).toEqual([{ day: TODAY }]);
  });

  test("days are summed, hosts and cookies are not", async () => {
    await counts.record([
      aCount(),
      aCount({ day: TODAY - 1 }),
      aCount({ hostname: "api.example.com" }),
      aCount({ name: "remember_me" }),
    ]);
    expect(await mine()).toEqual([
      sumOf({ sealed: 2, unsealed: 4, unsealedAfterSealed: 6, removed: 8 }),
      sumOf({ hostname: "api.example.com" }),
      sumOf({ name: "remember_me" }),
    ]);
  });

  test("many go in by one statement", async () => {
    const { db, sent } = countingD1(env.DB);
    const many = Array.from({ length: 2_000 }, (_, i) => aCount({ hostname: `h${i}.example.com` }));
    await createBindingCounts(db).record(many);
    expect(sent).toHaveLength(1);
    expect((await counts.sums({ account: account.id }, NOW, 5_000)).sums).toHaveLength(2_000);
    await createBindingCounts(db).record([]);
    expect(sent).toHaveLength(1);
  });
});

describe("the sums", () => {
  test("are of the last seven days, and tell since when anything is counted", async () => {
    const oldest = TODAY - BINDING_DAYS + 1;
    await counts.record([aCount({ day: TODAY }), aCount({ day: oldest }), aCount({ day: oldest - 1, sealed: 1_000 })]);
    expect(await counts.sums({ account: account.id }, NOW, 10)).toEqual({
      sums: [sumOf({ sealed: 2, unsealed: 4, unsealedAfterSealed: 6, removed: 8 })],
      firstDay: oldest - 1,
    });
    expect(await counts.sums({ account: "none" }, NOW, 10)).toEqual({ sums: [], firstDay: null });
  });

  test("begin with the largest share without a seal, then the most, so that a short list keeps them", async () => {
    const quiet = { unsealed: 0, unsealedAfterSealed: 0, removed: 0 };
    await counts.record([
      aCount({ name: "all-sealed", ...quiet, sealed: 900 }),
      aCount({ name: "some", ...quiet, sealed: 90, unsealed: 10 }),
      aCount({ name: "after", ...quiet, sealed: 80, unsealedAfterSealed: 20 }),
      aCount({ name: "only-removed", ...quiet, sealed: 0, removed: 5 }),
      aCount({ name: "more-removed", ...quiet, sealed: 0, removed: 6 }),
      aCount({ name: "none-sealed", ...quiet, sealed: 0, unsealed: 1 }),
    ]);
    const names = ["none-sealed", "after", "some", "more-removed", "only-removed", "all-sealed"];
    expect((await mine()).map(({ name }) => name)).toEqual(names);
    const short = await counts.sums({ account: account.id }, NOW, 2);
    expect(short.sums.map(({ name }) => name)).toEqual(names.slice(0, 2));
  });

  test("of an account are its own; of all hosts, shared ones are among them", async () => {
    const other = await anAccount();
    unwrap(await hosts.putShared(SHARED, anEvent(), NOW));
    await counts.record([aCount(), aCount({ account: other.id }), aCount({ account: null, hostname: SHARED })]);
    expect(await mine()).toEqual([sumOf()]);
    const all = (await counts.sums("all", NOW, 10)).sums;
    expect(all.map(({ account: of, hostname }) => [of, hostname])).toEqual([
      [account.id, "app.example.com"],
      [other.id, "app.example.com"],
      [null, SHARED],
    ]);
  });
});

describe("nothing is kept", () => {
  test("of a host without an account that D1 does not know as shared: a visitor can make up hostnames", async () => {
    unwrap(await hosts.put(changeOf(account), "owned.example.com"));
    await counts.record([
      aCount({ account: null, hostname: "made-up.example.com" }),
      aCount({ account: null, hostname: "owned.example.com" }),
      aCount(),
    ]);
    expect((await counts.sums("all", NOW, 10)).sums).toEqual([sumOf()]);
  });

  test("of an account that is gone, not even what an isolate counted before", async () => {
    const other = await anAccount();
    await counts.record([aCount(), aCount({ account: other.id })]);
    unwrap(await createAccounts(env.DB, random).remove(changeOf(await reread(account))));
    await counts.record([aCount()]);
    expect((await counts.sums("all", NOW, 10)).sums).toEqual([sumOf({ account: other.id })]);
  });

  test("longer than 35 days, removed in bounded steps", async () => {
    const kept = TODAY - BINDING_RETENTION_DAYS;
    await counts.record([1, 2, 3].map((age) => aCount({ day: kept - age })));
    await counts.record([aCount({ day: kept }), aCount()]);
    expect(await counts.purge(NOW, 2)).toBe(2);
    expect(await counts.purge(NOW, 2)).toBe(1);
    expect(await counts.purge(NOW, 2)).toBe(0);
    const { results } = await env.DB.prepare("SELECT day FROM binding_counts ORDER BY day").all();
    expect(results).toEqual([{ day: kept }, { day: TODAY }]);
  });
});
