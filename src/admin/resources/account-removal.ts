import type { Actor } from "../../accounts/actor.ts";
import {
  type ChangeRefusal,
  type ChangeTarget,
  commitChange,
  eventOf,
  findUnsettled,
  type Outcome,
  publish,
  type RevisionCondition,
} from "../../accounts/change.ts";
import { ok, type Result } from "../../result.ts";
import type { Account } from "../../storage/accounts/accounts.ts";
import type { AdminDeps } from "../deps.ts";

/** Removes an account. `published` says whether the edge knows all of it: the account and its hosts as tombstones. */
export async function removeAccount(
  deps: AdminDeps,
  actor: Actor,
  target: ChangeTarget,
): Promise<Result<{ readonly revision: number; readonly published: boolean }, ChangeRefusal>> {
  const attempt = async (account: Account, atRevision: RevisionCondition): Promise<Outcome<readonly string[]>> => {
    const event = eventOf(deps, actor, "account.removed", { account: account.id, name: account.name });
    const removal = await deps.accounts.remove({ account, atRevision, event, now: deps.now() });
    if (!removal.ok) return { kind: removal.error };
    return { kind: "changed", revision: account.revision, value: removal.value.hostnames };
  };
  const removed = await commitChange(deps, target, attempt, findUnsettled);
  if (!removed.ok) return removed;

  const { value: hostnames, revision } = removed.value;
  const published = await Promise.all([
    publish(deps, () => deps.publisher.publishAccount(target.account)),
    ...hostnames.map((hostname) => publish(deps, () => deps.publisher.publishHost(hostname))),
  ]);
  return ok({ revision, published: published.every((done) => done) });
}
