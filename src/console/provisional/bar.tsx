import type { Provisional } from "../../storage/d1/provisional.ts";
import { actorText } from "../activity/actor.ts";
import { fill } from "../parts/fill.tsx";
import { Form, type FormOwner } from "../parts/form.tsx";
import { Notice } from "../parts/notice.tsx";
import { Time } from "../parts/time.tsx";
import type { Texts } from "../texts/texts.ts";

interface BarProps {
  readonly texts: Texts;
  readonly visit: FormOwner;
  readonly provisional: Provisional;
  /** The visitor may change the list. */
  readonly mayWrite: boolean;
}

/** On every page of an account while a change is provisional: when it ends, and what can be done until then. */
export function ProvisionalBar({ texts, visit, provisional, mayWrite }: BarProps) {
  const { provisional: words } = texts;
  const who = <bdi>{actorText(texts, provisional)}</bdi>;
  const when = <Time texts={texts} at={provisional.undoesAt} />;
  const trial = <input type="hidden" name="trial" value={String(provisional.revision)} />;
  return (
    <Notice kind="warning" title={words.title}>
      <p>{fill(words.text, { who, when })}</p>
      {mayWrite ? (
        <div class="actions">
          <Form visit={visit} action="/provisional/keep">
            {trial}
            <button type="submit">{words.keep}</button>
          </Form>
          <Form visit={visit} action="/provisional/undo">
            {trial}
            <button type="submit" class="secondary">
              {words.undo}
            </button>
          </Form>
        </div>
      ) : null}
    </Notice>
  );
}
