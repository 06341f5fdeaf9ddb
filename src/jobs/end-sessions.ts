import type { Sessions } from "../storage/sessions/sessions.ts";

/** Sessions per batch, and batches per run: 10,000 sessions per minute. */
const BATCH_SESSIONS = 500;
const MAX_BATCHES = 20;

export interface EndSessionsReport {
  readonly ended: number;
  /** False: there are more, for the next run. */
  readonly complete: boolean;
}

/** Ends the sessions that are idle or too old by their account's policy. May run twice at once. Throws when D1 fails. */
export async function endOverdueSessions(
  sessions: Pick<Sessions, "endOverdue">,
  now: () => number,
): Promise<EndSessionsReport> {
  let ended = 0;
  for (let batches = 0; batches < MAX_BATCHES; batches++) {
    const batch = await sessions.endOverdue(now(), BATCH_SESSIONS);
    if (batch.ended === 0) return { ended, complete: true };
    ended += batch.ended;
  }
  return { ended, complete: false };
}
