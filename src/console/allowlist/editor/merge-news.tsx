import type { AuditEvent } from "../../../storage/d1/audit.ts";
import { Notice } from "../../parts/notice.tsx";
import { Time } from "../../parts/time.tsx";
import type { Texts } from "../../texts/texts.ts";
import { Lines } from "../review/review.tsx";
import { isNothingChanged, type LineChanges, type Merge } from "./merge.ts";

interface MergeNewsProps {
  readonly texts: Texts;
  readonly merge: Merge;
  /** The newest event that changed the account since; null: it is not known. */
  readonly event: AuditEvent | null;
}

/** Another change was saved first: shows what it did and what was typed here. The form below has both. */
export function MergeNews({ texts, merge, event }: MergeNewsProps) {
  const { merging } = texts.allowlist;
  const { modes } = texts.allowlist.switch;
  const { theirs, mine, draft, isModeContested, isBlockApiContested } = merge;
  return (
    <Notice kind="warning" title={merging.title} isNews>
      <p>{merging.text}</p>
      {event === null ? null : (
        <p>
          <bdi>{merging.by(event.actor === "operator" ? merging.operator : (event.actorName ?? event.actor))}</bdi>,{" "}
          <Time texts={texts} at={event.at} />
        </p>
      )}
      {isModeContested ? <p>{merging.modeContested(modes[draft.base.mode].label)}</p> : null}
      {isBlockApiContested ? <p>{merging.blockApiContested}</p> : null}
      <h3>{merging.theirs}</h3>
      {isNothingChanged(theirs) ? <p>{merging.onlySwitches}</p> : <Changes texts={texts} changes={theirs} />}
      {isNothingChanged(mine) ? null : (
        <>
          <h3>{merging.mine}</h3>
          <Changes texts={texts} changes={mine} />
        </>
      )}
    </Notice>
  );
}

const MAX_SHOWN = 100;

function Changes({ texts, changes }: { readonly texts: Texts; readonly changes: LineChanges }) {
  const { merging } = texts.allowlist;
  return (
    <>
      {(["added", "removed", "changed"] as const).map((kind) => {
        const lines = changes[kind];
        if (lines.length === 0) return null;
        const list = { count: lines.length, items: lines.slice(0, MAX_SHOWN) };
        return <Lines title={merging[kind]} kind={kind} list={list} texts={texts} />;
      })}
    </>
  );
}
