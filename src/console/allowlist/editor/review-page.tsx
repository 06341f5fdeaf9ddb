import type { Answer, Visit } from "../../page.ts";
import { ErrorSummary, Form } from "../../parts/form.tsx";
import { ListChanges, Lockout, lostAddress, type PreviewView, ShutOut, Warnings } from "../review/review.tsx";
import { State } from "../review/state.tsx";
import type { Draft } from "./draft.ts";
import { HiddenBase } from "./editor.tsx";

interface ReviewProps {
  readonly draft: Draft;
  readonly preview: PreviewView;
  /** Entries that would work, and whether they are single addresses all. */
  readonly live: number;
  readonly onlyAddresses: boolean;
  /** The change shuts its maker out, and that was not said yes to. */
  readonly isAcknowledgementMissing?: boolean;
}

/** What a change comes to, before it is saved: what was typed travels along, unseen, and back to the form. */
export function reviewPage(visit: Visit, props: ReviewProps): Answer {
  const { texts, account } = visit;
  const { draft, preview, live, onlyAddresses, isAcknowledgementMissing: isMissing = false } = props;
  const { reviewing } = texts.allowlist;
  const { modes } = texts.allowlist.switch;
  const { policy } = account;
  const { added, removed, updated } = preview.allowlist;
  const isListSame = added.count + removed.count + updated === 0;
  const isRefused = preview.refusal === "empty_allowlist";
  const errors =
    isMissing && lostAddress(preview) !== null ? [{ id: "acknowledge", text: reviewing.yourselfMissing }] : [];
  const content = (
    <>
      <ErrorSummary texts={texts} errors={errors} />
      <section class="card" aria-labelledby="changes">
        <h2 id="changes">{reviewing.changes}</h2>
        {draft.mode === policy.mode ? null : <p>{reviewing.mode(modes[policy.mode].label, modes[draft.mode].label)}</p>}
        {draft.blockApi === policy.blockApiRequests ? null : <p>{reviewing.blockApi(draft.blockApi)}</p>}
        {isListSame ? <p>{reviewing.listSame}</p> : <ListChanges texts={texts} preview={preview} />}
      </section>
      <Warnings texts={texts} preview={preview} />
      <ShutOut texts={texts} preview={preview} />
      <section class="stack" aria-labelledby="after">
        <h2 id="after">{reviewing.after}</h2>
        <State texts={texts} mode={draft.mode} blockApi={draft.blockApi} live={live} onlyAddresses={onlyAddresses} />
      </section>
      <Form visit={visit} action="/allowlist" data-keep="changed">
        <HiddenBase draft={draft} />
        <input type="hidden" name="mode" value={draft.mode} />
        {draft.blockApi ? <input type="hidden" name="block_api" value="yes" /> : null}
        {draft.text === null ? null : (
          <textarea name="list" hidden readonly>
            {`\n${draft.text}`}
          </textarea>
        )}
        <Lockout texts={texts} preview={preview} isMissing={isMissing} />
        <div class="actions">
          {isRefused ? null : (
            <button type="submit" name="step" value="save">
              {reviewing.save}
            </button>
          )}
          <button type="submit" name="step" value="edit" class="secondary">
            {reviewing.edit}
          </button>
        </div>
      </Form>
    </>
  );
  return {
    kind: "page",
    title: reviewing.title,
    content,
    status: errors.length > 0 ? 409 : 200,
    hasErrors: errors.length > 0,
  };
}
