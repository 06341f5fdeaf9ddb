import { preview } from "../../../admin/resources/allowlist/preview.ts";
import { type Entry, type ListedRange, rangeOfText } from "../../../storage/entries.ts";
import type { Answer, Visit } from "../../page.ts";
import { ErrorSummary, Form } from "../../parts/form.tsx";
import { problemPage } from "../../problem-page.tsx";
import { lineOf } from "../editor/list-text.ts";
import { ListChanges, Lockout, lostAddress, type PreviewView, ShutOut, Warnings } from "../review/review.tsx";
import type { EntryText } from "./entry-form.tsx";
import { pathOf } from "./entry-page.tsx";

export interface EntryReview {
  readonly entry: Entry;
  /** Null: it goes. */
  readonly after: Entry | null;
  readonly text: EntryText;
  readonly isConfirmed: boolean;
  readonly isAcknowledged: boolean;
}

/** Who would be shut out by a change of one entry. Null: the visitor has seen it and said yes to all of it. */
export async function reviewEntry(visit: Visit, review: EntryReview): Promise<Answer | null> {
  const { deps, account, actor } = visit;
  const { entry, after, text, isConfirmed, isAcknowledged } = review;
  const listed = await deps.entries.allRanges(account.id);
  const body = { policy: null, allowlist: { entries: [...proposed(listed, entry, after)], ...NOTHING_ELSE } };
  const call = { actor, params: { account: account.id }, query: {}, body, ifMatch: null };
  const previewed = await preview.perform(call, deps);
  if (previewed.kind === "problem") return problemPage(visit, previewed);
  if (previewed.kind === "stream") throw new Error("a preview was answered with a stream");
  const isMissing = lostAddress(previewed.body) !== null && !isAcknowledged;
  if (isConfirmed && !isMissing && previewed.body.refusal !== "empty_allowlist") return null;
  return reviewEntryPage(visit, { entry, after, text, preview: previewed.body, isMissing: isConfirmed && isMissing });
}

const NOTHING_ELSE = { duplicates: [], warnings: [], isSingle: false };

function* proposed(listed: readonly ListedRange[], entry: Entry, after: Entry | null) {
  for (const { id, key } of listed) {
    if (id !== entry.id) yield { place: { line: 0 }, value: key, range: rangeOfText(key) };
  }
  if (after !== null) yield { place: { line: 0 }, ...after };
}

interface EntryReviewPageProps extends Pick<EntryReview, "entry" | "after" | "text"> {
  readonly preview: PreviewView;
  readonly isMissing: boolean;
}

function reviewEntryPage(visit: Visit, { entry, after, text, preview: body, isMissing }: EntryReviewPageProps): Answer {
  const { texts, href } = visit;
  const { entry: words, reviewing } = texts.allowlist;
  const isRefused = body.refusal === "empty_allowlist";
  const errors = isMissing ? [{ id: "acknowledge", text: reviewing.yourselfMissing }] : [];
  const content = (
    <>
      <ErrorSummary texts={texts} errors={errors} />
      <section class="card" aria-labelledby="changes">
        <h2 id="changes">{reviewing.changes}</h2>
        <p>
          <bdi class="code">{lineOf(entry)}</bdi>
        </p>
        <ListChanges texts={texts} preview={body} />
      </section>
      <Warnings texts={texts} preview={body} />
      <ShutOut texts={texts} preview={body} />
      <Form visit={visit} action={after === null ? `${pathOf(entry.id)}/remove` : pathOf(entry.id)}>
        <input type="hidden" name="seen_at" value={String(entry.updatedAt)} />
        <input type="hidden" name="value" value={text.value} />
        <input type="hidden" name="label" value={text.label} />
        <input type="hidden" name="expires" value={text.expires} />
        {text.enabled ? <input type="hidden" name="enabled" value="yes" /> : null}
        <Lockout texts={texts} preview={body} isMissing={isMissing} />
        <div class="actions">
          {isRefused ? null : (
            <button type="submit" name="step" value="confirm" class={after === null ? "danger" : ""}>
              {after === null ? words.confirmRemoval : words.confirmChange}
            </button>
          )}
          {after === null ? (
            <a href={href(pathOf(entry.id))}>{texts.common.cancel}</a>
          ) : (
            <button type="submit" name="step" value="edit" class="secondary">
              {reviewing.edit}
            </button>
          )}
        </div>
      </Form>
    </>
  );
  const title = after === null ? words.reviewRemoval : words.reviewChange;
  return { kind: "page", title, content, hasErrors: isMissing, status: isMissing ? 409 : 200 };
}
