import { describeError, type Log } from "../../log.ts";
import type { EventDraft } from "../../storage/d1/audit.ts";
import type { CredentialRecord, EndReason } from "../../storage/sessions/session-records.ts";
import type { Sessions, WhichSessions } from "../../storage/sessions/sessions.ts";
import { type Sleep, withinLimit } from "../../storage/time-limit.ts";

/** An ending that the product asked for. */
export interface Ending {
  readonly account: string;
  readonly which: WhichSessions;
  /** The sessions of these credentials stay. */
  readonly keep: readonly CredentialRecord[];
  readonly reason: EndReason;
  readonly event: EventDraft;
  /** When it was asked for, in Unix milliseconds. Sessions that began later stay. */
  readonly at: number;
  readonly requestId: string;
}

export interface EndingsParts {
  readonly sessions: Pick<Sessions, "end" | "list" | "findByCredential">;
  readonly endHere: (hashes: readonly string[]) => void;
  readonly now: () => number;
  readonly sleep: Sleep;
  readonly report: Log;
}

/** Ends sessions when the product asks for it, also while D1 fails. */
export interface Endings {
  /** True: ended in D1 and in this isolate; false: not yet in D1, it is tried again. Never throws; bounded in time. */
  end(ending: Ending, waitUntil: (work: Promise<unknown>) => void): Promise<boolean>;
  /** Tries again the endings that D1 has not got, after the response of a visit, once in 5 seconds. */
  settle(nowMs: number, waitUntil: (work: Promise<unknown>) => void): void;
}

/** A visitor waits no longer than this. */
const LIMIT_MS = 2_000;
/** Within the 30 seconds that a visit may work after its response. */
const RETRY_AFTER_MS = [1_000, 3_000, 8_000];
const PROBE_MS = 5_000;
const MAX_OWED = 1_000;
/** Hashes of one user: far more than any user has. */
const MAX_SESSIONS = 1_000;

/** What could not be written is kept as plain data, and lost with the isolate: the log has it. */
export function createEndings({ sessions, endHere, now, sleep, report }: EndingsParts): Endings {
  const owed = new Set<Ending>();
  let triedAt = Number.NEGATIVE_INFINITY;

  const describe = ({ account, reason, requestId }: Ending) => ({ account, reason, request_id: requestId });

  /** @param isRepeated it may have been done already, and its user may have logged in again since. */
  async function perform(ending: Ending, isRepeated: boolean): Promise<void> {
    const { account, which, reason, event, at } = ending;
    const except = await exceptionsOf(ending, isRepeated);
    const { ended, hashes } = await sessions.end(account, which, { except, reason, event, now: at });
    endHere(hashes);
    report({ level: "info", event: "sessions_ended", ...describe(ending), ended });
  }

  async function exceptionsOf({ account, which, keep, at }: Ending, isRepeated: boolean): Promise<readonly string[]> {
    const kept =
      keep.length === 0
        ? []
        : await sessions.findByCredential(
            account,
            keep.flatMap(({ hash, former }) => [hash, ...former]),
          );
    const ids = [...kept.values()].map(({ id }) => id);
    if (!isRepeated || !("user" in which)) return ids;
    const active = await sessions.list(account, { state: "active", user: which.user, limit: MAX_SESSIONS });
    return [...ids, ...active.filter(({ loggedInAt }) => loggedInAt > at).map(({ id }) => id)];
  }

  async function attempt(ending: Ending, isRepeated: boolean): Promise<boolean> {
    triedAt = now();
    try {
      const outcome = await withinLimit(perform(ending, isRepeated), { limitMs: LIMIT_MS, sleep });
      if (outcome === "late") throw new Error(`no answer within ${LIMIT_MS} ms`);
      owed.delete(ending);
      return true;
    } catch (error) {
      report({ level: "error", event: "ending_owed", ...describe(ending), ...describeError(error) });
      return false;
    }
  }

  async function retryAll(): Promise<boolean> {
    for (const ending of [...owed]) {
      // One log record for all that fail.
      if (owed.has(ending) && !(await attempt(ending, true))) return false;
    }
    return true;
  }

  async function retryLater(): Promise<void> {
    for (const wait of RETRY_AFTER_MS) {
      await sleep(wait);
      if (await retryAll()) return;
    }
  }

  return {
    async end(ending, waitUntil) {
      const isFailing = owed.size > 0 && now() - triedAt < PROBE_MS;
      if (!isFailing && (await attempt(ending, false))) return true;
      if (owed.size < MAX_OWED) owed.add(ending);
      else report({ level: "error", event: "ending_lost", ...describe(ending) });
      if (!isFailing) waitUntil(retryLater());
      return false;
    },
    settle(nowMs, waitUntil) {
      if (owed.size > 0 && nowMs - triedAt >= PROBE_MS) waitUntil(retryAll());
    },
  };
}
