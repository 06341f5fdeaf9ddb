import { prefixLength } from "../../../address/range.ts";
import { describeSize } from "../../../address/range-size.ts";
import type { Suggestion } from "../../../allowlist/suggestions/suggest.ts";
import type { Visit } from "../../page.ts";
import { Code } from "../../parts/code.tsx";
import { Icon } from "../../parts/icon.tsx";
import { Cell, Row } from "../../parts/table.tsx";
import { Time } from "../../parts/time.tsx";
import { TrustTag } from "../../parts/trust-tag.tsx";
import { withQuery } from "../../query.ts";
import { pickName } from "./picked.ts";

interface SuggestionRowProps {
  readonly visit: Visit;
  readonly suggestion: Suggestion;
  readonly index: number;
  /** The visitor may add it. */
  readonly mayWrite: boolean;
}

const MAX_PEOPLE = 5;

export function SuggestionRow({ visit, suggestion, index, mayWrite }: SuggestionRowProps) {
  const { texts } = visit;
  const { columns, ...words } = texts.suggestions;
  const { value, range, addresses, missing, label, sessions, lastSeenAt, warnings } = suggestion;
  const isSingle = prefixLength(range) === (range.family === 4 ? 32 : 128);
  return (
    <Row>
      {mayWrite ? (
        <Cell column={columns.pick}>
          <input
            type="checkbox"
            id={`pick-${index}`}
            name={pickName(value)}
            value={label ?? ""}
            checked={isProposed(visit, suggestion)}
            aria-label={words.pick(value)}
          />
        </Cell>
      ) : null}
      <Cell column={columns.entry}>
        <Code text={value} />
        {isSingle ? null : <span class="hint">{words.seen(addresses.length, describeSize(range))}</span>}
        {warnings.map((each) => (
          <span class="remark">
            <Icon name="warning" /> {texts.allowlist.warning(each, value)}
          </span>
        ))}
      </Cell>
      <Cell column={columns.people}>
        <People visit={visit} suggestion={suggestion} />
      </Cell>
      <Cell column={columns.sessions}>
        {sessions.web === 0 ? null : <span>{words.web(sessions.web)}</span>}
        {sessions.api === 0 ? null : <span>{words.api(sessions.api)}</span>}
      </Cell>
      <Cell column={columns.lastSeen}>
        <Time texts={texts} at={lastSeenAt} dateOnly />
      </Cell>
      <Cell column={columns.state}>
        {missing.length === 0 || isSingle ? (
          <TrustTag texts={texts} trust={missing.length === 0 ? "listed" : "not_listed"} />
        ) : (
          <span class="tag warn">{words.missing(missing.length, addresses.length)}</span>
        )}
      </Cell>
    </Row>
  );
}

/** What the list lacks; apps alone need no entry while the API is open to every address. */
const isProposed = ({ account }: Visit, { missing, sessions }: Suggestion): boolean =>
  missing.length > 0 && (sessions.web > 0 || account.policy.blockApiRequests);

function People({ visit: { texts, href }, suggestion }: Pick<SuggestionRowProps, "visit" | "suggestion">) {
  const { people, sessionsWithoutUser } = suggestion;
  const more = people.length - MAX_PEOPLE;
  return (
    <>
      {people.slice(0, MAX_PEOPLE).map(({ user, name }) => (
        <a href={href(withQuery("/sessions", { user }))}>
          <bdi>{name ?? user}</bdi>
        </a>
      ))}
      {more > 0 ? <span class="hint">{texts.common.andMore(more)}</span> : null}
      {sessionsWithoutUser === 0 ? null : <span class="hint">{texts.suggestions.nobody(sessionsWithoutUser)}</span>}
    </>
  );
}
