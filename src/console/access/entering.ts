import { actorLabel, actorName } from "../../accounts/actor.ts";
import { formatAddress } from "../../address/address.ts";
import type { EventDraft } from "../../storage/d1/audit.ts";
import type { ConsoleRequest } from "../request.ts";
import type { ConsoleActor } from "./actor.ts";

/**
 * The console of an account opens on its own hosts, and on hosts that belong to no account (shared ones, the operator's).
 * On another customer's host it would look like that customer's console, and the maker of the link would get what is typed
 * there.
 */
export async function isHostOf(account: string, { url, deps }: ConsoleRequest): Promise<boolean> {
  const hostname = url.hostname.replace(/\.$/, "");
  const host = await deps.hosts.find(hostname);
  return host === null || host.target.kind !== "account" || host.target.account === account;
}

/** The event of a login to the console, or of a logout. */
export function loginEvent(
  { deps }: ConsoleRequest,
  actor: ConsoleActor,
  action: "console.entered" | "console.left",
  detail: EventDraft["detail"],
): EventDraft {
  const address = deps.address === null ? null : formatAddress(deps.address);
  return { actor: actorName(actor), actorName: actorLabel(actor), address, action, detail };
}
