import { compileEnded } from "./jobs/compile-ended.ts";
import { endOverdueSessions } from "./jobs/end-sessions.ts";
import { purge } from "./jobs/purge.ts";
import { repair } from "./jobs/repair.ts";
import { describeError, type LogRecord, logToConsole } from "./log.ts";
import { isolateOf, type Stores } from "./wiring.ts";

/** The jobs of cron, each minute, one after the other. A job returns its record for the log; null: it writes none. */
const JOBS: Readonly<Record<string, (stores: Stores) => Promise<Report | null>>> = {
  settle: settleOverdue,
  repair: repairCopies,
  end_sessions: endSessions,
  compile_ended: compileCopy,
  purge: purgeRows,
};

interface Report extends Readonly<Record<string, unknown>> {
  readonly level: LogRecord["level"];
}

/** A job that fails is logged. The others run all the same. */
export async function runScheduled(_controller: ScheduledController, env: Env): Promise<void> {
  const isolate = isolateOf(env);
  if (!isolate.ok) {
    logToConsole({ level: "error", event: "misconfigured", problems: isolate.error });
    return;
  }
  for (const [event, run] of Object.entries(JOBS)) {
    try {
      const report = await run(isolate.value.stores);
      if (report !== null) logToConsole({ ...report, event });
    } catch (error) {
      logToConsole({ level: "error", event, ...describeError(error) });
    }
  }
}

/** At most so many accounts a run. */
const MAX_SETTLED = 100;

/**
 * Undoes in D1 the provisional changes that have undone themselves at the edge. Whoever reads or changes such an account
 * does so too; this is for those that no one asks for, and comes before the jobs that go by their policies.
 */
async function settleOverdue({ accounts, publisher }: Stores): Promise<Report | null> {
  const ids = await accounts.overdue(Date.now(), MAX_SETTLED);
  if (ids.length === 0) return null;
  // Loaded when it is needed: a visit does not load what changes accounts.
  const { settle } = await import("./accounts/settle.ts");
  const published: Promise<unknown>[] = [];
  const deps = { accounts, publisher, now: Date.now, waitUntil: (work: Promise<unknown>) => published.push(work) };
  let failure: unknown = null;
  for (const id of ids) {
    try {
      const account = await accounts.get(id);
      if (account !== null) await settle(deps, account);
    } catch (error) {
      // One account must not hold up the others.
      failure = error;
    }
    await Promise.all(published.splice(0));
  }
  const said = { settled: ids };
  return failure === null ? { level: "info", ...said } : { level: "error", ...said, ...describeError(failure) };
}

/** Compares the copies at the edge with D1, and publishes again those that differ. */
async function repairCopies(stores: Stores): Promise<Report | null> {
  const { acts, compared, ended, error } = await repair({
    drift: stores.drift,
    snapshots: stores.snapshotStore,
    hosts: stores.hostStore,
    publisher: stores.publisher,
    now: Date.now,
    tombstoneSeconds: stores.tombstoneSeconds,
  });
  const failed = error !== null && error !== undefined;
  if (acts.length === 0 && ended === "complete" && !failed) return null;
  const level = failed || acts.some(({ done }) => !done) ? "error" : "info";
  return { level, acts, compared, ended, ...(failed ? describeError(error) : {}) };
}

/** Ends the sessions that are idle or too old. */
async function endSessions({ sessions }: Stores): Promise<Report | null> {
  const report = await endOverdueSessions(sessions, Date.now);
  return report.ended === 0 ? null : { level: "info", ...report };
}

/** Compiles the ended set, for isolates that start. */
async function compileCopy({ endedLog, endedStore }: Stores): Promise<Report | null> {
  const report = await compileEnded({ endedLog, endedStore, now: Date.now });
  const level = ({ current: null, extended: null, rebuilt: "info", restored: "warn", kv_fails: "error" } as const)[
    report.did
  ];
  if (report.isNearlyFull && level !== "error") return { level: "warn", ...report };
  return level === null ? null : { level, ...report };
}

async function purgeRows(stores: Stores): Promise<Report | null> {
  const report = await purge({ ...stores, now: Date.now });
  return report === null || Object.values(report).every((rows) => rows === 0) ? null : { level: "info", ...report };
}
