import { settle } from "../../accounts/settle.ts";
import { isAllowedBy } from "../../allowlist/caller-address.ts";
import type { ConsoleAdmission } from "../../storage/console/console-admission.ts";
import { isDueForTouch } from "../../storage/console/console-sessions.ts";
import { isOverdue } from "../../storage/d1/provisional.ts";
import type { ConsoleDeps } from "../deps.ts";
import type { Visit } from "../page.ts";
import { accountPath, type ConsoleRequest } from "../request.ts";
import { actorOf } from "./actor.ts";
import { readLoginCookie } from "./cookies.ts";

/** The caller: without a login, with a login but at an address that is not on the list, or let in. */
export type Admission =
  | { readonly kind: "out" }
  | { readonly kind: "turned_away"; readonly visit: Visit }
  | { readonly kind: "in"; readonly visit: Visit };

/** That a visit was noted may wait until the page has had its own queries. */
const TOUCH_DELAY_MS = 100;

/**
 * Who asks for a page of the account that the path names: a login of this very account, and of no other. The one query
 * that every page starts with.
 */
export async function admit(asked: ConsoleRequest): Promise<Admission> {
  const { deps, request, texts, url, params } = asked;
  const named = params.account ?? "";
  const secret = readLoginCookie(request.headers, named);
  const found = secret === null ? null : await findAdmission(deps, secret);
  if (found === null || found.account.id !== named) return { kind: "out" };
  const { session, account, covering, openRequests } = found;
  const { csrf } = session;
  const href = (path: string): string => asked.href(accountPath(account.id, path));
  const visit = {
    deps,
    session,
    actor: actorOf(session),
    account,
    covering,
    openRequests,
    texts,
    url,
    params,
    csrf,
    href,
  };
  if (!isAllowedBy(deps, account.policy.mode, covering)) return { kind: "turned_away", visit };
  deps.noteAdmitted(account.id);
  if (isDueForTouch(session, deps.now())) {
    const failed = (error: unknown) => deps.log("console_touch_failed", { error: String(error) });
    const touch = () => deps.consoleSessions.touch(session, deps.now());
    deps.waitUntil(deps.sleep(TOUCH_DELAY_MS).then(touch).catch(failed));
  }
  return { kind: "in", visit };
}

/** A login with its account in the state that is in force now. */
async function findAdmission(deps: ConsoleDeps, secret: string): Promise<ConsoleAdmission | null> {
  const found = await deps.consoleAdmissions.find(secret, deps.address, deps.now());
  if (found === null || !isOverdue(found.account.provisional, deps.now())) return found;
  await settle(deps, found.account);
  return deps.consoleAdmissions.find(secret, deps.address, deps.now());
}
