import * as z from "zod";
import type { Actor } from "../../../accounts/actor.ts";
import type { Guarded } from "../../../allowlist/lockout.ts";
import { AddressText } from "../../../input/scalars.ts";
import type { AdminDeps } from "../../deps.ts";

/** The query of every change that could lock someone out. */
export const GuardQuery = z.strictObject({
  acknowledge_lockout: z
    .enum(["true", "false"])
    .optional()
    .meta({ description: "`true`: go through although the caller's own address would be turned away afterwards." }),
  as_address: AddressText.optional().meta({
    description:
      "The address of the person for whom the call is made; it is judged as the caller's own. Without it an operator's call is not judged.",
    examples: ["203.0.113.7"],
  }),
});

/** The addresses that this call must not lock out: that of an account's caller always, and `as_address` when it is given. */
export function guardedBy(actor: Actor, query: z.output<typeof GuardQuery>, deps: AdminDeps): Guarded {
  const own = actor.kind === "operator" ? null : deps.address;
  const addresses = [own, query.as_address ?? null].filter((address) => address !== null);
  return { addresses, isAcknowledged: query.acknowledge_lockout === "true" };
}
