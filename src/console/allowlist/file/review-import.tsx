import { addEntries } from "../../../allowlist/change/add-entries.ts";
import { replaceList } from "../../../allowlist/change/replace-list.ts";
import type { ProposedList } from "../../../allowlist/reading/proposed-entries.ts";
import { type ChangeReview, reviewChange } from "../../../allowlist/review/review-change.ts";
import type { FieldError } from "../../../input/validation.ts";
import { ok, type Result } from "../../../result.ts";
import { doneQuery } from "../../history/revision.ts";
import { type Answer, isChecked, readText, type Visit } from "../../page.ts";
import { Notice } from "../../parts/notice.tsx";
import { withQuery } from "../../query.ts";
import { refusalPage } from "../../refusal-page.tsx";
import { type Confirmation, guardVisitor, NOBODY, nextStep } from "../review/confirmation.ts";
import { ListChanges } from "../review/review.tsx";
import { reviewPage } from "../review/review-page.tsx";
import { TRIAL_SECONDS, TrialButton, TrialHint } from "../review/trial.tsx";
import { type FileFault, type ImportFile, readEntries, withAdded } from "./import-file.ts";

type How = "add" | "replace";

/** Entries that are to come into the list, as text. */
export interface Import {
  readonly file: ImportFile;
  readonly how: How;
  readonly confirmation: Confirmation;
  /** Another change was saved since the review. */
  readonly isMoved: boolean;
}

/** Where the entries came from: the words of the review, and the pages before and after it. */
export interface ImportSource {
  /** The path of the form that comes back from the review. */
  readonly action: string;
  readonly title: string;
  readonly save: string;
  /** The path where the visitor goes who does not save. */
  readonly cancel: string;
  /** What the allowlist's page says when it is saved. */
  readonly done: "imported" | "saved";
  /** The page again, with what is wrong. `nothing`: the list has all of it. */
  readonly fail: (fault: FileFault | "nothing") => Answer | Promise<Answer>;
}

/** What a form that came back from the review says. */
export function readConfirmed(visit: Visit, form: FormData): Pick<Import, "confirmation" | "isMoved"> {
  const step = readText(form, "step");
  const isConfirmed = step === "confirm" || step === "try";
  const isMoved = isConfirmed && Number(readText(form, "revision")) !== visit.account.revision;
  return {
    confirmation: { isConfirmed, isAcknowledged: isChecked(form, "acknowledge"), isTrial: step === "try" },
    isMoved,
  };
}

/** The entries as they travelled in the page of the review. */
export function carriedFile(form: FormData): Result<ImportFile, FileFault> {
  const content = readText(form, "content");
  return ok({ content, format: readText(form, "format") === "csv" ? "text/csv" : "text/plain" });
}

/** Entries into the list: reviewed, and saved when the visitor has seen exactly this and confirmed all of it. */
export async function runImport(visit: Visit, proposed: Import, source: ImportSource): Promise<Answer> {
  const entries = readEntries(proposed.file);
  if (!entries.ok) return source.fail(entries.error);
  const page = await reviewImport(visit, proposed, entries.value, source);
  return page ?? save(visit, proposed, entries.value, source);
}

/** What the import would do; null: the visitor has seen exactly this and confirmed all of it. */
async function reviewImport(
  visit: Visit,
  proposed: Import,
  entries: ProposedList,
  source: ImportSource,
): Promise<Answer | null> {
  const { deps, account } = visit;
  const { how, confirmation, isMoved } = proposed;
  const list = how === "add" ? withAdded(await deps.entries.allRanges(account.id), entries, deps.now()) : entries;
  const reviewed = { guarded: guardVisitor(visit, false), asAddress: null };
  const review = await reviewChange(deps, account, { policy: account.policy, list }, reviewed);
  if (review.errors.length > 0) return source.fail({ errors: review.errors satisfies readonly FieldError[] });
  const { added, removed, updated } = review.list;
  if (added.count + removed.count + updated.count === 0) return source.fail("nothing");
  const step = nextStep(review, confirmation);
  if (step.kind === "show") return importReview(visit, proposed, source, review, step.isMissing);
  return isMoved ? importReview(visit, proposed, source, review, false) : null;
}

function importReview(
  visit: Visit,
  { file, how, isMoved }: Import,
  source: ImportSource,
  review: ChangeReview,
  isMissing: boolean,
): Answer {
  const { texts, href } = visit;
  const news = isMoved ? (
    <Notice kind="warning" isNews>
      <p>{texts.allowlist.file.moved}</p>
    </Notice>
  ) : null;
  const hidden = (
    <>
      <input type="hidden" name="how" value={how} />
      <input type="hidden" name="revision" value={String(review.revision)} />
      <input type="hidden" name="format" value={file.format === "text/csv" ? "csv" : "text"} />
      <textarea name="content" hidden readonly>
        {`\n${file.content}`}
      </textarea>
    </>
  );
  const save = (
    <>
      <button type="submit" name="step" value="confirm">
        {source.save}
      </button>
      {how === "replace" ? <TrialButton texts={texts} /> : null}
    </>
  );
  const others = <a href={href(source.cancel)}>{texts.common.cancel}</a>;
  const changes = <ListChanges texts={texts} review={review} />;
  const note = how === "replace" ? <TrialHint texts={texts} /> : null;
  const form = { action: source.action, hidden, save, others, note };
  return reviewPage(visit, { title: source.title, review, isMissing, news, changes, form });
}

async function save(
  visit: Visit,
  { how, confirmation }: Import,
  list: ProposedList,
  { done }: ImportSource,
): Promise<Answer> {
  const { deps, actor, account } = visit;
  const isTrial = confirmation.isTrial && how === "replace";
  const confirmWithin = isTrial ? TRIAL_SECONDS : null;
  const target = { account: account.id, revisions: new Set([account.revision]), confirmWithin };
  const saved =
    how === "add"
      ? await addEntries(deps, actor, target, list, NOBODY)
      : await replaceList(deps, actor, target, list, guardVisitor(visit, confirmation.isAcknowledged));
  if (!saved.ok) return refusalPage(visit, saved.error);
  const { revision: to, published: isPublished } = saved.value;
  // The bar of the trial undoes it.
  const query = doneQuery(isTrial ? "trying" : done, { from: isTrial ? to : account.revision, to, isPublished });
  return { kind: "redirect", to: withQuery("/allowlist", query) };
}
