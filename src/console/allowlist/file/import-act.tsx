import { addEntries } from "../../../allowlist/add-entries.ts";
import type { ProposedList } from "../../../allowlist/reading/proposed-entries.ts";
import { replaceList } from "../../../allowlist/replace-list.ts";
import { type ChangeReview, reviewChange } from "../../../allowlist/review/review-change.ts";
import { ok, type Result } from "../../../result.ts";
import { doneQuery } from "../../history/revision.ts";
import { type Act, type Answer, isChecked, readText, type Visit } from "../../page.ts";
import type { FieldError } from "../../parts/form.tsx";
import { Notice } from "../../parts/notice.tsx";
import { withQuery } from "../../query.ts";
import { refusalPage } from "../../refusal-page.tsx";
import { type Confirmation, guardVisitor, nextStep } from "../review/confirmation.ts";
import { ListChanges } from "../review/review.tsx";
import { reviewPage } from "../review/review-page.tsx";
import { TRIAL_SECONDS, TrialButton, TrialHint } from "../review/trial.tsx";
import { filePage } from "./file-page.tsx";
import { type FileFault, type ImportFile, readEntries, readFile, withAdded } from "./import-file.ts";

type How = "add" | "replace";

/** A file into the list: read, reviewed, and with `step=confirm` saved. Between the two it travels in the page. */
export const importFile: Act = {
  needs: "allowlist:write",
  mayHoldList: true,
  async act(visit, form) {
    const how: How = readText(form, "how") === "replace" ? "replace" : "add";
    const step = readText(form, "step");
    const isConfirmed = step === "confirm" || step === "try";
    const file = isConfirmed ? carriedFile(form) : await readFile(form.get("file"));
    if (!file.ok) return filePage(visit, { how, errors: describeFault(visit, file.error) });
    const entries = readEntries(file.value);
    if (!entries.ok) return filePage(visit, { how, errors: describeFault(visit, entries.error) });

    const isTrial = step === "try" && how === "replace";
    const confirmation = { isConfirmed, isAcknowledged: isChecked(form, "acknowledge"), isTrial };
    const isMoved = isConfirmed && Number(readText(form, "revision")) !== visit.account.revision;
    const review = { file: file.value, how, entries: entries.value, confirmation, isMoved };
    return (await reviewImport(visit, review)) ?? save(visit, how, entries.value, confirmation);
  },
};

function carriedFile(form: FormData): Result<ImportFile, FileFault> {
  const content = readText(form, "content");
  return ok({ content, format: readText(form, "format") === "csv" ? "text/csv" : "text/plain" });
}

const MAX_SHOWN_ERRORS = 100;

function describeFault({ texts }: Visit, fault: FileFault): readonly FieldError[] {
  const { file, tooManyEntries, error, errorInLine } = texts.allowlist;
  switch (fault) {
    case "no_file":
      return [{ id: "file", text: file.noFile }];
    case "not_text":
      return [{ id: "file", text: file.notText }];
    case "too_many_entries":
      return [{ id: "file", text: tooManyEntries }];
    default: {
      if (fault.errors.every(({ code }) => code === "no_entries")) return [{ id: "file", text: file.noEntries }];
      const lines = fault.errors.slice(0, MAX_SHOWN_ERRORS).map(({ line = 1, code, detail, fix }) => ({
        id: "file",
        text: errorInLine(line, error({ code, detail, fix })),
      }));
      return [{ id: "file", text: file.errors(fault.errors.length) }, ...lines];
    }
  }
}

interface Import {
  readonly file: ImportFile;
  readonly how: How;
  readonly entries: ProposedList;
  readonly confirmation: Confirmation;
  /** Another change was saved since the review. */
  readonly isMoved: boolean;
}

/** What the import would do; null: the visitor has seen exactly this and confirmed all of it. */
async function reviewImport(visit: Visit, proposed: Import): Promise<Answer | null> {
  const { deps, account, texts } = visit;
  const { how, entries, confirmation, isMoved } = proposed;
  const list = how === "add" ? withAdded(await deps.entries.allRanges(account.id), entries, deps.now()) : entries;
  const reviewed = { guarded: guardVisitor(visit, false), asAddress: null };
  const review = await reviewChange(deps, account, { policy: account.policy, list }, reviewed);
  if (review.errors.length > 0) return filePage(visit, { how, errors: describeFault(visit, review) });
  const { added, removed, updated } = review.list;
  if (added.count + removed.count + updated.count === 0) {
    return filePage(visit, { how, errors: [{ id: "file", text: texts.allowlist.file.nothing }] });
  }
  const step = nextStep(review, confirmation);
  if (step.kind === "show") return importReview(visit, proposed, review, step.isMissing);
  return isMoved ? importReview(visit, proposed, review, false) : null;
}

function importReview(visit: Visit, { file, how, isMoved }: Import, review: ChangeReview, isMissing: boolean): Answer {
  const { texts, href } = visit;
  const { file: words } = texts.allowlist;
  const news = isMoved ? (
    <Notice kind="warning" isNews>
      <p>{words.moved}</p>
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
        {words.save}
      </button>
      {how === "replace" ? <TrialButton texts={texts} /> : null}
    </>
  );
  const others = <a href={href("/allowlist/file")}>{texts.common.cancel}</a>;
  const changes = <ListChanges texts={texts} review={review} />;
  const note = how === "replace" ? <TrialHint texts={texts} /> : null;
  const form = { action: "/allowlist/file", hidden, save, others, note };
  return reviewPage(visit, { title: words.reviewTitle, review, isMissing, news, changes, form });
}

async function save(
  visit: Visit,
  how: How,
  list: ProposedList,
  { isAcknowledged, isTrial }: Confirmation,
): Promise<Answer> {
  const { deps, actor, account } = visit;
  const confirmWithin = isTrial ? TRIAL_SECONDS : null;
  const target = { account: account.id, revisions: new Set([account.revision]), confirmWithin };
  const saved =
    how === "add"
      ? await addEntries(deps, actor, target, list)
      : await replaceList(deps, actor, target, list, guardVisitor(visit, isAcknowledged));
  if (!saved.ok) return refusalPage(visit, saved.error);
  const { revision: to, published: isPublished } = saved.value;
  // The bar of the trial undoes it.
  const query = doneQuery(isTrial ? "trying" : "imported", { from: isTrial ? to : account.revision, to, isPublished });
  return { kind: "redirect", to: withQuery("/allowlist", query) };
}
