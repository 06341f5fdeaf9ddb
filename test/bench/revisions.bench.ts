/**
 * What it costs to keep the revisions of an account: changes of single entries on a long list, a whole list in and out,
 * and reading and restoring a state that all of those changes followed. The storage itself, with D1 of local workerd and
 * its own meta.
 */
import { markdownTable } from "./measure.ts";
import { applyMigrations, startWorkerd } from "./workerd.ts";

const ENTRIES = Number(process.env.BENCH_ENTRIES ?? 100_000);
const CHANGES = Number(process.env.BENCH_CHANGES ?? 10_000);
const NOW = Date.UTC(2026, 10, 22, 12);

const random = (count: number): Uint8Array => crypto.getRandomValues(new Uint8Array(count));
const running = await startWorkerd("export default { fetch: () => new Response() }");
await applyMigrations(running.miniflare);
const db = await running.miniflare.getD1Database("DB", "worker-0");

/** Statements and rows, as the meta of D1 tells, since they were last taken. */
const used = { statements: 0, written: 0 };
const counting = new Proxy(db, {
  get: (target, name) =>
    name === "batch"
      ? async (statements: Parameters<typeof db.batch>[0]) => {
          const results = await target.batch(statements);
          used.statements += results.length;
          for (const { meta } of results) used.written += meta.rows_written;
          return results;
        }
      : Reflect.get(target, name).bind(target),
});

type Answer<T> = Promise<{ readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown }>;
type Account = { readonly revision: number };
type Change = { readonly account: Account; readonly event: object; readonly now: number };

/** What the bench uses of src/storage, whose own types are those of Workers. */
interface Storage {
  readonly accounts: {
    get(id: string): Promise<Account | null>;
    create(account: object, event: object, now: number): Answer<Account>;
  };
  readonly entries: {
    add(change: object, entries: readonly object[]): Answer<{ readonly added: readonly string[] }>;
    update(change: object, update: object): Answer<unknown>;
    remove(change: object, ids: readonly string[]): Answer<unknown>;
    replace(change: object, diff: object): Answer<unknown>;
    allRanges(account: string): Promise<readonly { readonly id: string }[]>;
    exportAll(account: string): AsyncGenerator<readonly object[]>;
  };
  readonly revisions: {
    exportAt(account: string, revision: number): AsyncGenerator<readonly object[]>;
    differenceOf(account: string, revision: number, page: object): Answer<unknown>;
    readPolicyAt(account: string, revision: number): Answer<object>;
    takeBack(change: object, span: object, policy: object): Answer<unknown>;
    purge(beforeMs: number, limit: number): Promise<number>;
  };
}

async function openStorage(): Promise<Storage> {
  const load = async (file: string): Promise<Record<string, (...values: unknown[]) => unknown>> =>
    import(new URL(`../../src/storage/${file}.ts`, import.meta.url).href);
  const [{ createAccounts }, { createEntries }, { createRevisions }] = [
    await load("accounts/accounts"),
    await load("entries/entries"),
    await load("revisions/revisions"),
  ];
  return {
    accounts: createAccounts?.(counting, random),
    entries: createEntries?.(counting, random),
    revisions: createRevisions?.(counting, random),
  } as Storage;
}
const { accounts, entries, revisions } = await openStorage();

