import type { ConsoleSessions } from "../storage/console/console-sessions.ts";
import type { AuditTrail } from "../storage/d1/audit.ts";
import type { KeptAnswers } from "../storage/d1/kept-answers.ts";
import type { EndedLog } from "../storage/ended/ended-log.ts";
import type { EntryUses, UsePlace } from "../storage/entries/entry-use.ts";
import type { Drift } from "../storage/publish/drift.ts";
import type { Revisions } from "../storage/revisions/revisions.ts";
import type { Sessions } from "../storage/sessions/sessions.ts";
import type { AccessRequests } from "../storage/visits/access-requests.ts";
import type { BindingCounts } from "../storage/visits/binding-counts.ts";
import type { Denials } from "../storage/visits/denials.ts";
import { DAY_MS, HOUR_MS } from "../time.ts";

export interface PurgeDeps {
  readonly sessions: Pick<Sessions, "purge">;
  readonly endedLog: Pick<EndedLog, "purge">;
  readonly denials: Pick<Denials, "purge">;
  readonly accessRequests: Pick<AccessRequests, "purge">;
  readonly bindingCounts: Pick<BindingCounts, "purge">;
  readonly entryUses: Pick<EntryUses, "purge">;
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
  /** Of refused visitors. */
  readonly requests: number;
  /** Days of counted session cookies. */
  readonly bindings: number;
  /** Use of entries that are gone. */
  readonly uses: number;
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
  const { sessions, endedLog, denials, accessRequests, bindingCounts, consoleSessions, keptAnswers, audit } = deps;
  const { auditRetentionDays, revisions, revisionRetentionDays, drift, now } = deps;
  const startedAt = now();
  if (startedAt - Number((await drift.place(JOB)) ?? 0) < INTERVAL_MS) return null;
  const report = {
    sessions: await inBatches((limit) => sessions.purge(startedAt, limit)),
    hashes: await inBatches((limit) => endedLog.purge(startedAt, limit)),
    denials: await inBatches((limit) => denials.purge(startedAt, limit)),
    requests: await inBatches((limit) => accessRequests.purge(startedAt, limit)),
    bindings: await inBatches((limit) => bindingCounts.purge(startedAt, limit)),
    uses: await sweepUses(deps, startedAt),
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

const USES_JOB = "purge_entry_use";

/**
 * Nothing tells which entries are gone, so each run looks at the next rows of the table, and goes on where the one before
 * ended.
 */
async function sweepUses({ entryUses, drift }: PurgeDeps, nowMs: number): Promise<number> {
  let place = readPlace(await drift.place(USES_JOB));
  let purged = 0;
  for (let batches = 0; batches < MAX_BATCHES; batches++) {
    const { removed, next } = await entryUses.purge(nowMs, place, BATCH_ROWS);
    purged += removed;
    place = next;
    if (place === null) break;
  }
  await drift.savePlace(USES_JOB, place === null ? "" : `${place.account} ${place.entry}`, nowMs);
  return purged;
}

function readPlace(text: string | null): UsePlace | null {
  const [account = "", entry = ""] = (text ?? "").split(" ");
  return account === "" ? null : { account, entry };
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
