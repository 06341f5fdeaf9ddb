import type { ConsoleSessions } from "../storage/console/console-sessions.ts";
import type { AuditTrail } from "../storage/d1/audit.ts";
import type { KeptAnswers } from "../storage/d1/kept-answers.ts";
import type { EndedLog } from "../storage/ended/ended-log.ts";
import type { Drift } from "../storage/publish/drift.ts";
import type { Revisions } from "../storage/revisions/revisions.ts";
import type { Sessions } from "../storage/sessions/sessions.ts";
import type { BindingCounts } from "../storage/visits/binding-counts.ts";
import type { Denials } from "../storage/visits/denials.ts";
import { DAY_MS, HOUR_MS } from "../time.ts";

export interface PurgeDeps {
  readonly sessions: Pick<Sessions, "purge">;
  readonly endedLog: Pick<EndedLog, "purge">;
  readonly denials: Pick<Denials, "purge">;
  readonly bindingCounts: Pick<BindingCounts, "purge">;
  readonly consoleSessions: Pick<ConsoleSessions, "purge">;
  readonly keptAnswers: Pick<KeptAnswers, "purge">;
  readonly audit: Pick<AuditTrail, "purge">;
  /** How long the audit trail keeps an event. */
  readonly auditRetentionDays: number;
  readonly revisions: Pick<Revisions, "purge">;
  /** How long an account's revisions are kept. */
  readonly revisionRetentionDays: number;
  readonly drift: Pick<Drift, "place" | "savePlace">;
  /** Unix milliseconds. */
  readonly now: () => number;
}

export interface PurgeReport {
  /** Sessions and watermarks. */
  readonly sessions: number;
  readonly hashes: number;
  readonly denials: number;
  /** Days of counted session cookies. */
  readonly bindings: number;
  /** Sessions of the console, and links into it. */
  readonly console: number;
  /** Answers that were kept for their Idempotency-Key. */
  readonly answers: number;
  /** Audit events. */
  readonly events: number;
  /** Revisions of accounts, and what their changes had replaced. */
  readonly revisions: number;
}

const JOB = "purge";
const INTERVAL_MS = HOUR_MS;
const BATCH_ROWS = 1_000;
/** A list that changes as a whole each day leaves as many rows behind: these portions keep up with several of them. */
const REVISION_BATCH_ROWS = 5_000;
const MAX_BATCHES = 10;

/** Removes rows that nothing depends on any more, once per hour; null: it is not time yet. Throws when D1 fails. */
export async function purge(deps: PurgeDeps): Promise<PurgeReport | null> {
  const { sessions, endedLog, denials, bindingCounts, consoleSessions, keptAnswers, audit } = deps;
  const { auditRetentionDays, revisions, revisionRetentionDays, drift, now } = deps;
  const startedAt = now();
  if (startedAt - Number((await drift.place(JOB)) ?? 0) < INTERVAL_MS) return null;
  const report = {
    sessions: await inBatches((limit) => sessions.purge(startedAt, limit)),
    hashes: await inBatches((limit) => endedLog.purge(startedAt, limit)),
    denials: await inBatches((limit) => denials.purge(startedAt, limit)),
    bindings: await inBatches((limit) => bindingCounts.purge(startedAt, limit)),
    console: await inBatches((limit) => consoleSessions.purge(startedAt, limit)),
    answers: await inBatches((limit) => keptAnswers.purge(startedAt, limit)),
    events: await inBatches((limit) => audit.purge(startedAt - auditRetentionDays * DAY_MS, limit)),
    revisions: await inBatches(
      (limit) => revisions.purge(startedAt - revisionRetentionDays * DAY_MS, limit),
      REVISION_BATCH_ROWS,
    ),
  };
  await drift.savePlace(JOB, String(startedAt), startedAt);
  return report;
}

async function inBatches(purgeSome: (limit: number) => Promise<number>, rows = BATCH_ROWS): Promise<number> {
  let purged = 0;
  for (let batches = 0; batches < MAX_BATCHES; batches++) {
    const some = await purgeSome(rows);
    purged += some;
    if (some === 0) break;
  }
  return purged;
}
