import { env } from "cloudflare:workers";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NEW_ACCOUNT_POLICY, type Policy } from "../../../src/policy/policy.ts";
import { type Account, createAccounts } from "../../../src/storage/accounts/accounts.ts";
import { POLICY_COLUMNS } from "../../../src/storage/d1/policy-columns.ts";
import { createEntries } from "../../../src/storage/entries/entries.ts";
import type { Entry } from "../../../src/storage/entries/entry-records.ts";
import type { EntryDifference } from "../../../src/storage/revisions/difference.ts";
import { createRevisions } from "../../../src/storage/revisions/revisions.ts";
import { anAccount, anEntry, anEvent, changeOf, NOW, random, reread, unwrap } from "../../support/storage.ts";

const accounts = createAccounts(env.DB, random);
const entries = createEntries(env.DB, random);
const revisions = createRevisions(env.DB, random);

/** A page that is not full. */
const ALL = { after: null, limit: 10_000 };

/** What an account was at a revision, as somebody who only ever reads the present state has it. */
interface Seen {
  readonly policy: Policy;
  readonly entries: readonly Entry[];
}

async function seeNow(account: { readonly id: string }): Promise<Seen> {
  const list: Entry[] = [];
  for await (const page of entries.exportAll(account.id)) list.push(...page);
  return { policy: (await reread(account)).policy, entries: list };
}

async function readAt(account: { readonly id: string }, revision: number): Promise<Seen> {
  const list: Entry[] = [];
  for await (const page of revisions.exportAt(account.id, revision)) list.push(...page);
  return { policy: unwrap(await revisions.readPolicyAt(account.id, revision)), entries: list };
}

type Plain = Pick<EntryDifference, "before" | "after">;

/** The difference of two lists, by the ids of their entries. */
function differenceBetween(before: readonly Entry[], after: readonly Entry[]): readonly Plain[] {
  const [old, now] = [new Map(before.map((each) => [each.id, each])), new Map(after.map((each) => [each.id, each]))];
  const ids = [...new Set([...old.keys(), ...now.keys()])].sort();
  return ids.flatMap((id): readonly Plain[] => {
    const [was, is] = [old.get(id), now.get(id)];
    if (was === undefined) return is === undefined ? [] : [{ before: null, after: is }];
    if (is === undefined) return [{ before: was, after: null }];
    return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ before: was, after: is }];
  });
}

/** One change, drawn from what the list holds at the moment. `pick` chooses an entry. */
type Act =
  | { readonly do: "add"; readonly values: readonly string[] }
  | { readonly do: "update"; readonly pick: number; readonly label: string | null; readonly enabled: boolean }
  | { readonly do: "rewrite"; readonly pick: number; readonly value: string }
  | { readonly do: "remove"; readonly pick: number }
  | { readonly do: "replace"; readonly values: readonly string[]; readonly keep: number }
  | { readonly do: "policy"; readonly idleDays: number; readonly contact: string | null }
  | { readonly do: "rename" }
  | { readonly do: "restore"; readonly pick: number };

const value = fc.constantFrom(
  "192.0.2.1",
  "192.0.2.0/28",
  "198.51.100.0/24",
  "203.0.113.9",
  "2001:db8::/48",
  "2001:db8::1",
);
const values = fc.uniqueArray(value, { maxLength: 4 });
const label = fc.option(fc.constantFrom("Büro", "home", ""), { nil: null });
const pick = fc.nat(5);
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ do: fc.constant("add" as const), values }),
  fc.record({ do: fc.constant("update" as const), pick, label, enabled: fc.boolean() }),
  fc.record({ do: fc.constant("rewrite" as const), pick, value }),
  fc.record({ do: fc.constant("remove" as const), pick }),
  fc.record({ do: fc.constant("replace" as const), values, keep: fc.nat(3) }),
  fc.record({ do: fc.constant("policy" as const), idleDays: fc.integer({ min: 1, max: 3 }), contact: label }),
  fc.record({ do: fc.constant("rename" as const) }),
  fc.record({ do: fc.constant("restore" as const), pick }),
);

