import type { Snapshot } from "../policy/snapshot.ts";
import type { HostRecord } from "./host-store.ts";

/** Whether the edge's copy got written, and of which revision it is (null: D1 did not say). */
export interface Published {
  readonly published: boolean;
  readonly revision: number | null;
}

/** Isolate memory: it takes what was compiled from the truth, even when KV did not. Never goes back by itself. */
export interface EdgeMemory {
  snapshot(snapshot: Snapshot): void;
  host(record: HostRecord): void;
}

/** None of these throws: a saved change is never hidden by a copy that could not be written. Each may be repeated. */
export interface Publisher {
  publishAccount(account: string): Promise<Published>;
  publishHost(hostname: string): Promise<Published>;
  /** Removes the account's snapshot from KV: before the account itself is removed. */
  unpublishAccount(account: string): Promise<Published>;
}
