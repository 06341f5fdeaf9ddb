import { type Actor, actorName } from "../../accounts/actor.ts";
import {
  type ChangeRefusal,
  type ChangeTarget,
  changeAccount,
  eventOf,
  findAccount,
  type ProvisionalOpen,
  type RulesChanged,
  refused,
  type UnkeptAnswer,
  unkeptAnswer,
} from "../../accounts/change.ts";
import { type InvalidCursor, type Page, type PageQuery, readPage } from "../../input/cursor.ts";
import { err, ok, type Result } from "../../result.ts";
import type { AuditDetail } from "../../storage/d1/audit.ts";
import type { KeptAnswer } from "../../storage/d1/kept-answers.ts";
import type { AccessRequest, RequestState } from "../../storage/visits/access-requests.ts";
import type { AllowlistDeps } from "../deps.ts";
import type { Guarded } from "../lockout.ts";
import type { RefusalOf } from "../refusal.ts";
import { type Admission, type Admitted, type LetInRefusal, letIn, rangeAround } from "./let-in.ts";

type RequestRefusal = RefusalOf<"access_request_not_found" | "access_request_settled">;

/** A page of the requests of refused visitors, the newest first. */
export function listAccessRequests(
  { accessRequests, now }: Pick<AllowlistDeps, "accessRequests" | "now">,
  account: string,
  { state, ...query }: PageQuery & { readonly state?: RequestState | undefined },
): Promise<Result<Page<AccessRequest>, InvalidCursor>> {
  const list = `access-requests:${JSON.stringify([account, state])}`;
  return readPage({ list, keyOf: ({ id }) => id }, query, (page) =>
    accessRequests.list(account, { state, ...page }, now()),
  );
}

/** A request as it is after its decision, with the entry by which the visitor is let in. */
export interface Approved {
  readonly request: AccessRequest;
  readonly admitted: Admitted;
}

/**
 * Lets a visitor in who asked for it, and marks the request as approved in the same batch: of two decisions at the same
 * moment the first one counts. When the list has a live entry of this range already, that entry stays as it is.
 */
export function approveRequest(
  deps: AllowlistDeps,
  actor: Actor,
  target: ChangeTarget & { readonly request: string },
  admission: Admission,
  guarded: Guarded,
  answerOf?: (approved: Approved, revision: number) => Promise<KeptAnswer>,
): Promise<
  Result<
    RulesChanged<Approved>,
    ProvisionalOpen | RequestRefusal | RefusalOf<"prefix_out_of_bounds"> | LetInRefusal | ChangeRefusal
  >
> {
  type Refusals = RequestRefusal | RefusalOf<"prefix_out_of_bounds"> | LetInRefusal;
  return changeAccount<Approved, Refusals>(deps, target, async (account, atRevision) => {
    const found = await findOpen(deps, account.id, target.request);
    if (!found.ok) return refused(found.error);
    const request = found.value;
    const wanted = rangeAround(request.address, admission.prefix);
    if (!wanted.ok) return refused(wanted.error);
    const approvedWith = (admitted: Admitted): Approved => ({
      request: {
        ...request,
        state: "approved",
        decidedAt: admitted.at,
        decidedBy: actorName(actor),
        entry: admitted.entry.id,
      },
      admitted,
    });
    const outcome = await letIn(
      deps,
      actor,
      { account, atRevision },
      {
        ...wanted.value,
        ...admission,
        defaultLabel: request.name,
        guarded,
        action: "access_request.approved",
        detail: describe(request),
        request: request.id,
        answerOf: answerOf && ((admitted) => answerOf(approvedWith(admitted), account.revision)),
      },
    );
    return outcome.kind === "changed" || outcome.kind === "unchanged"
      ? { ...outcome, value: approvedWith(outcome.value) }
      : outcome;
  });
}

/** Declines a request, with its event; the list does not change. Of two decisions the first one counts. */
export async function declineRequest(
  deps: AllowlistDeps,
  actor: Actor,
  target: { readonly account: string; readonly request: string },
  answerOf?: (declined: AccessRequest) => Promise<KeptAnswer>,
): Promise<Result<AccessRequest, RequestRefusal | UnkeptAnswer | RefusalOf<"account_not_found">>> {
  const account = await findAccount(deps, target.account);
  if (!account.ok) return account;
  const found = await findOpen(deps, target.account, target.request);
  if (!found.ok) return found;
  const [request, now, by] = [found.value, deps.now(), actorName(actor)];
  const declined: AccessRequest = { ...request, state: "declined", decidedAt: now, decidedBy: by };
  const event = eventOf(deps, actor, "access_request.declined", describe(request));
  const decided = await deps.accessRequests.decline(
    { account: target.account, id: request.id, by },
    event,
    now,
    await answerOf?.(declined),
  );
  if (decided.ok) return ok(declined);
  if (decided.error !== "overtaken") return err(unkeptAnswer(decided.error));
  const again = await findOpen(deps, target.account, target.request);
  return again.ok ? err({ code: "access_request_not_found" }) : again;
}

async function findOpen(
  { accessRequests, now }: Pick<AllowlistDeps, "accessRequests" | "now">,
  account: string,
  id: string,
): Promise<Result<AccessRequest, RequestRefusal>> {
  const request = await accessRequests.get(account, id, now());
  if (request === null) return err({ code: "access_request_not_found" });
  const { state, decidedBy } = request;
  return state === "open" ? ok(request) : err({ code: "access_request_settled", state, decidedBy });
}

/** What a visitor wrote is bounded, and named as theirs. */
const describe = ({ id, address, name, reason, reference }: AccessRequest): AuditDetail => ({
  request: id,
  address,
  name,
  reason,
  reference,
});