/** Makes the change if the list as it is allows it. */
async function perform(account: Account, step: Act, now: number): Promise<void> {
  const list = (await seeNow(account)).entries;
  const change = changeOf(account, { now });
  const chosen = "pick" in step ? list[step.pick] : undefined;
  const isFree = (text: string) => list.every((each) => each.value !== text);
  switch (step.do) {
    case "add":
      return void unwrap(
        await entries.add(
          change,
          step.values.filter(isFree).map((text) => anEntry(text)),
        ),
      );
    case "update":
      if (chosen === undefined) return;
      return void unwrap(await entries.update(change, { ...chosen, label: step.label, enabled: step.enabled }));
    case "rewrite": {
      if (chosen === undefined || !isFree(step.value)) return;
      return void unwrap(await entries.update(change, { ...chosen, written: anEntry(step.value) }));
    }
    case "remove":
      return void unwrap(await entries.remove(change, chosen === undefined ? [] : [chosen.id]));
    case "replace": {
      const stay = list.slice(0, step.keep);
      const add = step.values.filter((text) => stay.every((each) => each.value !== text)).map((text) => anEntry(text));
      const remove = list.slice(step.keep).map(({ id }) => id);
      const update = stay.slice(0, 1).map(({ id }) => ({ id, label: "kept", enabled: true, expiresAt: now + 1 }));
      return void unwrap(await entries.replace(change, { add, remove, update }));
    }
    case "policy": {
      const session = { ...NEW_ACCOUNT_POLICY.session, idleDays: step.idleDays };
      return void unwrap(await accounts.setPolicy(change, { ...NEW_ACCOUNT_POLICY, session, contact: step.contact }));
    }
    case "rename":
      return void unwrap(await accounts.rename(change, `renamed ${now}`));
    case "restore": {
      const past = (step.pick % account.revision) + 1;
      const policy = unwrap(await revisions.readPolicyAt(account.id, past));
      const span = { after: past, upTo: null };
      const wasChanged = await revisions.isListChanged(account.id, span);
      const [then, before] = [await readAt(account, past), await seeNow(account)];
      unwrap(await revisions.takeBack(change, span, policy));
      const now = await seeNow(account);
      expect(withoutUpdates(now)).toEqual(withoutUpdates(then));
      expect(wasChanged).toBe(
        JSON.stringify(withoutUpdates(before)) !== JSON.stringify(withoutUpdates({ ...now, policy: before.policy })),
      );
      return;
    }
    default:
      step satisfies never;
  }
}

/** A restored entry was updated by that. */
const withoutUpdates = ({ policy, entries: list }: Seen): Seen => ({
  policy,
  entries: list.map((each) => ({ ...each, updatedAt: 0 })),
});

/** Purges what is older than that many milliseconds after NOW, in portions of one row; answers the oldest that is kept. */
async function forgetBefore(account: { readonly id: string }, ms: number) {
  while ((await revisions.purge(NOW + ms, 1)) > 0);
  const { revision, at } = (await revisions.list(account.id, { before: null, limit: 100 })).at(-1) ?? {};
  const behind = { before: null, limit: 100 };
  const kept = (await revisions.list(account.id, behind)).filter((each) => each.counts !== null);
  // Nothing that is older than asked has its difference any more, and nothing younger went.
  expect(kept.every((each) => each.at >= NOW + ms)).toBe(true);
  return { revision: revision ?? 0, at: at ?? 0 };
}

test("any sequence of changes: each state and each difference is read as it was", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 12 }), fc.nat(14), async (acts, cut) => {
      const account = await anAccount();
      const seen = new Map<number, Seen>([[account.revision, await seeNow(account)]]);
      for (const [i, step] of acts.entries()) {
        await perform(await reread(account), step, NOW + i + 1);
        seen.set((await reread(account)).revision, await seeNow(account));
      }
      const oldest = await forgetBefore(account, cut);
      for (const [revision, state] of seen) {
        if (revision < oldest.revision) {
          const missing = { ok: false, error: { code: "revision_not_kept", oldest } };
          expect(await revisions.readPolicyAt(account.id, revision)).toEqual(missing);
          expect(await revisions.entriesAt(account.id, revision, ALL)).toEqual(missing);
          expect(await revisions.differenceOf(account.id, revision, ALL)).toEqual(missing);
          continue;
        }
        expect(await readAt(account, revision)).toEqual(state);
        if (revision === oldest.revision) continue;
        const before = seen.get(revision - 1) ?? state;
        const {
          entries: made,
          policy,
          revision: told,
        } = unwrap(await revisions.differenceOf(account.id, revision, ALL));
        const expected = differenceBetween(before.entries, state.entries);
        const isPolicySame = JSON.stringify(before.policy) === JSON.stringify(state.policy);
        expect(made.map(({ changedAgain: _, ...each }) => each)).toEqual(expected);
        expect(policy).toEqual(isPolicySame ? null : { before: before.policy, after: state.policy });
        expect(told.counts).toEqual({
          added: expected.filter((each) => each.before === null).length,
          removed: expected.filter((each) => each.after === null).length,
          changed: expected.filter((each) => each.before !== null && each.after !== null).length,
        });
      }
    }),
    { numRuns: 40 },
  );
});

