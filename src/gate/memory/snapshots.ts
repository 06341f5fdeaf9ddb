import { type Snapshot, snapshotAt } from "../../policy/snapshot.ts";
import { ok, type Result } from "../../result.ts";
import type { AccountRecord, SnapshotReadFault } from "../../storage/kv/snapshot-store.ts";
import { toSeconds } from "../../time.ts";
import type { EdgeCopy, Visitation } from "./edge-copy.ts";

/** The snapshots in the isolate's memory. */
export interface Snapshots {
  /**
   * The state in force at the moment of the visit. Null: there is no such account; it may have been removed. An error: see
   * `EdgeCopy.find`.
   */
  find(
    account: string,
    visit: Visitation,
  ): Result<Snapshot | null, SnapshotReadFault> | Promise<Result<Snapshot | null, SnapshotReadFault>>;
  /** Takes what this isolate has just published. Never goes back to an older record. */
  remember(record: AccountRecord, nowMs: number): void;
}

type Found = Result<AccountRecord | null, SnapshotReadFault>;

/**
 * Memory holds a tombstone as it holds a snapshot, so that no copy from before the removal comes back. To a visit, a
 * removed account is the same as an account that never existed.
 */
export function createSnapshots(records: EdgeCopy<AccountRecord, SnapshotReadFault>): Snapshots {
  const inForce = (found: Found, nowMs: number): Result<Snapshot | null, SnapshotReadFault> => {
    if (!found.ok) return found;
    const snapshot = found.value?.snapshot ?? null;
    return ok(snapshot === null ? null : snapshotAt(snapshot, toSeconds(nowMs)));
  };
  return {
    find(account, visit) {
      const found = records.find(account, visit);
      return found instanceof Promise ? found.then((read) => inForce(read, visit.nowMs)) : inForce(found, visit.nowMs);
    },
    remember: (record, nowMs) => records.remember(record.account, record, nowMs),
  };
}
