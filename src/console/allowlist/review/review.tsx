import { entryLine } from "../../../allowlist/entry-line.ts";
import type { ChangeReview, Listed, ReviewedEntry, ReviewedUpdate } from "../../../allowlist/review/review-change.ts";
import { formatMoment } from "../../../time.ts";
import { Code } from "../../parts/code.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Cell, Row, Table } from "../../parts/table.tsx";
import { Time } from "../../parts/time.tsx";
import type { Texts } from "../../texts/texts.ts";

export interface PartProps {
  readonly texts: Texts;
  readonly review: ChangeReview;
}

/** What the list gains and loses. */
export function ListChanges({ texts, review: { list } }: PartProps) {
  const { reviewing } = texts.allowlist;
  const { added, removed, updated } = list;
  return (
    <>
      {added.count > 0 ? (
        <Lines title={reviewing.added(added.count)} kind="added" list={linesOf(added, lineOf)} texts={texts} />
      ) : null}
      {removed.count > 0 ? (
        <Lines title={reviewing.removed(removed.count)} kind="removed" list={linesOf(removed, lineOf)} texts={texts} />
      ) : null}
      {updated.count > 0 ? (
        <Lines
          title={reviewing.updated(updated.count)}
          kind="changed"
          list={linesOf(updated, (update) => describeUpdate(texts, update))}
          texts={texts}
        />
      ) : null}
    </>
  );
}

const linesOf = <T,>({ count, items }: Listed<T>, line: (item: T) => string): Listed<string> => ({
  count,
  items: items.map(line),
});

const lineOf = ({ range, ...entry }: ReviewedEntry): string =>
  entryLine({ ...entry, value: withoutSinglePrefix(range) });

/** What becomes of an entry that stays: each part that changes, as it was and as it would be. */
function describeUpdate(texts: Texts, { range, before, after }: ReviewedUpdate): string {
  const { parts } = texts.allowlist.reviewing;
  const moment = (ms: number | null): string => (ms === null ? parts.never : formatMoment(ms));
  const said = [
    ...(before.expiresAt === after.expiresAt ? [] : [parts.expiry(moment(before.expiresAt), moment(after.expiresAt))]),
    ...(before.enabled === after.enabled ? [] : [after.enabled ? parts.on : parts.off]),
    ...(before.label === after.label ? [] : [parts.label(before.label, after.label)]),
  ];
  return `${withoutSinglePrefix(range)}: ${said.join("; ")}`;
}

interface LinesProps {
  readonly title: string;
  readonly kind: "added" | "removed" | "changed";
  readonly list: Listed<string>;
  readonly texts: Texts;
}

export function Lines({ title, kind, list, texts }: LinesProps) {
  return (
    <div>
      <h3>{title}</h3>
      <ul class="lines" dir="ltr" tabindex={0} aria-label={title}>
        {list.items.map((line) => (
          <li class={kind}>
            <bdi translate="no">{line}</bdi>
          </li>
        ))}
        {list.count > list.items.length ? <li>{texts.common.andMore(list.count - list.items.length)}</li> : null}
      </ul>
    </div>
  );
}

/** `203.0.113.7/32` is an address to people, and so is an IPv6 address with /128. */
const withoutSinglePrefix = (line: string): string => line.replace(/^([\d.]+)\/32$|^([\da-f:]+)\/128$/, "$1$2");

/** Entries that are valid, but that should be checked again. */
export function Warnings({ texts, review }: PartProps) {
  const { count, items } = review.list.warnings;
  if (count === 0) return null;
  return (
    <Notice kind="warning" title={texts.allowlist.reviewing.warnings}>
      <ul>
        {items.map((warning) => {
          const said = texts.allowlist.warning(warning, warning.value);
          const line = "line" in warning ? warning.line : 0;
          return (
            <li>
              <bdi>{line === 0 ? said : texts.allowlist.errorInLine(line, said)}</bdi>
            </li>
          );
        })}
      </ul>
      {count > items.length ? <p>{texts.common.andMore(count - items.length)}</p> : null}
    </Notice>
  );
}

/** Which visitors of the last 30 days would be turned away, and which would be let in. */
export function ShutOut({ texts, review }: PartProps) {
  const { reviewing } = texts.allowlist;
  const { sessions, denials, policy } = review;
  const { columns } = reviewing;
  const { count, items } = sessions.turnedAway;
  return (
    <section class="card" aria-labelledby="shut-out">
      <h2 id="shut-out">{reviewing.shutOut}</h2>
      {count === 0 ? (
        <p>{reasonForNone(texts, review)}</p>
      ) : (
        <p>{reviewing.shutOutCount(count, sessions.considered)}</p>
      )}
      {count === 0 ? null : (
        <Table caption={reviewing.shutOut} columns={[columns.user, columns.device, columns.address, columns.lastSeen]}>
          {items.map(({ user, name, device, address, lastSeenAt }) => (
            <Row>
              <Cell column={columns.user}>
                <bdi>{name ?? user ?? texts.common.unknown}</bdi>
              </Cell>
              <Cell column={columns.device}>
                <bdi>{device.label}</bdi>
              </Cell>
              <Cell column={columns.address}>
                <Code text={address} />
              </Cell>
              <Cell column={columns.lastSeen}>
                <Time texts={texts} at={lastSeenAt} />
              </Cell>
            </Row>
          ))}
        </Table>
      )}
      {count > items.length ? <p>{texts.common.andMore(count - items.length)}</p> : null}
      {policy.mode === "enforce" && sessions.letIn.count > 0 ? (
        <p>{reviewing.letInCount(sessions.letIn.count)}</p>
      ) : null}
      {denials.letIn.count > 0 ? <p>{reviewing.deniedLetIn(denials.letIn.count)}</p> : null}
    </section>
  );
}

function reasonForNone({ allowlist: { reviewing } }: Texts, { policy, sessions }: ChangeReview): string {
  if (policy.mode !== "enforce") return reviewing.shutOutOff;
  return sessions.considered === 0 ? reviewing.shutOutNoSessions : reviewing.shutOutNone;
}
