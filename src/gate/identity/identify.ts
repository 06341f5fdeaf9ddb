import type { Surface } from "../../policy/surface.ts";
import type { ClientVisit } from "../arrival/arrive.ts";
import type { Passing } from "../clear.ts";
import type { Gate } from "../gate.ts";
import type { Host, Passed, Refused } from "../host.ts";
import type { Admission } from "../judge.ts";
import type { Known } from "./identified-party.ts";
import { identifyOwn } from "./identify-own.ts";
import { identifyShared } from "./identify-shared.ts";

/** What is known of a visit before its credentials are asked about. */
export interface Judged {
  /** By the path alone. */
  readonly path: Surface;
  /** With the credentials that are live. */
  readonly surface: Surface;
  /** The verdict of the list of the host's account; null: the host does not belong to one account. */
  readonly list: Admission | Passed | null;
}

/** Finds the account and person of a visit. Credentials of an account that does not admit the address do not pass. */
export async function identify(
  visit: ClientVisit,
  host: Host,
  passing: Passing,
  { path, surface, list }: Judged,
  gate: Gate,
): Promise<Known | Refused> {
  if (host.kind === "shared") return identifyShared(visit, host, passing, path, gate);
  if (host.kind === "account" && list?.kind === "allowed")
    return identifyOwn(visit, host, passing, { surface, list }, gate);
  return { kind: "known", passing, surface, account: null, accounts: [], who: null, isUntrusted: false };
}
