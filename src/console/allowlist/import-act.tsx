import { postAllowlist, putAllowlist } from "../../admin/allowlist.ts";
import { preview } from "../../admin/preview.ts";
import type { EntriesBody } from "../../admin/proposed-entries.ts";
import { ok, type Result } from "../../result.ts";
import { type Act, type Answer, isChecked, readText, type Visit } from "../page.ts";
import { ErrorSummary, type FieldError, Form } from "../parts/form.tsx";
import { Notice } from "../parts/notice.tsx";
import { problemPage } from "../problem-page.tsx";
import { filePage } from "./file-page.tsx";
import { type FileFault, type ImportFile, readEntries, readFile, withAdded } from "./import-file.ts";
import { ListChanges, Lockout, lostAddress, type PreviewView, ShutOut, Warnings } from "./review.tsx";

type How = "add" | "replace";

/** A file into the list: read, reviewed, and with `step=confirm` saved. Between the two it travels in the page. */
export const importFile: Act = {
  needs: "allowlist:write",
  mayHoldList: true,
  async act(visit, form) {
    const how: How = readText(form, "how") === "replace" ? "replace" : "add";
    const isConfirmed = readText(form, "step") === "confirm";
    const file = isConfirmed ? carriedFile(form) : await readFile(form.get("file"));
    if (!file.ok) return filePage(visit, { how, errors: describeFault(visit, file.error) });
    const entries = readEntries(file.value);
    if (!entries.ok) return filePage(visit, { how, errors: describeFault(visit, entries.error) });

    const isAcknowledged = isChecked(form, "acknowledge");
    const isMoved = isConfirmed && Number(readText(form, "revision")) !== visit.account.revision;
    const review = { file: file.value, how, entries: entries.value, isConfirmed, isAcknowledged, isMoved };
    return (await reviewImport(visit, review)) ?? save(visit, how, entries.value, isAcknowledged);
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

interface Review {
  readonly file: ImportFile;
  readonly how: How;
  readonly entries: EntriesBody;
  readonly isConfirmed: boolean;
  readonly isAcknowledged: boolean;
  /** Somebody else changed the account since the review. */
  readonly isMoved: boolean;
}

/** What the import would mean; null: the visitor has seen just this and said yes to all of it. */
async function reviewImport(visit: Visit, review: Review): Promise<Answer | null> {
  const { deps, account, actor, texts } = visit;
  const { how, entries, isConfirmed, isAcknowledged, isMoved } = review;
  const allowlist = how === "add" ? withAdded(await deps.entries.allRanges(account.id), entries) : entries;
  const call = { actor, params: { account: account.id }, query: {}, body: { policy: null, allowlist }, ifMatch: null };
  const previewed = await preview.perform(call, deps);
  if (previewed.kind === "problem") return problemPage(visit, previewed);
  if (previewed.kind === "stream") throw new Error("a preview was answered with a stream");
  const { body } = previewed;
  const { added, removed, updated } = body.allowlist;
  if (added.count + removed.count + updated === 0) {
    return filePage(visit, { how, errors: [{ id: "file", text: texts.allowlist.file.nothing }] });
  }
  const isMissing = lostAddress(body) !== null && !isAcknowledged;
  if (isConfirmed && !isMoved && !isMissing && body.refusal !== "empty_allowlist") return null;
  return reviewPage(visit, { ...review, preview: body, isMissing: isConfirmed && isMissing });
}

interface ReviewPageProps extends Review {
  readonly preview: PreviewView;
  readonly isMissing: boolean;
}

function reviewPage(visit: Visit, { file, how, preview: body, isMissing, isMoved }: ReviewPageProps): Answer {
  const { texts, href } = visit;
  const { reviewing, file: words } = texts.allowlist;
  const errors = isMissing ? [{ id: "acknowledge", text: reviewing.yourselfMissing }] : [];
  const content = (
    <>
      <ErrorSummary texts={texts} errors={errors} />
      {isMoved ? (
        <Notice kind="warning" isNews>
          <p>{words.moved}</p>
        </Notice>
      ) : null}
      <section class="card" aria-labelledby="changes">
        <h2 id="changes">{reviewing.changes}</h2>
        <ListChanges texts={texts} preview={body} />
      </section>
      <Warnings texts={texts} preview={body} />
      <ShutOut texts={texts} preview={body} />
      <Form visit={visit} action="/allowlist/file">
        <input type="hidden" name="how" value={how} />
        <input type="hidden" name="revision" value={String(body.revision)} />
        <input type="hidden" name="format" value={file.format === "text/csv" ? "csv" : "text"} />
        <textarea name="content" hidden readonly>
          {`\n${file.content}`}
        </textarea>
        <Lockout texts={texts} preview={body} isMissing={isMissing} />
        <div class="actions">
          {body.refusal === "empty_allowlist" ? null : (
            <button type="submit" name="step" value="confirm">
              {words.save}
            </button>
          )}
          <a href={href("/allowlist/file")}>{texts.common.cancel}</a>
        </div>
      </Form>
    </>
  );
  return { kind: "page", title: words.reviewTitle, content, hasErrors: isMissing, status: isMissing ? 409 : 200 };
}

async function save(visit: Visit, how: How, body: EntriesBody, isAcknowledged: boolean): Promise<Answer> {
  const { deps, actor, account } = visit;
  const call = { actor, params: { account: account.id }, body, ifMatch: new Set([String(account.revision)]) };
  const query = isAcknowledged ? ({ acknowledge_lockout: "true" } as const) : {};
  const answer =
    how === "add"
      ? await postAllowlist.perform({ ...call, query: {} }, deps)
      : await putAllowlist.perform({ ...call, query }, deps);
  return answer.kind === "problem" ? problemPage(visit, answer) : { kind: "redirect", to: "/allowlist?done=imported" };
}
