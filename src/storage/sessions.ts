import type { EventDraft } from "./audit.ts";
import type { RandomBytes } from "./ids.ts";
import type { CredentialRecord, EndReason, Proof, Recorded, Rotation, Session } from "./session-records.ts";

/** Which sessions of an account. */
export type WhichSessions =
  | { readonly session: string }
  | { readonly user: string }
  | { readonly all: true }
  /**
   * Those that these credentials belong to. `unknownToo`: credentials that are on no record are ended as well; only for
   * ones that the origin itself spoke of, since anyone may send a request with a made-up cookie.
   */
  | { readonly credentials: readonly CredentialRecord[]; readonly unknownToo: boolean };

export interface EndOptions {
  /** Ids of sessions that stay. */
  readonly except?: readonly string[];
  readonly reason: EndReason;
  /** `ended: n` is added to its detail. An act that ended nothing makes an event only when it was about a user or all. */
  readonly event: EventDraft;
  /** Unix milliseconds. */
  readonly now: number;
}

export interface Ended {
  readonly ended: number;
  /** For the isolate's own ended set, at once. */
  readonly hashes: readonly string[];
}

export interface SessionQuery {
  readonly state?: "active" | "ended" | undefined;
  readonly user?: string | undefined;
  /** Last address, canonical form. */
  readonly address?: string | undefined;
  /** Part of user, name, address or device label, in any case. */
  readonly q?: string | undefined;
  /** `sessionKey` of the last one of the page before; null or absent: the first page. */
  readonly after?: string | null | undefined;
  readonly limit: number;
}

/** Sessions and their credentials in D1. Everything of one act is one batch; these throw when D1 fails. */
export interface Sessions {
  /** In the order of the proofs. Whatever their number: one batch (a few, when proofs name the same credential). */
  record(proofs: readonly Proof[], now: number): Promise<readonly Recorded[]>;
  /** In the order of the rotations; those of an ended session are ended on arrival. */
  join(rotations: readonly Rotation[], now: number): Promise<readonly Recorded[]>;
  /** Rows, ended log, watermark (for a user, for all) and audit event. */
  end(account: string, which: WhichSessions, options: EndOptions): Promise<Ended>;
  /** Ends what is idle or too old by its account's policy, at most `limit`; fewer ended: there are no more. */
  endOverdue(now: number, limit: number): Promise<Ended>;
  get(account: string, id: string): Promise<Session | null>;
  /** Newest `lastSeenAt` first. */
  list(account: string, query: SessionQuery): Promise<readonly Session[]>;
  countActive(account: string): Promise<number>;
  /** The sessions of these hashes, by hash; ended ones too. */
  findByCredential(account: string, hashes: readonly string[]): Promise<ReadonlyMap<string, Session>>;
  /** Removes ended sessions and watermarks that nothing depends on any more, at most `limit` of each. */
  purge(now: number, limit: number): Promise<number>;
}

/** A session's place in its list, for cursors. */
export const sessionKey = ({ lastSeenAt, id }: Session): string => `${lastSeenAt}.${id}`;

export function createSessions(_db: D1Database, _random: RandomBytes): Sessions {
  throw new Error("to be written");
}