const entryOf = (i: number) => {
  const address = Math.imul(i + 1, 2_654_435_761) >>> 0;
  const value = [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
  return {
    value,
    range: { family: 4, first: address, last: address },
    label: i % 10 === 0 ? `Site ${i}, north` : null,
    enabled: true,
    expiresAt: null,
  };
};

async function nextChange(action: string): Promise<Change> {
  const account = await accounts.get("bench");
  if (account === null) throw new Error("no account");
  const event = { actor: "operator", address: "203.0.113.9", action, detail: {} };
  return { account, event, now: NOW + account.revision };
}

function unwrap<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T {
  if (!result.ok) throw new Error(String(result.error));
  return result.value;
}

const bytesOf = async (): Promise<number> => (await db.prepare("SELECT 1").all()).meta.size_after;

/** Bytes of the rows that are kept for revisions, their indexes included. */
async function keptBytes(): Promise<number> {
  const lengths = (...columns: string[]): string => columns.map((name) => `ifnull(length(${name}), 0)`).join(" + ");
  const key = lengths("account_id", "id", "revision");
  const image = lengths("value", "first", "last", "label", "created_at", "created_by", "updated_at");
  const row = await db
    .prepare(
      `SELECT (SELECT ifnull(sum(2 * (${key}) + ${image} + 12), 0) FROM entry_changes)
         + (SELECT ifnull(sum(${lengths("account_id", "revision", "stem")}), 0) FROM entry_additions)
         + (SELECT ifnull(sum(${lengths("account_id", "revision", "policy")}), 0) FROM policy_changes)
         + (SELECT ifnull(sum(${lengths("account_id", "revision", "actor", "action", "detail")} + 32), 0) FROM revisions)
         AS bytes`,
    )
    .first<number>("bytes");
  return row ?? 0;
}

const rows: string[][] = [];
async function measured(name: string, times: number, work: () => Promise<unknown>): Promise<void> {
  const [size, kept] = [await bytesOf(), await keptBytes()];
  Object.assign(used, { statements: 0, written: 0 });
  const begun = performance.now();
  await work();
  const ms = performance.now() - begun;
  const each = (value: number, digits = 1): string => (value / times).toFixed(digits);
  rows.push([
    name,
    times.toLocaleString("en"),
    each(ms),
    each(used.statements),
    each(used.written),
    each((await keptBytes()) - kept, 0),
    (((await bytesOf()) - size) / 2 ** 20).toFixed(1),
  ]);
}

const created = { actor: "operator", address: null, action: "account.created", detail: {} };
unwrap(await accounts.create({ id: "bench", name: "Bench" }, created, NOW));

const list = Array.from({ length: ENTRIES }, (_, i) => entryOf(i));
let ids: readonly string[] = [];
await measured(`a list of ${ENTRIES.toLocaleString("en")} comes in`, 1, async () => {
  ids = unwrap(await entries.add(await nextChange("allowlist.added"), list)).added;
});
const then = (await nextChange("")).account.revision;

/** Adds, labels, switches off and removes, by turns. */
async function changeOne(i: number): Promise<void> {
  const id = ids[(i * 7) % ids.length] ?? "";
  const change = await nextChange("entry.changed");
  if (i % 4 === 0) unwrap(await entries.add(change, [entryOf(ENTRIES + i)]));
  else if (i % 4 === 3) unwrap(await entries.remove(change, [id]));
  else unwrap(await entries.update(change, { id, label: `n ${i}`, enabled: i % 4 === 1, expiresAt: null }));
}
await measured("changes of one entry", CHANGES, async () => {
  for (let i = 0; i < CHANGES; i++) await changeOne(i);
});

/** Of the state that all of them followed. */
await measured("the whole list of now is read", 1, async () => {
  let count = 0;
  for await (const page of entries.exportAll("bench")) count += page.length;
  if (count === 0) throw new Error("no entries");
});
await measured("the whole list of then is read", 1, async () => {
  let count = 0;
  for await (const page of revisions.exportAt("bench", then)) count += page.length;
  if (count !== ENTRIES) throw new Error(`${count} entries`);
});
await measured("what one change did is read", 1, () =>
  revisions.differenceOf("bench", then + 1, { after: null, limit: 100 }),
);
await measured("the state of then is restored", 1, async () => {
  const policy = unwrap(await revisions.readPolicyAt("bench", then));
  unwrap(await revisions.takeBack(await nextChange("revision.restored"), { after: then, upTo: null }, policy));
});
await measured("every entry gives way to another", 1, async () => {
  const remove = (await entries.allRanges("bench")).map(({ id }) => id);
  const add = list.map((_, i) => entryOf(2 * ENTRIES + CHANGES + i));
  unwrap(await entries.replace(await nextChange("allowlist.replaced"), { add, remove, update: [] }));
});
await measured("and is brought back", 1, async () => {
  const policy = unwrap(await revisions.readPolicyAt("bench", then));
  unwrap(await revisions.takeBack(await nextChange("revision.restored"), { after: then, upTo: null }, policy));
});
await measured("all is purged, in portions of 1,000 rows", 1, async () => {
  while ((await revisions.purge(NOW + 1e12, 1_000)) > 0);
});
await running.stop();

const head = [
  "what",
  "times",
  "ms each",
  "statements each",
  "rows written each",
  "bytes kept each",
  "database, MB more",
];
console.log(markdownTable(head, rows));
