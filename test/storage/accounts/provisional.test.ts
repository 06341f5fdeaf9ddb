import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { firstAddress } from "../../../src/address/range.ts";
import { findExpiry, type RangeSet } from "../../../src/address/set/range-set.ts";
import type { Policy } from "../../../src/policy/policy.ts";
import { encodeSnapshot } from "../../../src/policy/snapshot.ts";
import { type Account, createAccounts } from "../../../src/storage/accounts/accounts.ts";
import { createEntries } from "../../../src/storage/entries/entries.ts";
import { MAX_ENTRIES, type NewEntry } from "../../../src/storage/entries/entry-records.ts";
import { compileAccount } from "../../../src/storage/publish/compile.ts";
import { createRevisions } from "../../../src/storage/revisions/revisions.ts";
import { createSessions } from "../../../src/storage/sessions/sessions.ts";
import { countingD1 } from "../../support/counting-d1.ts";
import { aSession, DAY, reread as rereadSession } from "../../support/sessions.ts";
import {
  address,
  anAccount,
  anEntry,
  changeOf,
  manyEntries,
  NOW,
  random,
  reread,
  sha256,
  unwrap,
} from "../../support/storage.ts";

const accounts = createAccounts(env.DB, random);
const entries = createEntries(env.DB, random);
const revisions = createRevisions(env.DB, random);

const UNDOES_AT = NOW + 60_000;

/** What a provisional change is written with. */
const draftOf = (account: Account) => ({ provisional: { at: NOW, undoesAt: UNDOES_AT, before: account.policy } });

/** Sets the policy provisionally. */
async function setOnTrial(account: Account, policy: Partial<Policy>): Promise<Account> {
  unwrap(await accounts.setPolicy(changeOf(account, draftOf(account)), { ...account.policy, ...policy }));
  return reread(account);
}

async function undo(account: { readonly id: string }, now = UNDOES_AT) {
  const current = await reread(account);
  if (current.provisional === null) throw new Error("none is open");
  return accounts.undoProvisional(changeOf(current, { now }), current.provisional);
}

const ofList = async (account: { readonly id: string }) =>
  (await entries.allRanges(account.id)).map(({ key, ...entry }) => ({ key, ...entry }));

const has = (ranges: RangeSet, { range }: NewEntry): boolean => findExpiry(ranges, firstAddress(range)) === 0;

