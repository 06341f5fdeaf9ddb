/** What a credential is held in. */
export type CredentialKind = "cookie" | "token";

/** A credential by its keyed hashes, 32 lower-case hexadecimal digits each; its value is never seen here. */
export interface CredentialRecord {
  /** Under the current secret: the one that goes on record. */
  readonly hash: string;
  /** Under older secrets: recognised, and replaced on record by `hash`. */
  readonly former: readonly string[];
  readonly kind: CredentialKind;
}

/** `web` as soon as a session cookie is among a session's credentials. */
export const SESSION_KINDS = ["web", "api"] as const;
export type SessionKind = (typeof SESSION_KINDS)[number];

export interface DeviceRecord {
  /** For people, such as "Chrome 131 on Windows". */
  readonly label: string;
  readonly browser: string | null;
  readonly os: string | null;
  readonly type: string;
  /** Equal for devices of one kind: what `new_device` compares. Without version numbers. */
  readonly kind: string;
}

export interface RegionRecord {
  /** ISO 3166-1 alpha-2, as Cloudflare says it. */
  readonly country: string | null;
  readonly region: string | null;
  readonly city: string | null;
}

/** Whose a session is, as far as the product says; null: it does not say, and what is on record stays. */
export interface Who {
  readonly user: string | null;
  readonly name: string | null;
  readonly twoFactor: boolean | null;
  /** The product's own stable id of the session. */
  readonly productSession: string | null;
}

/** A request whose answer proved its credentials to be live: they were proven together, so they are one session's. */
export interface Proof {
  readonly account: string;
  readonly kind: SessionKind;
  /** The one that best stands for the session first; at least one. */
  readonly credentials: readonly CredentialRecord[];
  /** Further hashes that are ended with the session; they never say which session the proof is of. */
  readonly attached?: readonly Attached[];
  /** Canonical form. */
  readonly address: string;
  readonly device: DeviceRecord;
  readonly region: RegionRecord;
  /** When the request came, in Unix milliseconds. */
  readonly at: number;
  readonly who: Who | null;
}

/** Another spelling of a credential's value. */
export interface Attached {
  readonly record: CredentialRecord;
  /**
   * The value of a sealed cookie: it goes on record with a session that this proof makes; if it has ended already, so has
   * that session.
   */
  readonly isOfNewSession: boolean;
}

/** New values of the credentials of a session on record: the product changed its cookie in the answer to it. */
export interface Rotation {
  readonly account: string;
  readonly session: string;
  readonly credentials: readonly CredentialRecord[];
  /** Unix milliseconds. */
  readonly at: number;
}

/** What became of a proof or a rotation. */
export interface Recorded {
  /** Null: every credential was ended before, or there is no such account or session. */
  readonly session: string | null;
  readonly user: string | null;
  readonly created: boolean;
  /** Hashes that are in the ended log now, and of which the caller may not know: for its own ended set, at once. */
  readonly endedOnArrival: readonly string[];
  /** The session has had more credentials than are kept: the product changes its cookie with each answer. */
  readonly crowded: boolean;
}

export const END_REASONS = [
  /** The user logged out, by signal or by the product's logout path. */
  "logout",
  /** By an administrator, the API or a `revoke` signal. */
  "revoked",
  "password_changed",
  /** A signal for its request could not be read. */
  "signal_invalid",
  "idle",
  /** It lived as long as the account's policy lets a session live. */
  "absolute",
  /** Its credentials belong to another session now: another user logged in with them, or the product says so. */
  "replaced",
  /** The product gave out a value again that had ended. */
  "value_reissued",
  /** Its credentials were ended, and D1 was restored to a time before that. */
  "ended_before_restore",
] as const;
export type EndReason = (typeof END_REASONS)[number];

/** A session as D1 holds it. Times in Unix milliseconds. */
export interface Session {
  readonly id: string;
  readonly account: string;
  readonly kind: SessionKind;
  readonly user: string | null;
  readonly name: string | null;
  readonly productSession: string | null;
  readonly twoFactor: boolean | null;
  readonly firstAddress: string;
  readonly address: string;
  readonly device: DeviceRecord;
  readonly region: RegionRecord;
  readonly newDevice: boolean;
  /** When it was first proven. */
  readonly loggedInAt: number;
  readonly lastSeenAt: number;
  readonly endedAt: number | null;
  readonly endReason: EndReason | null;
}
