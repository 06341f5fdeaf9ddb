import { entryLine } from "../../../allowlist/entry-line.ts";
import type { Entry } from "../../../storage/entries/entry-records.ts";
import type { Answer, Show, Visit } from "../../page.ts";
import { ErrorSummary, type FieldError, Form } from "../../parts/form.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Time } from "../../parts/time.tsx";
import { refusalPage } from "../../refusal-page.tsx";
import { EntryFields, type EntryText, entryTextOf } from "./entry-form.tsx";

export const pathOf = (id: string): string => `/allowlist/entries/${id}`;

/** One entry, to change its label, expiry, state or range, or to remove it. */
export const showEntry: Show = async (visit) => {
  const entry = await visit.deps.entries.get(visit.account.id, visit.params.id ?? "");
  if (entry === null) return entryNotFound(visit);
  return entryPage(visit, { entry, text: entryTextOf(entry), errors: [], seenAt: entry.updatedAt });
};

export interface EntryPageProps {
  readonly entry: Entry;
  readonly text: EntryText;
  readonly errors: readonly FieldError[];
  /** `updatedAt` of the entry when the form was filled in. */
  readonly seenAt: number;
  /** It was changed since by someone else. */
  readonly isMoved?: boolean;
}

export function entryPage(visit: Visit, { entry, text, errors, seenAt, isMoved = false }: EntryPageProps): Answer {
  const { texts, href } = visit;
  const { entry: words } = texts.allowlist;
  const hasErrors = errors.length > 0;
  const content = (
    <>
      <ErrorSummary texts={texts} errors={errors} />
      {isMoved ? (
        <Notice kind="warning" isNews>
          <p>{words.moved}</p>
          <p>
            {words.theirs}: <bdi class="code">{entryLine(entry)}</bdi>
          </p>
        </Notice>
      ) : null}
      <div class="card">
        <Form
          visit={visit}
          action={pathOf(entry.id)}
          class="short"
          data-keep={isMoved || hasErrors ? "changed" : "yes"}
        >
          <input type="hidden" name="seen_at" value={String(seenAt)} />
          <EntryFields texts={texts} text={text} errors={errors} isNew={false} />
          <div class="actions">
            <button type="submit" name="step" value="save">
              {words.save}
            </button>
            <a href={href("/allowlist/entries")}>{texts.common.cancel}</a>
          </div>
        </Form>
        <p class="hint">
          {words.created} <Time texts={texts} at={entry.createdAt} /> <bdi>{words.by(entry.createdBy)}</bdi>
        </p>
      </div>
      <Form visit={visit} action={`${pathOf(entry.id)}/remove`}>
        <button type="submit" class="danger">
          {words.remove}
        </button>
      </Form>
    </>
  );
  const status = hasErrors ? 422 : isMoved ? 409 : 200;
  return { kind: "page", title: words.title, content, hasErrors, status };
}

export const entryNotFound = (visit: Visit): Answer => refusalPage(visit, { code: "entry_not_found" });
