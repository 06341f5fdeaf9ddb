import { hasScope } from "../../../accounts/actor.ts";
import { loadSuggestions } from "../../../allowlist/suggestions/load-suggestions.ts";
import type { LeftOut, Suggestion } from "../../../allowlist/suggestions/suggest.ts";
import type { Answer, Show, Visit } from "../../page.ts";
import { Code } from "../../parts/code.tsx";
import { ErrorSummary, type FieldError, Form } from "../../parts/form.tsx";
import { Table } from "../../parts/table.tsx";
import { readTrust } from "../../trust.ts";
import { ListTabs } from "../tabs.tsx";
import { SuggestionRow } from "./row.tsx";

/** Those of which something is missing come first: when they are on the list, the next are shown. */
const MAX_SHOWN = 200;
const MAX_LEFT_OUT = 100;

/** A list that is suggested from who visits. */
export const showSuggestions: Show = (visit) => suggestionsPage(visit, []);

export async function suggestionsPage(visit: Visit, errors: readonly FieldError[]): Promise<Answer> {
  const { texts, actor } = visit;
  const words = texts.suggestions;
  const trustOf = await readTrust(visit);
  const loaded = await loadSuggestions(visit.deps, visit.account.id, async () => (text) => trustOf(text) === "listed");
  const { considered, leftOut } = loaded;
  const mayWrite = hasScope(actor.scopes, "allowlist:write");
  const content = (
    <>
      <ErrorSummary texts={texts} errors={errors} />
      <section class="card">
        <ListTabs visit={visit} current="suggestions" />
        <p>{words.lead}</p>
        {considered.sessions === 0 ? (
          <p>{words.none}</p>
        ) : (
          <p class="hint">{words.considered(considered.sessions, considered.addresses, considered.listed)}</p>
        )}
        {loaded.suggestions.length === 0 ? null : (
          <Suggested visit={visit} suggestions={loaded.suggestions} mayWrite={mayWrite} />
        )}
      </section>
      {leftOut.length === 0 ? null : <NotSuggested visit={visit} leftOut={leftOut} />}
    </>
  );
  const hasErrors = errors.length > 0;
  return { kind: "page", title: words.title, content, hasErrors, status: hasErrors ? 422 : 200 };
}

interface SuggestedProps {
  readonly visit: Visit;
  readonly suggestions: readonly Suggestion[];
  readonly mayWrite: boolean;
}

function Suggested({ visit, suggestions, mayWrite }: SuggestedProps) {
  const words = visit.texts.suggestions;
  const { pick, entry, people, sessions, lastSeen, state } = words.columns;
  const columns = [...(mayWrite ? [pick] : []), entry, people, sessions, lastSeen, state];
  const more = suggestions.length - MAX_SHOWN;
  const table = (
    <Table caption={words.caption} columns={columns}>
      {suggestions.slice(0, MAX_SHOWN).map((suggestion, index) => (
        <SuggestionRow visit={visit} suggestion={suggestion} index={index} mayWrite={mayWrite} />
      ))}
    </Table>
  );
  const rest = more > 0 ? <p class="hint">{words.more(more)}</p> : null;
  if (!mayWrite) {
    return (
      <>
        {table}
        {rest}
      </>
    );
  }
  return (
    <Form visit={visit} action="/allowlist/suggestions" class="stack">
      {table}
      {rest}
      <button type="submit">{words.review}</button>
    </Form>
  );
}

function NotSuggested({ visit, leftOut }: { readonly visit: Visit; readonly leftOut: readonly LeftOut[] }) {
  const { suggestions: words, allowlist, common } = visit.texts;
  const more = leftOut.length - MAX_LEFT_OUT;
  return (
    <section class="card" aria-labelledby="left-out">
      <h2 id="left-out">{words.leftOut}</h2>
      <p>{words.leftOutText}</p>
      <ul>
        {leftOut.slice(0, MAX_LEFT_OUT).map(({ address, reason, people }) => (
          <li>
            <Code text={address} /> {people.length === 0 ? null : <bdi>{people[0]?.name ?? people[0]?.user}</bdi>}{" "}
            {people.length > 1 ? common.andMore(people.length - 1) : null}
            <span class="hint"> {allowlist.warning(reason, address)}</span>
          </li>
        ))}
      </ul>
      {more > 0 ? <p class="hint">{common.andMore(more)}</p> : null}
    </section>
  );
}
