import type { Address } from "../address/address.ts";
import type { Accounts } from "../storage/accounts/accounts.ts";
import type { AuditTrail } from "../storage/d1/audit.ts";
import type { RandomBytes } from "../storage/ids.ts";
import type { Publisher } from "../storage/publish/publisher.ts";
import type { Sleep } from "../storage/time-limit.ts";

/** What it takes to change an account: its stores, and what is known of the caller. */
export interface ChangeDeps {
  readonly accounts: Accounts;
  readonly audit: AuditTrail;
  readonly publisher: Publisher;
  readonly random: RandomBytes;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  readonly sleep: Sleep;
  /** The caller's address (CF-Connecting-IP); null: it is not known. */
  readonly address: Address | null;
  /** The log and the caller find the same call by it. */
  readonly requestId: string;
  /** Work that may end after the answer. */
  readonly waitUntil: (work: Promise<unknown>) => void;
  /** One line of the operator's log: the whole reason, no secrets. */
  readonly log: (event: string, facts: Readonly<Record<string, unknown>>) => void;
}
