import type * as z from "zod";
import type { CheckResult } from "../../admin/resources/allowlist/check.ts";
import type { EntryView } from "../../admin/resources/allowlist/entry-view.ts";
import { isLive } from "../../allowlist/lockout.ts";
import type { Visit } from "../page.ts";
import { Code } from "../parts/code.tsx";
import { fill } from "../parts/fill.tsx";
import { Notice } from "../parts/notice.tsx";
import { Cell, Row, Table } from "../parts/table.tsx";
import { Time } from "../parts/time.tsx";

interface VerdictProps {
  readonly visit: Visit;
  readonly asked: { readonly address: string; readonly path: string };
  readonly answer: z.output<typeof CheckResult>;
}

/** The decision, why, and the entries that it rests on. */
export function Verdict({ visit, asked, answer }: VerdictProps) {
  const { texts } = visit;
  const words = texts.check;
  const { decision, reason, surface, mode, blocked_now: isBlocked, matches } = answer;
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
          <dd>{words.modes[mode]}</dd>
        </div>
      </dl>
      <section class="card">
        <h2>{words.matches}</h2>
        {matches.length === 0 ? <p>{words.noMatches}</p> : <Matches visit={visit} matches={matches} />}
      </section>
    </>
  );
}

type EntryFacts = z.output<typeof EntryView>;

function Matches({ visit, matches }: { readonly visit: Visit; readonly matches: readonly EntryFacts[] }) {
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
              {entry.expires_at === null ? texts.common.never : <Time texts={texts} at={entry.expires_at} />}
            </Cell>
          </Row>
        );
      })}
    </Table>
  );
}

function stateOf({ enabled, expires_at: expiresAt }: EntryFacts, now: number): "live" | "disabled" | "expired" {
  if (!enabled) return "disabled";
  return isLive({ enabled, expiresAt: expiresAt === null ? null : Date.parse(expiresAt) }, now) ? "live" : "expired";
}
