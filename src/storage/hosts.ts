import type { Result } from "../result.ts";
import type { EventDraft } from "./audit.ts";
import type { ChangeContext, RevisionMoved } from "./change.ts";
import type { HostTarget } from "./host-store.ts";
import type { RandomBytes } from "./ids.ts";
import type { Version } from "./version.ts";

/** A hostname (canonical: see the gate) as D1 holds it; its own version, apart from its account's. */
export interface Host extends Version {
  readonly hostname: string;
  readonly target: HostTarget;
  readonly publishedRevision: number | null;
  /** Unix milliseconds. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface HostPage {
  /** Hostnames after this one. */
  readonly after: string | null;
  readonly limit: number;
}

export interface Hosts {
  /** What is known of a hostname, tombstones included. */
  find(hostname: string): Promise<Host | null>;
  listOf(account: string, page: HostPage): Promise<readonly Host[]>;
  listShared(page: HostPage): Promise<readonly Host[]>;
  /** `host_taken`: it belongs to another account or is shared. Putting a host that the account has changes nothing: look first. */
  put(change: ChangeContext, hostname: string): Promise<Result<Version, RevisionMoved | "host_taken">>;
  remove(change: ChangeContext, hostname: string): Promise<Result<Version, RevisionMoved | "host_not_found">>;
  /** Shared hosts belong to no account: their events are the operator's own. */
  putShared(hostname: string, event: EventDraft, now: number): Promise<Result<null, "host_taken">>;
  removeShared(hostname: string, event: EventDraft, now: number): Promise<Result<null, "host_not_found">>;
}

export function createHosts(_db: D1Database, _random: RandomBytes): Hosts {
  throw new Error("not yet");
}
