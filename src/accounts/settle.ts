import type { Account } from "../storage/accounts/accounts.ts";
import { isOverdue } from "../storage/d1/provisional.ts";
import { formatTime } from "../time.ts";
import type { ChangeDeps } from "./deps.ts";

/** What it takes to settle an account. */
export type SettleDeps = Pick<ChangeDeps, "accounts" | "publisher" | "now" | "waitUntil">;

/** Attempts, each after another call has changed the account in between. One is enough unless two come at once. */
const MAX_ATTEMPTS = 5;

/**
 * The account in the state that is in force now. A provisional change that has undone itself is undone in D1 too, once,
 * whoever asks first: the edge has done so by itself, on the second. Null: the account was removed meanwhile. Throws when
 * D1 fails: what an overdue change made is never taken for the present state.
 */
export async function settle(deps: SettleDeps, account: Account): Promise<Account | null> {
  let current: Account | null = account;
  for (let i = 0; i < MAX_ATTEMPTS; i++) {
    const provisional = current?.provisional ?? null;
    const now = deps.now();
    if (current === null || provisional === null || !isOverdue(provisional, now)) return current;
    const { revision, undoesAt } = provisional;
    const detail = { revision, undoes_at: formatTime(undoesAt) };
    const event = { actor: "gatehouse", address: null, action: "provisional.expired", detail };
    const undone = await deps.accounts.undoProvisional({ account: current, event, now }, provisional);
    if (undone.ok) deps.waitUntil(deps.publisher.publishAccount(account.id));
    current = await deps.accounts.get(account.id);
  }
  throw new Error(`account ${account.id}: a provisional change that is over could not be undone`);
}
