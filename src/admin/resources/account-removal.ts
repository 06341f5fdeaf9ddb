import type { Actor } from "../../accounts/actor.ts";
import { type ChangeRefusal, type ChangeTarget, commitChange, eventOf, publish } from "../../accounts/change.ts";
import { ok, type Result } from "../../result.ts";
import type { AdminDeps } from "../deps.ts";

/**
 * Removes an account. The edge's copy is removed first: if anything fails in between, visits to its hosts are refused, and
 * not judged by a list that was removed. `published` says whether the edge has all of the change.
 */
export async function removeAccount(
  deps: AdminDeps,
  actor: Actor,
  target: ChangeTarget,
): Promise<Result<{ readonly revision: number; readonly published: boolean }, ChangeRefusal>> {
  let unpublished = false;
  const removed = await commitChange(deps, target, async (account) => {
    unpublished = (await deps.publisher.unpublishAccount(account.id)).published;
    const event = eventOf(deps, actor, "account.removed", { account: account.id, name: account.name });
    const removal = await deps.accounts.remove({ account, event, now: deps.now() });
    if (!removal.ok) return { kind: removal.error };
    return { kind: "changed", revision: account.revision, value: removal.value.hostnames };
  });

  if (!removed.ok) {
    // The account is still there, so its copy is written again.
    if (unpublished) deps.waitUntil(deps.publisher.publishAccount(target.account));
    return removed;
  }
  const { value: hostnames, revision } = removed.value;
  const published = await Promise.all(
    hostnames.map((hostname) => publish(deps, () => deps.publisher.publishHost(hostname))),
  );
  return ok({ revision, published: unpublished && published.every((done) => done) });
}
