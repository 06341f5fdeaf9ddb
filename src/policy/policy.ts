/** How an account's allowlist acts: `off` judges nothing, `monitor` records what it would turn away, `enforce` turns it away. */
export type Mode = "off" | "monitor" | "enforce";

export const MODES: readonly Mode[] = ["off", "monitor", "enforce"];

/**
 * From where a session cookie is accepted: anywhere (`off`); the network in which its seal was made, the /24 of an IPv4
 * or the /48 of an IPv6 address (`network`); that very address (`address`). The other family counts as elsewhere.
 */
export type BindNetwork = "off" | "network" | "address";

export const BIND_NETWORKS: readonly BindNetwork[] = ["off", "network", "address"];

/** How long sessions live, in days. They are enforced by cron, within the hour. */
export interface SessionLimits {
  readonly idleDays: number;
  /** For sessions that passed a second factor. */
  readonly idleDays2fa: number;
  readonly absoluteDays: number;
  /** For sessions of kind `api`; null: they never grow idle (a quarterly integration is not a forgotten phone). */
  readonly apiIdleDays: number | null;
}

/** The rules of an account; its entries are kept beside it. */
export interface Policy {
  readonly mode: Mode;
  /** Off: mobile apps and integrations keep working from any address. */
  readonly blockApiRequests: boolean;
  readonly session: SessionLimits;
  readonly bindNetwork: BindNetwork;
  /** Shown to visitors who are turned away: a URL, a mail address or text. */
  readonly contact: string | null;
}

export const NEW_ACCOUNT_POLICY: Policy = {
  mode: "off",
  blockApiRequests: false,
  session: { idleDays: 90, idleDays2fa: 30, absoluteDays: 365, apiIdleDays: null },
  bindNetwork: "off",
  contact: null,
};
