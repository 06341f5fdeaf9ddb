import type { EndReason, Who } from "../../storage/sessions/session-records.ts";
import { parseSignals, type Signal } from "./signals.ts";

/** Why an answer ends a session. */
export type ActReason = Extract<EndReason, "logout" | "revoked" | "password_changed" | "signal_invalid">;

/** What an answer asks Gatehouse to do, in order. */
export type Act =
  | { readonly kind: "describe"; readonly who: Who }
  /** `isSpoken`: the origin sent a signal; false: it follows from the path and the answer. */
  | { readonly kind: "end_request"; readonly reason: ActReason; readonly isSpoken: boolean }
  | { readonly kind: "end_user"; readonly user: string; readonly keepCurrent: boolean; readonly reason: ActReason };

export interface Told {
  readonly acts: readonly Act[];
  /** The answer belongs to another account: it must not reach the visitor. */
  readonly isRefused: boolean;
  /** For the log, as `signal_invalid`; null: nothing is wrong. */
  readonly fault: string | null;
  readonly remarks: readonly string[];
}

const nothing = (fault: string | null): Told => ({ acts: [], isRefused: false, fault, remarks: [] });

/**
 * What the Gatehouse-Signal header of an answer says.
 *
 * @param account of the host; null: it is not known, and signals are ignored.
 */
export function readTold(header: string, requestId: string, account: string | null, fromCache: boolean): Told {
  if (fromCache) return nothing("from_cache");
  if (account === null) return nothing("no_account");
  const read = parseSignals(header, requestId);
  if (!read.ok && read.error.kind === "not_for_this_request")
    return nothing(`not_for_this_request: ${read.error.detail}`);
  const signals = read.ok ? read.value.signals : read.error.kind === "unparsable" ? read.error.signals : [];
  const foreign = signals.some((signal) => signal.kind === "session" && isForeign(signal.account, account));
  if (foreign) return { acts: [], isRefused: true, fault: "other_account", remarks: [] };
  const acts = signals.map(actOf);
  if (read.ok) return { acts, isRefused: false, fault: null, remarks: read.value.remarks };
  return {
    acts: [...acts, { kind: "end_request", reason: "signal_invalid", isSpoken: true }],
    isRefused: false,
    fault: `unparsable: ${read.error.detail}`,
    remarks: [],
  };
}

const isForeign = (told: string | null, account: string): boolean => told !== null && told !== account;

function actOf(signal: Signal): Act {
  switch (signal.kind) {
    case "session": {
      const { user, name, twoFactor, session } = signal;
      return { kind: "describe", who: { user, name, twoFactor, productSession: session } };
    }
    case "logout":
      return { kind: "end_request", reason: "logout", isSpoken: true };
    case "password_changed":
      return { kind: "end_user", user: signal.user, keepCurrent: signal.keepCurrent, reason: "password_changed" };
    case "revoke":
      return { kind: "end_user", user: signal.user, keepCurrent: false, reason: "revoked" };
    default:
      return signal satisfies never;
  }
}

/** Several descriptions of one session: a later one replaces the fields that it has, and keeps the others. */
export const foldWho = (acts: readonly Act[]): Who | null =>
  acts.reduce<Who | null>((before, act) => (act.kind === "describe" ? foldInto(before, act.who) : before), null);

const foldInto = (before: Who | null, who: Who): Who => ({
  user: who.user ?? before?.user ?? null,
  name: who.name ?? before?.name ?? null,
  twoFactor: who.twoFactor ?? before?.twoFactor ?? null,
  productSession: who.productSession ?? before?.productSession ?? null,
});
