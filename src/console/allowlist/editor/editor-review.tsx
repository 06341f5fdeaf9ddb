import type { ChangeReview } from "../../../allowlist/review/review-change.ts";
import type { Answer, Visit } from "../../page.ts";
import { ListChanges } from "../review/review.tsx";
import { reviewPage } from "../review/review-page.tsx";
import { State } from "../review/state.tsx";
import { TrialButton, TrialHint } from "../review/trial.tsx";
import type { Draft } from "./draft.ts";
import { HiddenBase } from "./editor.tsx";

interface EditorReviewProps {
  readonly draft: Draft;
  readonly review: ChangeReview;
  /** Entries that would work, and whether all of them are single addresses. */
  readonly live: number;
  readonly onlyAddresses: boolean;
  /** The change locks its maker out, and the box that acknowledges it was not ticked. */
  readonly isMissing: boolean;
}

/** What the change of switches and list would do, before it is saved. */
export function editorReview(
  visit: Visit,
  { draft, review, live, onlyAddresses, isMissing }: EditorReviewProps,
): Answer {
  const { texts, account } = visit;
  const { reviewing } = texts.allowlist;
  const { modes } = texts.allowlist.switch;
  const { policy } = account;
  const { added, removed, updated } = review.list;
  const isListSame = added.count + removed.count + updated.count === 0;
  const changes = (
    <>
      {draft.mode === policy.mode ? null : <p>{reviewing.mode(modes[policy.mode].label, modes[draft.mode].label)}</p>}
      {draft.blockApi === policy.blockApiRequests ? null : <p>{reviewing.blockApi(draft.blockApi)}</p>}
      {isListSame ? <p>{reviewing.listSame}</p> : <ListChanges texts={texts} review={review} />}
    </>
  );
  const after = (
    <section class="stack" aria-labelledby="after">
      <h2 id="after">{reviewing.after}</h2>
      <State texts={texts} mode={draft.mode} blockApi={draft.blockApi} live={live} onlyAddresses={onlyAddresses} />
    </section>
  );
  const hidden = (
    <>
      <HiddenBase draft={draft} />
      <input type="hidden" name="mode" value={draft.mode} />
      {draft.blockApi ? <input type="hidden" name="block_api" value="yes" /> : null}
      {draft.text === null ? null : (
        <textarea name="list" hidden readonly>
          {`\n${draft.text}`}
        </textarea>
      )}
    </>
  );
  const save = (
    <>
      <button type="submit" name="step" value="save">
        {reviewing.save}
      </button>
      <TrialButton texts={texts} />
    </>
  );
  const others = (
    <button type="submit" name="step" value="edit" class="secondary">
      {reviewing.edit}
    </button>
  );
  const note = <TrialHint texts={texts} />;
  const form = { action: "/allowlist", keep: "changed", hidden, save, others, note } as const;
  return reviewPage(visit, { title: reviewing.title, review, isMissing, changes, after, form });
}
