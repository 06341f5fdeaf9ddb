import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { NEW_ACCOUNT_POLICY } from "../../../src/policy/policy.ts";
import { createAccounts } from "../../../src/storage/accounts/accounts.ts";
import { createAuditTrail } from "../../../src/storage/d1/audit.ts";
import { applyChange } from "../../../src/storage/d1/change.ts";
import { createEntries } from "../../../src/storage/entries/entries.ts";
import {
  anAccount,
  anEntry,
  anEvent,
  changeOf,
  NOW,
  NOW_SECONDS,
  random,
  reread,
  unwrap,
} from "../../support/storage.ts";

const accounts = createAccounts(env.DB, random);
const entries = createEntries(env.DB, random);
const audit = createAuditTrail(env.DB, random);

const eventsOf = async (account: { readonly id: string }) =>
  (await audit.list(account.id, {}, { after: null, limit: 100 })).map((event) => event.action);

describe("a change", () => {
  test("raises the revision by one, and its event names the revision that it made", async () => {
    const account = await anAccount();
    const version = unwrap(await accounts.rename(changeOf(account, { event: anEvent({ action: "a" }) }), "New name"));

    expect(version).toEqual({ epoch: account.epoch, revision: 2 });
    expect(await reread(account)).toMatchObject({ name: "New name", revision: 2 });
    expect((await audit.list(account.id, {}, { after: null, limit: 1 }))[0]).toMatchObject({
      action: "a",
      revision: 2,
    });
  });

  test("carries the epoch of its moment, never a lower one than before", async () => {
    const account = await anAccount();
    const later = unwrap(await accounts.rename(changeOf(account, { now: NOW + 3_600_000 }), "b"));
    expect(later.epoch).toBe(NOW_SECONDS + 3_600);
    const earlierClock = unwrap(await accounts.rename(changeOf(await reread(account), { now: NOW - 5_000 }), "c"));
    expect(earlierClock).toEqual({ epoch: later.epoch, revision: later.revision + 1 });
  });

  test("leaves nothing behind when one of its statements fails", async () => {
    const account = await anAccount();
    unwrap(await entries.add(changeOf(account), [anEntry("192.0.2.1")]));
    const before = await reread(account);

    // The second of the two is listed already: the index refuses it after the first was inserted.
    const twice = entries.add(changeOf(before), [anEntry("192.0.2.2"), anEntry("192.0.2.1")]);
    await expect(twice).rejects.toThrow(/UNIQUE/);

    expect(await reread(account)).toEqual(before);
    expect(await entries.count(account.id)).toBe(1);
    expect(await eventsOf(account)).toEqual(["test.change", "test.change"]);
  });

  test("leaves nothing behind when its last statement fails", async () => {
    const account = await anAccount();
    const broken = env.DB.prepare("INSERT INTO accounts (id) VALUES ('half')");
    await expect(applyChange(env.DB, random, changeOf(account), [broken])).rejects.toThrow(/NOT NULL/);
    expect(await reread(account)).toEqual(account);
  });

  test("of two that were judged on the same revision one goes through, the other hears that it moved", async () => {
    const account = await anAccount();
    const outcomes = await Promise.all([
      entries.add(changeOf(account), [anEntry("192.0.2.1")]),
      accounts.setPolicy(changeOf(account), { ...NEW_ACCOUNT_POLICY, mode: "enforce" }),
      accounts.rename(changeOf(account), "Other"),
    ]);

    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
    expect(outcomes.filter((outcome) => !outcome.ok)).toEqual([
      { ok: false, error: "revision_moved" },
      { ok: false, error: "revision_moved" },
    ]);
    expect((await reread(account)).revision).toBe(2);
    expect(await eventsOf(account)).toHaveLength(2);
  });

  test("of an account that was removed, or removed and created anew, is refused", async () => {
    const account = await anAccount();
    unwrap(await accounts.remove(changeOf(account)));
    expect(await accounts.rename(changeOf(account), "x")).toEqual({ ok: false, error: "revision_moved" });

    unwrap(await accounts.create({ id: account.id, name: "Another customer" }, anEvent(), NOW + 1));
    expect(await accounts.rename(changeOf(account), "x")).toEqual({ ok: false, error: "revision_moved" });
  });

  test("leaves no row in the guard's table, whether it went through or not", async () => {
    const account = await anAccount();
    await accounts.rename(changeOf(account), "x");
    await accounts.rename(changeOf(account), "y");
    expect((await env.DB.prepare("SELECT * FROM guard").all()).results).toEqual([]);
  });
});