describe("the list of revisions", () => {
  test("begins with the account, and tells who made each change", async () => {
    const account = await anAccount();
    const event = anEvent({
      actor: "token:tok_1",
      actorName: "CI",
      action: "allowlist.added",
      detail: { a: [1, 2, 3, 4] },
    });
    unwrap(await entries.add(changeOf(account, { event, now: NOW + 5 }), [anEntry("192.0.2.1"), anEntry("192.0.2.2")]));

    const list = await revisions.list(account.id, { before: null, limit: 10 });
    expect(list).toEqual([
      {
        revision: 2,
        at: NOW + 5,
        actor: "token:tok_1",
        actorName: "CI",
        action: "allowlist.added",
        detail: { a: [1, 2, 3] },
        counts: { added: 2, removed: 0, changed: 0 },
        hasPolicyChange: false,
      },
      expect.objectContaining({ revision: 1, counts: null }),
    ]);
    expect(await revisions.list(account.id, { before: 2, limit: 10 })).toEqual(list.slice(1));
  });

  test("does not know a revision that was not made yet, nor one of another account", async () => {
    const account = await anAccount();
    const missing = { ok: false, error: { code: "revision_not_found" } };
    expect(await revisions.readPolicyAt(account.id, 2)).toEqual(missing);
    expect(await revisions.entriesAt(account.id, 2, ALL)).toEqual(missing);
    expect(await revisions.differenceOf(account.id, 2, ALL)).toEqual(missing);
    expect(await revisions.readPolicyAt("nobody", 1)).toEqual(missing);
  });

  test("goes with its account, and an account of the same id starts anew", async () => {
    const account = await anAccount();
    unwrap(await entries.add(changeOf(account), [anEntry("192.0.2.1")]));
    unwrap(await accounts.remove(changeOf(await reread(account))));
    for (const table of ["revisions", "entry_changes", "entry_additions", "policy_changes"]) {
      const rows = await env.DB.prepare(`SELECT * FROM ${table} WHERE account_id = ?1`).bind(account.id).all();
      expect(rows.results).toEqual([]);
    }
    unwrap(await accounts.create({ id: account.id, name: "Again" }, anEvent(), NOW + 1));
    expect(await revisions.list(account.id, { before: null, limit: 10 })).toMatchObject([{ revision: 1, at: NOW + 1 }]);
  });

  test("has no revision of a change that was stopped", async () => {
    const account = await anAccount();
    unwrap(await entries.add(changeOf(account), [anEntry("192.0.2.1")]));
    const twice = await entries.add(changeOf(account), [anEntry("192.0.2.2"), anEntry("192.0.2.1")]);
    expect(twice).toEqual({ ok: false, error: "overtaken" });
    const list = await revisions.list(account.id, { before: null, limit: 10 });
    expect(list.map(({ revision }) => revision)).toEqual([2, 1]);
    expect(unwrap(await revisions.entriesAt(account.id, 2, ALL)).map((each) => each.value)).toEqual(["192.0.2.1"]);
  });
});

describe("pages of a past list and of a difference", () => {
  test("neither skip nor repeat", async () => {
    const account = await anAccount();
    const values = Array.from({ length: 7 }, (_, i) => anEntry(`192.0.2.${i}`));
    const { added } = unwrap(await entries.add(changeOf(account), values));
    unwrap(
      await entries.remove(
        changeOf(await reread(account)),
        added.filter((_, i) => i % 2 === 0),
      ),
    );
    unwrap(await entries.add(changeOf(await reread(account)), [anEntry("198.51.100.1")]));

    const read: string[] = [];
    for (let after: string | null = null; ; ) {
      const page: readonly Entry[] = unwrap(await revisions.entriesAt(account.id, 2, { after, limit: 2 }));
      read.push(...page.map((each) => each.value));
      if (page.length < 2) break;
      after = page.at(-1)?.id ?? null;
    }
    expect(read).toEqual(values.map((each) => each.value));

    const first = unwrap(await revisions.differenceOf(account.id, 3, { after: null, limit: 3 })).entries;
    const rest = unwrap(
      await revisions.differenceOf(account.id, 3, { after: first.at(-1)?.before?.id ?? null, limit: 3 }),
    );
    expect([...first, ...rest.entries].map((each) => each.before?.value)).toEqual(
      [0, 2, 4, 6].map((i) => `192.0.2.${i}`),
    );
  });
});

test("the trigger of the policy knows every column of it", async () => {
  const trigger = await env.DB.prepare("SELECT sql FROM sqlite_schema WHERE name = 'accounts_record_policy'").first(
    "sql",
  );
  const { results } = await env.DB.prepare("SELECT name FROM pragma_table_info('accounts')").all<{ name: string }>();
  const others = /^(?:id|name|epoch|revision|published_\w+|provisional_\w+|created_at|updated_at)$/;
  const columns = results.map(({ name }) => name).filter((name) => !others.test(name));
  expect(columns.toSorted()).toEqual([...POLICY_COLUMNS].toSorted());
  for (const column of columns) {
    // In UPDATE OF, in WHEN, and in what is kept.
    expect(String(trigger)).toMatch(new RegExp(`UPDATE OF [^(]*\\b${column}\\b`));
    expect(trigger).toContain(`OLD.${column} IS NOT NEW.${column}`);
    expect(trigger).toContain(`'${column}', OLD.${column}`);
  }
});

test("a setting that there was not yet is read as it is now", async () => {
  const account = await anAccount();
  unwrap(
    await accounts.setPolicy(changeOf(account), { ...NEW_ACCOUNT_POLICY, mode: "monitor", contact: "it@example.com" }),
  );
  // As a version without `contact` kept it.
  await env.DB.prepare("UPDATE policy_changes SET policy = json_remove(policy, '$.contact') WHERE account_id = ?1")
    .bind(account.id)
    .run();
  const policy = unwrap(await revisions.readPolicyAt(account.id, 1));
  expect(policy).toEqual({ ...NEW_ACCOUNT_POLICY, contact: "it@example.com" });
});
