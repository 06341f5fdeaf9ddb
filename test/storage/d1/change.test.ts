import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { NEW_ACCOUNT_POLICY } from "../../../src/policy/policy.ts";
import { createAccounts } from "../../../src/storage/accounts/accounts.ts";
import { createAuditTrail } from "../../../src/storage/d1/audit.ts";
import { applyChange } from "../../../src/storage/d1/change.ts";
import type { Basis } from "../../../src/storage/d1/change-basis.ts";
import { createEntries } from "../../../src/storage/entries/entries.ts";
import type { Entry } from "../../../src/storage/entries/entry-records.ts";
import {
  address,
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
    const twice = await entries.add(changeOf(before), [anEntry("192.0.2.2"), anEntry("192.0.2.1")]);
    expect(twice).toEqual({ ok: false, error: "overtaken" });

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

  test("of several that do not concern each other each goes through, with a revision of its own", async () => {
    const account = await anAccount();
    const outcomes = await Promise.all([
      entries.add(changeOf(account), [anEntry("192.0.2.1")]),
      accounts.setPolicy(changeOf(account), { ...NEW_ACCOUNT_POLICY, mode: "enforce" }),
      accounts.rename(changeOf(account), "Other"),
    ]);

    expect(outcomes.map((outcome) => unwrap(outcome).revision).sort()).toEqual([2, 3, 4]);
    expect((await reread(account)).revision).toBe(4);
    const events = await audit.list(account.id, {}, { after: null, limit: 100 });
    expect(events.map(({ revision }) => revision)).toEqual([4, 3, 2, 1]);
  });

  test("of several that ask for the revision that they read one goes through, the others hear that it is gone", async () => {
    const account = await anAccount();
    const change = changeOf(account, { atRevision: account.revision });
    const outcomes = await Promise.all([
      entries.add(change, [anEntry("192.0.2.1")]),
      accounts.setPolicy(change, { ...NEW_ACCOUNT_POLICY, mode: "enforce" }),
      accounts.rename(change, "Other"),
    ]);

    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
    expect(outcomes.filter((outcome) => !outcome.ok)).toEqual([
      { ok: false, error: "overtaken" },
      { ok: false, error: "overtaken" },
    ]);
    expect((await reread(account)).revision).toBe(2);
    expect(await eventsOf(account)).toHaveLength(2);
  });

  test("of an account that was removed, or removed and created anew, is refused", async () => {
    const account = await anAccount();
    unwrap(await accounts.remove(changeOf(account)));
    expect(await accounts.rename(changeOf(account), "x")).toEqual({ ok: false, error: "overtaken" });

    unwrap(await accounts.create({ id: account.id, name: "Another customer" }, anEvent(), NOW + 1));
    expect(await accounts.rename(changeOf(account), "x")).toEqual({ ok: false, error: "overtaken" });
  });

  describe("is refused when what it was judged by has changed:", () => {
    const ME = address("203.0.113.7");
    const label = "Renamed meanwhile";

    /** Two entries, the first of which covers ME; what a change is judged by, and whether it may still be written. */
    async function judgedBy(basis: (first: Entry, second: Entry) => Basis) {
      const account = await anAccount();
      const { added } = unwrap(await entries.add(changeOf(account), [anEntry("203.0.113.0/24"), anEntry("192.0.2.1")]));
      const [first, second] = await entries.page(account.id, { after: null, limit: 2 });
      if (first === undefined || second === undefined) throw new Error(`${added}`);
      const change = changeOf(await reread(account), { basis: basis(first, second) });
      const write = async () => (await entries.remove(change, [second.id])).ok;
      return { account, first, second, write };
    }

    test("the entry", async () => {
      const { account, second, write } = await judgedBy((_, entry) => ({ entry }));
      unwrap(await entries.update(changeOf(account), { ...second, label }));
      expect(await write()).toBe(false);
    });

    test("the policy, or the mode alone", async () => {
      for (const basis of [{ policy: NEW_ACCOUNT_POLICY }, { mode: NEW_ACCOUNT_POLICY.mode }]) {
        const { account, write } = await judgedBy(() => basis);
        unwrap(await accounts.setPolicy(changeOf(account), { ...NEW_ACCOUNT_POLICY, mode: "monitor" }));
        expect(await write()).toBe(false);
      }
    });

    test("the name", async () => {
      const { account, write } = await judgedBy(() => ({ name: "Acme" }));
      unwrap(await accounts.rename(changeOf(account), "Other"));
      expect(await write()).toBe(false);
    });

    test("the entries that cover an address, by one more, one less, or one that is disabled", async () => {
      const covered = (first: Entry): Basis => ({ covering: [{ address: ME, entries: [first] }] });
      const more = await judgedBy(covered);
      unwrap(await entries.add(changeOf(more.account), [anEntry("203.0.0.0/16")]));
      const less = await judgedBy(covered);
      unwrap(await entries.remove(changeOf(less.account), [less.first.id]));
      const disabled = await judgedBy(covered);
      unwrap(await entries.update(changeOf(disabled.account), { ...disabled.first, enabled: false }));
      expect(await Promise.all([more.write(), less.write(), disabled.write()])).toEqual([false, false, false]);
    });

    test("no entry would be left that is live", async () => {
      const { account, first, write } = await judgedBy(() => ({ staysLiveAt: NOW }));
      unwrap(await entries.update(changeOf(account), { ...first, expiresAt: NOW }));
      expect(await write()).toBe(false);
    });

    test("and goes through when all of it is as it was, whatever else has changed", async () => {
      const { account, first, write } = await judgedBy((one, entry) => ({
        entry,
        mode: "off",
        policy: NEW_ACCOUNT_POLICY,
        name: "Acme",
        covering: [
          { address: ME, entries: [one] },
          { address: address("2001:db8::1"), entries: [] },
        ],
        staysLiveAt: NOW,
      }));
      unwrap(await entries.add(changeOf(account), [anEntry("198.51.100.1"), anEntry("2001:db8:1::/48")]));
      unwrap(await entries.update(changeOf(account), { ...first, label }));
      expect(await write()).toBe(true);
    });
  });

  test("leaves no row in the guard's table, whether it went through or not", async () => {
    const account = await anAccount();
    await accounts.rename(changeOf(account), "x");
    await accounts.rename(changeOf(account), "y");
    expect((await env.DB.prepare("SELECT * FROM guard").all()).results).toEqual([]);
  });
});
