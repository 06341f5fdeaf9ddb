/** What a credential is held in. */
export type CredentialKind = "cookie" | "token";

/** A credential by its keyed hashes, 32 lower-case hexadecimal digits each; the storage never sees its value. */
export interface CredentialRecord {
  /** Under the current secret: the one that goes on record. */
  readonly hash: string;
  /** Under older secrets: still recognised, and replaced on record by `hash`. */
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

/**
 * The person of a session, as far as the product says; null: the product does not say, and the record stays as it is.
 */
export interface Who {
  readonly user: string | null;
  readonly name: string | null;
  readonly twoFactor: boolean | null;
  /** The product's own stable id of the session. */
  readonly productSession: string | null;
}

/**
 * A request with an answer that proved its credentials to be live: they were proven together, so they belong to one session.
 */
export interface Proof {
  readonly account: string;
  readonly kind: SessionKind;
  /** The one that identifies the session best comes first; at least one. */
  readonly credentials: readonly CredentialRecord[];
  /** Further hashes that are ended with the session; the session of the proof is never found by them. */
  readonly attached?: readonly Attached[];
  /** Canonical form. */
  readonly address: string;
  readonly device: DeviceRecord;
  readonly region: RegionRecord;
  /** When the request came, in Unix milliseconds. */
  readonly at: number;
  /** Hashes of older session ids that the product went on from: if their session is this user's, the proof is of it. */
  readonly lineage?: readonly string[];
  /** When its seal says that the session began, in Unix milliseconds; null: that is not known. */
  readonly beganAt?: number | null;
  readonly who: Who | null;
}

/** Another spelling of a credential's value. */
export interface Attached {
  readonly record: CredentialRecord;
  /**
   * The value of a sealed cookie: it goes on record with a new session of this proof; if it has ended already, that
   * session has ended too.
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

/** The result of a proof or a rotation. */
export interface Recorded {
  /** Null: every credential was ended before, or there is no such account or session. */
  readonly session: string | null;
  readonly user: string | null;
  readonly created: boolean;
  /** Hashes that are in the ended log now, for the ended set of the caller's isolate. */
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
  /**
   * Its credentials belong to another session now, because another user logged in with them, or because the product
   * says so.
   */
  "replaced",
  /** The product switched it to an account that does not admit the address of the visit. */
  "switch_denied",
  /** The product set a value again that had ended. */
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
