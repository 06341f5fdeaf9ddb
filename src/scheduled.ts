import { isolateOf } from "./isolate.ts";
import { repair } from "./jobs/repair.ts";
import { describeError, logToConsole } from "./log.ts";

/** What cron does, each minute: the copies at the edge are compared with the truth, and republished where they drifted. */
export async function runScheduled(_controller: ScheduledController, env: Env): Promise<void> {
  const isolate = isolateOf(env);
  if (!isolate.ok) {
    logToConsole({ level: "error", event: "misconfigured", problems: isolate.error });
    return;
  }
  const { stores } = isolate.value;
  const { acts, compared, ended, error } = await repair({
    drift: stores.drift,
    snapshots: stores.snapshotStore,
    hosts: stores.hostStore,
    publisher: stores.publisher,
    now: Date.now,
    tombstoneSeconds: stores.tombstoneSeconds,
  });
  const failed = error !== null && error !== undefined;
  if (acts.length === 0 && ended === "complete" && !failed) return;
  const level = failed || acts.some(({ done }) => !done) ? "error" : "info";
  logToConsole({ level, event: "repair", acts, compared, ended, ...(failed ? describeError(error) : {}) });
}
