import type { Child } from "hono/jsx";
import { hasScope } from "../../../accounts/actor.ts";
import { isLive } from "../../../allowlist/lockout.ts";
import { MODES } from "../../../policy/policy.ts";
import type { Answer, Visit } from "../../page.ts";
import { Checkbox, ErrorSummary, type FieldError, Form, Radio } from "../../parts/form.tsx";
import type { Texts } from "../../texts/texts.ts";
import { OwnAccess } from "../own-access.tsx";
import { areAddresses, State } from "../review/state.tsx";
import { EmptyList } from "../suggestions/empty-list.tsx";
import { ListTabs } from "../tabs.tsx";
import { AnyText, NOTHING_PASTED, type Pasted } from "./any-text.tsx";
import type { Draft } from "./draft.ts";
import { type LineErrors, ListField, lineId } from "./list-field.tsx";
import type { AllowlistData, ApiDevices } from "./load.ts";
import { YourAddress } from "./your-address.tsx";

/** The page as it is to be shown: with what was typed, and what is to be said of it. */
export interface EditorProps {
  readonly data: AllowlistData;
  readonly draft: Draft;
  readonly lineErrors?: LineErrors;
  /** Errors that belong to no line. */
  readonly errors?: readonly FieldError[];
  readonly pasted?: Pasted;
  /** Above the form: news, or a merge. */
  readonly news?: Child;
  readonly status?: 200 | 409 | 422;
}

const FORM_ID = "allowlist-form";

/** The page of the list. */
export function editorPage(visit: Visit, props: EditorProps): Answer {
  const { texts, account, deps } = visit;
  const { allowlist } = texts;
  const {
    data,
    draft,
    lineErrors = new Map(),
    errors = [],
    pasted = NOTHING_PASTED,
    news = null,
    status = 200,
  } = props;
  const mayWrite = hasScope(visit.actor.scopes, "allowlist:write");
  const hasBox = mayWrite && draft.text !== null;
  const isDirty =
    JSON.stringify([draft.mode, draft.blockApi, draft.text]) !==
    JSON.stringify([draft.base.mode, draft.base.blockApi, draft.base.text]);
  const live = data.list.entries?.filter((entry) => isLive(entry, deps.now())) ?? null;
  const all = [
    ...errors,
    ...(pasted.error === undefined ? [] : [{ id: "any_text", text: pasted.error }]),
    ...[...lineErrors].map(([line, text]) => ({
      id: summaryTarget(line, lineErrors),
      text: allowlist.errorInLine(line, text),
    })),
  ];
  const content = (
    <>
      <State
        texts={texts}
        mode={account.policy.mode}
        blockApi={account.policy.blockApiRequests}
        live={data.list.live}
        onlyAddresses={live !== null && areAddresses(live)}
      />
      <ErrorSummary texts={texts} errors={all} />
      {news}
      <OwnAccess visit={visit} hasAddButton={hasBox} />
      {data.list.total === 0 && mayWrite ? <EmptyList visit={visit} /> : null}
      <div class="columns">
        <div class="stack">
          <Form visit={visit} action="/allowlist" id={FORM_ID} data-keep={isDirty ? "changed" : "yes"}>
            <HiddenBase draft={draft} />
            <fieldset class="card" disabled={!mayWrite}>
              <legend>
                <h2>{allowlist.switch.legend}</h2>
              </legend>
              <div class="choices cards">
                {MODES.map((mode) => (
                  <Radio
                    id={`mode-${mode}`}
                    name="mode"
                    value={mode}
                    checked={draft.mode === mode}
                    {...allowlist.switch.modes[mode]}
                  />
                ))}
              </div>
              <Checkbox
                id="block_api"
                name="block_api"
                label={allowlist.api.label}
                checked={draft.blockApi}
                hint={
                  <>
                    <p>{allowlist.api.warning}</p>
                    <p>
                      <strong>{apiHits(texts, data.api)}</strong>
                    </p>
                  </>
                }
              />
            </fieldset>
            <section class="card">
              <ListTabs visit={visit} current="text" />
              {draft.text === null ? (
                <p>{allowlist.box.tooLong(data.list.total)}</p>
              ) : (
                <ListField texts={texts} text={draft.text} errors={lineErrors} />
              )}
            </section>
            {mayWrite ? (
              <div class="actions">
                <button type="submit" name="step" value="review">
                  {allowlist.review}
                </button>
              </div>
            ) : null}
          </Form>
          {hasBox ? <AnyText texts={texts} form={FORM_ID} pasted={pasted} /> : null}
        </div>
        <div class="stack">
          <YourAddress visit={visit} form={hasBox ? FORM_ID : null} />
          <section class="card" aria-labelledby="help">
            <h2 id="help">{allowlist.help.title}</h2>
            <ul>
              {allowlist.help.items.map((item) => (
                <li>{item}</li>
              ))}
            </ul>
          </section>
        </div>
      </div>
    </>
  );
  return { kind: "page", title: allowlist.title, content, status, hasErrors: all.length > 0 };
}

/** When there are too many errors for a field each, the summary links to the box. */
function summaryTarget(line: number, errors: LineErrors): string {
  return errors.size > 50 ? "list" : lineId(line);
}

/** The state that the form was filled in on. By it, one's own changes are told from those of others. */
export function HiddenBase({ draft: { base } }: { readonly draft: Draft }) {
  return (
    <>
      <input type="hidden" name="revision" value={String(base.revision)} />
      <input type="hidden" name="base_mode" value={base.mode} />
      <input type="hidden" name="base_block_api" value={base.blockApi ? "yes" : "no"} />
      {base.text === null ? null : (
        <textarea name="base_list" hidden readonly>
          {`\n${base.text}`}
        </textarea>
      )}
    </>
  );
}

export function apiHits(texts: Texts, { considered, untrusted }: ApiDevices): string {
  const { hits, hitsUnknown } = texts.allowlist.api;
  return untrusted === null ? hitsUnknown : hits(untrusted, considered);
}
