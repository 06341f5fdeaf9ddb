/**
 * What an account's allowlist does: `off` nothing, `monitor` records the visits that it would refuse, `enforce` refuses
 * them.
 */
export type Mode = "off" | "monitor" | "enforce";

export const MODES: readonly Mode[] = ["off", "monitor", "enforce"];

/**
 * From which addresses a session cookie is accepted. `off`: all. `network`: those of the network for which its seal was
 * made (the /24 of an IPv4 address, the /48 of an IPv6 address). `address`: only the address for which its seal was made.
 * An address of the other family is never accepted by `network` and `address`.
 */
export type BindNetwork = "off" | "network" | "address";

export const BIND_NETWORKS: readonly BindNetwork[] = ["off", "network", "address"];

/** How long sessions live, in days. Cron enforces these limits within an hour. */
export interface SessionLimits {
  readonly idleDays: number;
  /** For sessions with a second factor. */
  readonly idleDays2fa: number;
  readonly absoluteDays: number;
  /** For sessions of kind `api`. Null: no limit, since an integration may run only four times a year. */
  readonly apiIdleDays: number | null;
}

/** The rules of an account. The entries of its list are not part of it. */
export interface Policy {
  readonly mode: Mode;
  /** False: mobile apps and integrations work from every address. */
  readonly blockApiRequests: boolean;
  readonly session: SessionLimits;
  readonly bindNetwork: BindNetwork;
  /** Whom a refused visitor can ask: a URL, a mail address or a text. The refusal page shows it. */
  readonly contact: string | null;
  /** A refused visitor may ask the account's administrators for access, by a form on the refusal page. */
  readonly accessRequests: boolean;
}

export const NEW_ACCOUNT_POLICY: Policy = {
  mode: "off",
  blockApiRequests: false,
  session: { idleDays: 90, idleDays2fa: 30, absoluteDays: 365, apiIdleDays: null },
  bindNetwork: "off",
  contact: null,
  accessRequests: false,
};
