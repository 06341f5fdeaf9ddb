import type { Result } from "../result.ts";
import type { Version } from "./version.ts";

/** Whose a host is. A removed one stays on record for a while, so that it can be told from a stale copy. */
export type HostTarget =
  | { readonly kind: "account"; readonly account: string }
  | { readonly kind: "shared" }
  | { readonly kind: "removed" };

/** A host as it is published. */
export interface HostRecord extends Version {
  readonly hostname: string;
  readonly target: HostTarget;
}

/** KV does not answer, or not in time; what it holds is not what was written there. Absent is no fault: null. */
export type HostReadFault = "kv_unreachable" | "kv_timeout" | "host_corrupt";

export interface HostStore {
  /** Bounded in time; never throws. */
  read(hostname: string): Promise<Result<HostRecord | null, HostReadFault>>;
}
