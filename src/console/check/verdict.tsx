import type { CheckedVisit } from "../../allowlist/check-address.ts";
import { isLive } from "../../allowlist/lockout.ts";
import type { Entry } from "../../storage/entries/entry-records.ts";
import type { Visit } from "../page.ts";
import { Code } from "../parts/code.tsx";
import { fill } from "../parts/fill.tsx";
import { Notice } from "../parts/notice.tsx";
import { Cell, Row, Table } from "../parts/table.tsx";
import { Time } from "../parts/time.tsx";

interface VerdictProps {
  readonly visit: Visit;
  readonly asked: { readonly address: string; readonly path: string };
  readonly answer: CheckedVisit;
}

/** The decision, why, and the entries that it rests on. */
export function Verdict({ visit, asked, answer }: VerdictProps) {
  const { texts } = visit;
  const words = texts.check;
  const { decision, reason, surface, blocked: isBlocked, matches } = answer;
  const sentence = decision === "allow" ? "allow" : isBlocked ? "deny" : "denyIfOn";
  const slots = { address: <Code text={asked.address} />, path: <Code text={asked.path} /> };
  return (
    <>
      <Notice kind={decision === "allow" ? "success" : isBlocked ? "danger" : "warning"} isNews>
        <p class="notice-title">{fill(words.verdict[sentence], slots)}</p>
      </Notice>
      <dl class="card facts wide">
        <div>
          <dt>{words.reason}</dt>
          <dd>{Object.hasOwn(words.reasons, reason) ? words.reasons[reason as keyof typeof words.reasons] : reason}</dd>
        </div>
        <div>
          <dt>{words.surface}</dt>
          <dd>{words.surfaces[surface]}</dd>
        </div>
        <div>
          <dt>{words.mode}</dt>
          <dd>{words.modes[visit.account.policy.mode]}</dd>
        </div>
      </dl>
      <section class="card">
        <h2>{words.matches}</h2>
        {matches.length === 0 ? <p>{words.noMatches}</p> : <Matches visit={visit} matches={matches} />}
      </section>
    </>
  );
}

function Matches({ visit, matches }: { readonly visit: Visit; readonly matches: readonly Entry[] }) {
  const { texts, deps } = visit;
  const { columns, matches: caption, states } = texts.check;
  return (
    <Table caption={caption} columns={[columns.entry, columns.label, columns.state, columns.expires]}>
      {matches.map((entry) => {
        const state = stateOf(entry, deps.now());
        return (
          <Row>
            <Cell column={columns.entry}>
              <Code text={entry.value} />
            </Cell>
            <Cell column={columns.label}>
              <bdi>{entry.label}</bdi>
            </Cell>
            <Cell column={columns.state}>
              <span class={state === "live" ? "tag good" : "tag"}>{states[state]}</span>
            </Cell>
            <Cell column={columns.expires}>
              {entry.expiresAt === null ? texts.common.never : <Time texts={texts} at={entry.expiresAt} />}
            </Cell>
          </Row>
        );
      })}
    </Table>
  );
}

function stateOf(entry: Entry, nowMs: number): "live" | "disabled" | "expired" {
  if (!entry.enabled) return "disabled";
  return isLive(entry, nowMs) ? "live" : "expired";
}
