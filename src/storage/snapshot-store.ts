import type { Snapshot } from "../policy/snapshot.ts";
import type { Result } from "../result.ts";

/** KV does not answer, or not in time; what it holds is not a snapshot of this account. Absent is no fault: null. */
export type SnapshotReadFault = "kv_unreachable" | "kv_timeout" | "snapshot_corrupt";

export interface SnapshotStore {
  /** Bounded in time; never throws. */
  read(account: string): Promise<Result<Snapshot | null, SnapshotReadFault>>;
}
