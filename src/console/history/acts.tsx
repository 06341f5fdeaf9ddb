import type { Child } from "hono/jsx";
import { describePolicyChange } from "../../allowlist/change/change-policy.ts";
import type { RefusalOf } from "../../allowlist/refusal.ts";
import { type ChangeReview, reviewChange } from "../../allowlist/review/review-change.ts";
import { readPastState, type StepBack } from "../../allowlist/revisions/past-state.ts";
import { restoreRevision, undoRevision } from "../../allowlist/revisions/step-back.ts";
import { policyChanges } from "../activity/policy-changes.tsx";
import { guardVisitor, nextStep } from "../allowlist/review/confirmation.ts";
import { ListChanges } from "../allowlist/review/review.tsx";
import { reviewPage } from "../allowlist/review/review-page.tsx";
import { type Act, type Answer, isChecked, readText, type Visit } from "../page.ts";
import { Code } from "../parts/code.tsx";
import { Form } from "../parts/form.tsx";
import { Notice } from "../parts/notice.tsx";
import { withQuery } from "../query.ts";
import { refusalPage } from "../refusal-page.tsx";
import { doneQuery, pathOf, readRevision } from "./revision.ts";
import { revisionMissing } from "./revision-page.tsx";

/** Takes back one change, after its review: `step=confirm` comes from that. */
export const undoChange: Act = {
  needs: "allowlist:write",
  act: (visit, form) => stepBack(visit, form, "undo"),
};

/** Brings back the state after a change, after its review. */
export const restoreState: Act = {
  needs: "allowlist:write",
  act: (visit, form) => stepBack(visit, form, "restore"),
};

async function stepBack(visit: Visit, form: FormData, kind: StepBack["kind"]): Promise<Answer> {
  const { deps, account, texts } = visit;
  const revision = readRevision(visit.params.revision);
  if (revision === null) return revisionMissing(visit, { code: "revision_not_found" });
  const step = { kind, revision };
  const past = await readPastState(deps, account, step);
  if (!past.ok) {
    return past.error.code === "undo_not_possible"
      ? notPossible(visit, past.error)
      : revisionMissing(visit, past.error);
  }
  const reviewed = { guarded: guardVisitor(visit, false), asAddress: null };
  const review = await reviewChange(deps, account, past.value, reviewed);
  const isPolicySame = describePolicyChange(account.policy, past.value.policy) === null;
  if (isPolicySame && !(await deps.revisions.isListChanged(account.id, past.value.span))) {
    return nothingDiffers(visit);
  }
  if (review.errors.length > 0) return refusalPage(visit, { code: "invalid_entries" });

  const seen = readText(form, "seen");
  const confirmation = {
    isConfirmed: readText(form, "step") === "confirm" && seen === String(account.revision),
    isAcknowledged: isChecked(form, "acknowledge"),
  };
  const next = nextStep(review, confirmation);
  if (next.kind === "save") return save(visit, step, confirmation.isAcknowledged);
  const isMoved = seen !== "" && seen !== String(account.revision);
  const news = isMoved ? (
    <Notice kind="warning" isNews>
      <p>{texts.history.moved}</p>
    </Notice>
  ) : null;
  return showReview(visit, step, review, { isMissing: next.isMissing, news });
}

function showReview(
  visit: Visit,
  { kind, revision }: StepBack,
  review: ChangeReview,
  shown: { readonly isMissing: boolean; readonly news: Child },
): Answer {
  const { texts, href, account } = visit;
  const { history } = texts;
  const policy = describePolicyChange(account.policy, review.policy);
  const changes = (
    <>
      {policy === null ? null : <p>{policyChanges(texts, policy)}</p>}
      <ListChanges texts={texts} review={review} />
    </>
  );
  const isUndo = kind === "undo";
  const form = {
    action: `${pathOf(revision)}/${kind}`,
    hidden: <input type="hidden" name="seen" value={String(review.revision)} />,
    save: (
      <button type="submit" name="step" value="confirm">
        {isUndo ? history.confirmUndo : history.confirmRestore}
      </button>
    ),
    others: <a href={href(pathOf(revision))}>{texts.common.cancel}</a>,
  };
  const title = (isUndo ? history.reviewUndo : history.reviewRestore)(revision);
  return reviewPage(visit, { title, review, changes, form, ...shown });
}

async function save(visit: Visit, { kind, revision }: StepBack, isAcknowledged: boolean): Promise<Answer> {
  const { deps, actor, account } = visit;
  const target = { account: account.id, revisions: new Set([account.revision]), revision };
  const guarded = guardVisitor(visit, isAcknowledged);
  const saved =
    kind === "undo"
      ? await undoRevision(deps, actor, target, guarded, undefined)
      : await restoreRevision(deps, actor, target, guarded, undefined);
  if (!saved.ok) return refusalPage(visit, saved.error);
  const { revision: made, published } = saved.value;
  const done = kind === "undo" ? "undone" : "restored";
  const query = doneQuery(done, { from: account.revision, to: made, isPublished: published });
  return { kind: "redirect", to: withQuery("/history", query) };
}

function nothingDiffers({ texts, href }: Visit): Answer {
  const content = (
    <>
      <Notice kind="info">
        <p>{texts.history.nothing}</p>
      </Notice>
      <p>
        <a href={href("/history")}>{texts.history.title}</a>
      </p>
    </>
  );
  return { kind: "page", title: texts.history.title, content };
}

/** Why a change cannot be undone by itself, and the way that is left. */
function notPossible(visit: Visit, refusal: RefusalOf<"undo_not_possible">): Answer {
  const { texts } = visit;
  const { history } = texts;
  const { revision, reason, entries, isPolicyChanged } = refusal;
  const content = (
    <>
      <Notice kind="warning">
        <p>{reason === "too_large" ? history.tooLarge : history.changedSince}</p>
        {reason === "too_large" ? null : (
          <ul>
            {isPolicyChanged ? <li>{history.policyChangedSince}</li> : null}
            {entries.map((entry) => (
              <li>
                <Code text={entry} />
              </li>
            ))}
          </ul>
        )}
      </Notice>
      <Form visit={visit} action={`${pathOf(revision - 1)}/restore`}>
        <button type="submit">{history.restoreBefore}</button>
      </Form>
    </>
  );
  return { kind: "page", title: history.notPossible, content, status: 409, hasErrors: true };
}
