import { env } from "cloudflare:workers";
import { parseEntry } from "../../src/address/entry/entry.ts";
import { parseAddress } from "../../src/address/entry/parse-address.ts";
import type { Account } from "../../src/storage/accounts/accounts.ts";
import { createAccounts } from "../../src/storage/accounts/accounts.ts";
import type { EventDraft } from "../../src/storage/d1/audit.ts";
import type { ChangeContext } from "../../src/storage/d1/change.ts";
import type { NewEntry } from "../../src/storage/entries/entry-records.ts";
import type { RandomBytes } from "../../src/storage/ids.ts";
import type { Sleep } from "../../src/storage/time-limit.ts";

export const NOW = Date.UTC(2026, 10, 22, 12);
export const NOW_SECONDS = NOW / 1000;

export const random: RandomBytes = (count) => crypto.getRandomValues(new Uint8Array(count));
export const sha256 = (bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> => crypto.subtle.digest("SHA-256", bytes);

/** A clock on which nothing is ever late. */
export const neverLate: Sleep = () => new Promise(() => undefined);
/** A clock on which everything is late at once. */
export const alwaysLate: Sleep = async () => undefined;

export const anEvent = (event: Partial<EventDraft> = {}): EventDraft => ({
  actor: "operator",
  address: "203.0.113.9",
  action: "test.change",
  detail: {},
  ...event,
});

export const changeOf = (account: Account, change: Partial<ChangeContext> = {}): ChangeContext => ({
  account,
  event: anEvent(),
  now: NOW,
  ...change,
});

let made = 0;
/** Another account for each test: tests of a file share their database. */
export async function anAccount(now = NOW): Promise<Account> {
  const created = await createAccounts(env.DB, random).create({ id: `acme-${++made}`, name: "Acme" }, anEvent(), now);
  if (!created.ok) throw new Error(created.error);
  return created.value;
}

/** The account as it is now; it must be there. */
export async function reread(account: { readonly id: string }): Promise<Account> {
  const found = await createAccounts(env.DB, random).get(account.id);
  if (found === null) throw new Error(`no account ${account.id}`);
  return found;
}

export function anEntry(value: string, entry: Partial<NewEntry> = {}): NewEntry {
  const parsed = parseEntry(value);
  if (!parsed.ok) throw new Error(`${value}: ${parsed.error.detail}`);
  return { value, range: parsed.value.range, label: null, enabled: true, expiresAt: null, ...entry };
}

export function address(text: string) {
  const parsed = parseAddress(text);
  if (!parsed.ok) throw new Error(text);
  return parsed.value;
}

/** The value of a Result that is expected to be one. */
export function unwrap<T>(
  result: { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown },
): T {
  if (!result.ok) throw new Error(`not ok: ${String(result.error)}`);
  return result.value;
}

/** `count` distinct single addresses, nine in ten IPv4, spread over the space. */
export function manyEntries(count: number): readonly NewEntry[] {
  return Array.from({ length: count }, (_, i) => {
    const scattered = Math.imul(i + 1, 2_654_435_761) >>> 0;
    if (i % 10 !== 0) {
      const value = [24, 16, 8, 0].map((shift) => (scattered >>> shift) & 255).join(".");
      return { ...ENABLED, value, range: { family: 4, first: scattered, last: scattered } };
    }
    const words = [0x20010db8, scattered, i, 1] as const;
    const value = words.map((word) => `${(word >>> 16).toString(16)}:${(word & 65_535).toString(16)}`).join(":");
    return { ...ENABLED, value, range: { family: 6, first: words, last: words } };
  });
}
const ENABLED = { label: null, enabled: true, expiresAt: null };
