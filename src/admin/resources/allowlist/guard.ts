import * as z from "zod";
import type { Actor } from "../../../accounts/actor.ts";
import { formatAddress } from "../../../address/address.ts";
import { nameOf } from "../../../allowlist/entry-line.ts";
import type { AccessEnd, Guarded } from "../../../allowlist/lockout.ts";
import { AddressText } from "../../../input/scalars.ts";
import { formatTime } from "../../../time.ts";
import type { AdminDeps } from "../../deps.ts";
import type { WarningView } from "./entry-view.ts";

/** The query of every change of policy or list: it could lock someone out, or tell that someone loses access later on. */
export const GuardQuery = z.strictObject({
  acknowledge_lockout: z.enum(["true", "false"]).optional().meta({
    description:
      "`true`: go through although the caller's own address would be turned away afterwards, at once or within 24 hours. Additions never need it.",
  }),
  as_address: AddressText.optional().meta({
    description:
      "The address of the person for whom the call is made; it is judged as the caller's own. Without it an operator's call is not judged. A token's call is judged for both.",
    examples: ["203.0.113.7"],
  }),
});

/** The addresses that this call must not lock out: that of an account's caller always, and `as_address` when it is given. */
export function guardedBy(actor: Actor, query: z.output<typeof GuardQuery>, deps: AdminDeps): Guarded {
  const own = actor.kind === "operator" ? null : deps.address;
  const addresses = [own, query.as_address ?? null].filter((address) => address !== null);
  return { addresses, isAcknowledged: query.acknowledge_lockout === "true" };
}

/** A warning for each address that loses access later on. */
export const warnAccessEnds = (ends: readonly AccessEnd[]): readonly z.output<typeof WarningView>[] =>
  ends.map(({ address, at, entry }) => {
    const [who, time] = [formatAddress(address), formatTime(at)];
    return {
      code: "access_ends_at",
      detail: `${who} is turned away from the dashboard from ${time} on, when ${entry === null ? "its entry" : `the entry ${nameOf(entry)}`} ends.`,
      fix: "Give that entry a later end or none, or list the address by another entry.",
      ...(entry === null ? {} : { entry }),
      your_address: who,
      access_ends_at: time,
    };
  });
