import * as z from "zod";
import type { Address } from "../address/address.ts";
import { decide, type Ruling } from "../policy/decide.ts";
import { classifySurface, type Surface } from "../policy/surface.ts";
import type { Account } from "../storage/accounts/accounts.ts";
import type { Entry } from "../storage/entries/entry-records.ts";
import { toSeconds } from "../time.ts";
import { isWorkerAddress } from "./caller-address.ts";
import type { AllowlistDeps } from "./deps.ts";
import { toRangeSet } from "./lockout.ts";

const MAX_PATH_LENGTH = 8192;

/** A path as the URL parser writes it, which is what the gate classifies. */
export const VisitPath = z
  .string()
  .max(MAX_PATH_LENGTH, `It is longer than ${MAX_PATH_LENGTH} characters.`)
  .regex(/^\//, "A path starts with a slash.")
  .transform((path) => new URL(`https://host.invalid${path}`).pathname)
  .meta({ description: "With or without a query, which plays no part.", examples: ["/dashboard"] });

/** A visit that might come. */
export interface AskedVisit {
  readonly address: Address;
  readonly path: string;
  /** Matters where a whole host is an API host. */
  readonly host?: string | undefined;
}

export interface CheckedVisit extends Pick<Ruling, "decision" | "reason" | "blocked"> {
  readonly surface: Surface;
  /** Every entry that covers the address, disabled and expired ones too. */
  readonly matches: readonly Entry[];
}

/** What the gate would decide about a visit, with the account as D1 has it now. */
export async function checkVisit(
  deps: Pick<AllowlistDeps, "entries" | "config" | "now">,
  { id, policy }: Pick<Account, "id" | "policy">,
  { address, path, host = "" }: AskedVisit,
): Promise<CheckedVisit> {
  const matches = await deps.entries.covering(id, address);
  const visit = { hostname: host, pathname: path, hasSessionCookie: () => false };
  const surface = classifySurface(deps.config.surfaces, visit);
  const facts = { address, surface, workerRequest: isWorkerAddress(address, deps.config) };
  const rules = { ...policy, ranges: toRangeSet(matches, [address]) };
  const { decision, reason, blocked } = decide(facts, rules, toSeconds(deps.now()));
  return { decision, reason, blocked, surface, matches };
}
