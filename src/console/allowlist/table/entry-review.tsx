import { stopsMatching } from "../../../allowlist/change/change-entry.ts";
import { entryLine } from "../../../allowlist/entry-line.ts";
import { type ChangeReview, reviewChange } from "../../../allowlist/review/review-change.ts";
import { type Entry, type ListedRange, rangeOfText } from "../../../storage/entries/entry-records.ts";
import type { Answer, Visit } from "../../page.ts";
import { type Confirmation, guardVisitor, nextStep, ownEndOf } from "../review/confirmation.ts";
import { ListChanges } from "../review/review.tsx";
import { reviewPage } from "../review/review-page.tsx";
import { TrialButton, TrialHint } from "../review/trial.tsx";
import type { EntryText } from "./entry-form.tsx";
import { pathOf } from "./entry-page.tsx";

export interface EntryReview {
  readonly entry: Entry;
  /** Null: it is removed. */
  readonly after: Entry | null;
  readonly text: EntryText;
  readonly confirmation: Confirmation;
}

/**
 * Who would be turned away after a change of one entry. Null: the visitor has seen the review and confirmed all of it, or
 * there is nothing to say: the entry is only given an earlier end, and the visitor's own access does not end.
 */
export async function reviewEntry(
  visit: Visit,
  { entry, after, text, confirmation }: EntryReview,
): Promise<Answer | null> {
  const { deps, account } = visit;
  const listed = await deps.entries.allRanges(account.id);
  const list = { entries: [...proposed(listed, entry, after)], ...NOTHING_ELSE };
  const reviewed = { guarded: guardVisitor(visit, false), asAddress: null };
  const review = await reviewChange(deps, account, { policy: account.policy, list }, reviewed);
  const isSilent = after !== null && !stopsMatching(entry, after, deps.now()) && ownEndOf(review) === null;
  if (isSilent) return null;
  const step = nextStep(review, confirmation);
  return step.kind === "save"
    ? null
    : entryReviewPage(visit, { entry, after, text, review, isMissing: step.isMissing });
}

const NOTHING_ELSE = { duplicates: [], warnings: [], isSingle: false };

function* proposed(listed: readonly ListedRange[], entry: Entry, after: Entry | null) {
  for (const { id, key } of listed) {
    if (id !== entry.id) yield { place: { line: 0 }, value: key, range: rangeOfText(key) };
  }
  if (after !== null) yield { place: { line: 0 }, ...after };
}

interface EntryReviewPageProps extends Omit<EntryReview, "confirmation"> {
  readonly review: ChangeReview;
  readonly isMissing: boolean;
}

function entryReviewPage(visit: Visit, { entry, after, text, review, isMissing }: EntryReviewPageProps): Answer {
  const { texts, href } = visit;
  const { entry: words, reviewing } = texts.allowlist;
  const isRemoved = after === null;
  const changes = (
    <>
      <p>
        <bdi class="code">{entryLine(entry)}</bdi>
      </p>
      <ListChanges texts={texts} review={review} />
    </>
  );
  const hidden = (
    <>
      <input type="hidden" name="seen_at" value={String(entry.updatedAt)} />
      <input type="hidden" name="value" value={text.value} />
      <input type="hidden" name="label" value={text.label} />
      <input type="hidden" name="expires" value={text.expires} />
      {text.enabled ? <input type="hidden" name="enabled" value="yes" /> : null}
    </>
  );
  const save = (
    <>
      <button type="submit" name="step" value="confirm" class={isRemoved ? "danger" : ""}>
        {isRemoved ? words.confirmRemoval : words.confirmChange}
      </button>
      {isRemoved ? null : <TrialButton texts={texts} />}
    </>
  );
  const others = isRemoved ? (
    <a href={href(pathOf(entry.id))}>{texts.common.cancel}</a>
  ) : (
    <button type="submit" name="step" value="edit" class="secondary">
      {reviewing.edit}
    </button>
  );
  const note = isRemoved ? null : <TrialHint texts={texts} />;
  const form = { action: isRemoved ? `${pathOf(entry.id)}/remove` : pathOf(entry.id), hidden, save, others, note };
  const title = isRemoved ? words.reviewRemoval : words.reviewChange;
  return reviewPage(visit, { title, review, isMissing, changes, form });
}