describe("a provisional change in D1", () => {
  test("is a part of the batch: with an overtaken one nothing is opened", async () => {
    const account = await anAccount();
    const stale = await reread(account);
    unwrap(await accounts.rename(changeOf(account), "Renamed"));
    const outcome = await accounts.setPolicy(changeOf(stale, draftOf(stale)), { ...stale.policy, mode: "monitor" });
    expect(outcome).toEqual({ ok: false, error: "overtaken" });
    expect(await reread(account)).toMatchObject({ provisional: null, policy: { mode: "off" } });
  });

  test("overtakes what was judged before it was opened", async () => {
    const account = await anAccount();
    await setOnTrial(account, { mode: "monitor" });
    expect(await entries.add(changeOf(account), [anEntry("192.0.2.1")])).toEqual({ ok: false, error: "overtaken" });
  });

  test("takes in a second part, and is undone with it as one", async () => {
    const account = await anAccount();
    unwrap(await entries.add(changeOf(account), [anEntry("192.0.2.1"), anEntry("192.0.2.2")]));
    const before = { policy: account.policy, list: await ofList(account) };
    const open = await setOnTrial(await reread(account), { mode: "monitor", contact: "it@example.com" });
    const [first] = before.list;
    const diff = { add: [anEntry("192.0.2.3")], remove: [first?.id ?? ""], update: [] };
    unwrap(await entries.replace(changeOf(open, draftOf(open)), diff));
    expect((await reread(account)).provisional).toEqual(open.provisional);
    const [added] = (await ofList(account)).slice(-1);
    const again = await reread(account);
    const relabelled = { id: added?.id ?? "", label: "new", enabled: true, expiresAt: null };
    unwrap(await entries.update(changeOf(again, draftOf(again)), relabelled));

    unwrap(await undo(account));
    expect(await ofList(account)).toEqual(before.list);
    expect(await reread(account)).toMatchObject({ policy: before.policy, provisional: null });
  });

  test.each([
    ["two undoings", () => Promise.resolve()],
    ["an undoing and a confirmation", (account: Account) => accounts.keepProvisional(changeOf(account))],
  ])("of %s at once one is written", async (_, other) => {
    const account = await anAccount();
    const open = await setOnTrial(account, { mode: "monitor" });
    const outcomes = await Promise.all([undo(open), (await other(open)) ?? undo(open)]);
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await reread(account)).revision).toBe(open.revision + 1);
  });

  test("is found when its moment has come, and not before", async () => {
    const account = await anAccount();
    await setOnTrial(account, { mode: "monitor" });
    expect(await accounts.overdue(UNDOES_AT - 1, 1_000)).not.toContain(account.id);
    expect(await accounts.overdue(UNDOES_AT, 1_000)).toContain(account.id);
    unwrap(await undo(account));
    expect(await accounts.overdue(UNDOES_AT, 1_000)).not.toContain(account.id);
  });

  test("keeps the state that it goes back to from the purge of revisions", async () => {
    const account = await anAccount();
    unwrap(await entries.add(changeOf(account), [anEntry("192.0.2.1")]));
    const before = await ofList(account);
    const current = await reread(account);
    const diff = { add: [anEntry("192.0.2.9")], remove: before.map(({ id }) => id), update: [] };
    unwrap(await entries.replace(changeOf(current, draftOf(current)), diff));
    while ((await revisions.purge(NOW + 500 * DAY, 1_000)) > 0);
    unwrap(await undo(account, NOW + 500 * DAY));
    expect(await ofList(account)).toEqual(before);
  });

  test("tells which entries covered an address before it", async () => {
    const account = await anAccount();
    unwrap(
      await entries.add(changeOf(account), [anEntry("192.0.2.0/24"), anEntry("2001:db8::/32"), anEntry("10.0.0.0/8")]),
    );
    const current = await reread(account);
    const [wide] = await ofList(account);
    const diff = { add: [anEntry("192.0.2.64/26")], remove: [wide?.id ?? ""], update: [] };
    unwrap(await entries.replace(changeOf(current, draftOf(current)), diff));
    const coveringBefore = async (text: string) =>
      unwrap(await revisions.coveringAt(account.id, current.revision, address(text))).map(({ value }) => value);
    expect(await coveringBefore("192.0.2.77")).toEqual(["192.0.2.0/24"]);
    expect(await coveringBefore("2001:db8::1")).toEqual(["2001:db8::/32"]);
    expect(await coveringBefore("10.1.2.3")).toEqual(["10.0.0.0/8"]);
    expect(await coveringBefore("203.0.113.1")).toEqual([]);
  });

  test("ends no session by its limits once its moment has come, although D1 still has them", async () => {
    const account = await anAccount();
    const session = await aSession(account, [`${account.id}-a`], { at: NOW - 10 * DAY });
    const limits = { idleDays: 1, idleDays2fa: 1, absoluteDays: 365, apiIdleDays: null };
    await setOnTrial(account, { session: limits });
    const sessions = createSessions(env.DB, random);
    await sessions.endOverdue(UNDOES_AT, 1_000);
    expect(await rereadSession(account, session)).toMatchObject({ endedAt: null });
    await sessions.endOverdue(UNDOES_AT - 1, 1_000);
    expect(await rereadSession(account, session)).toMatchObject({ endReason: "idle" });
  });
});

describe("a provisional change of the largest list", { timeout: 180_000 }, () => {
  const LIST = manyEntries(MAX_ENTRIES);

  test("carries both lists to the edge within KV's limit, and is undone by a few statements", async () => {
    const account = await anAccount();
    unwrap(await entries.add(changeOf(account), LIST));
    const before = await reread(account);
    const listed = await entries.allRanges(account.id);
    // A third goes, a third is switched off, and as many come.
    const third = Math.floor(MAX_ENTRIES / 3);
    const remove = listed.slice(0, third).map(({ id }) => id);
    const update = listed
      .slice(third, 2 * third)
      .map(({ id, label, expiresAt }) => ({ id, label, enabled: false, expiresAt }));
    const add = Array.from({ length: third }, (_, i) =>
      anEntry(`2a00:${(i >> 16).toString(16)}:${(i & 0xffff).toString(16)}::/48`),
    );
    unwrap(await entries.replace(changeOf(before, draftOf(before)), { add, remove, update }));

    const compiled = await compileAccount(env.DB, account.id, { now: NOW });
    const undone = compiled?.undo?.state;
    if (compiled === null || undone === undefined) throw new Error("nothing is compiled");
    expect([compiled.entryCount, undone.entryCount]).toEqual([MAX_ENTRIES - 2 * third + third, MAX_ENTRIES]);
    expect(LIST.every((entry) => has(undone.ranges, entry))).toBe(true);
    expect(add.some((entry) => has(undone.ranges, entry))).toBe(false);
    expect(add.every((entry) => has(compiled.ranges, entry))).toBe(true);
    const content = { ...undone, account: account.id, epoch: 1, revision: 1, createdAt: 1, ranges: compiled.ranges };
    const bytes = await encodeSnapshot({ ...content, undo: compiled.undo }, sha256);
    expect(bytes.byteLength).toBeLessThan(25 * 1024 * 1024);

    const counting = countingD1(env.DB);
    const current = await reread(account);
    if (current.provisional === null) throw new Error("none is open");
    unwrap(await createAccounts(counting.db, random).undoProvisional(changeOf(current), current.provisional));
    expect(counting.sent.length).toBeLessThan(12);
    expect(await entries.allRanges(account.id)).toEqual(listed);
  });
});
