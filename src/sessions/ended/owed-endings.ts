import { describeError, type Log } from "../../log.ts";
import type { EventDraft } from "../../storage/d1/audit.ts";
import type { EndedLog } from "../../storage/ended/ended-log.ts";
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

/** An ending of session ids by themselves: they may be on no record. */
export interface IdEnding {
  /** Hashes of the ids. */
  readonly ids: readonly string[];
  readonly requestId: string;
}

export interface EndingsParts {
  readonly sessions: Pick<Sessions, "end" | "list" | "findByCredential">;
  readonly log: Pick<EndedLog, "giveBack">;
  readonly endHere: (hashes: readonly string[]) => void;
  readonly now: () => number;
  readonly sleep: Sleep;
  readonly report: Log;
}

/** Ends sessions when the product asks for it, also while D1 fails. */
export interface Endings {
  /** True: ended in D1 and in this isolate; false: not yet in D1, it is tried again. Never throws; bounded in time. */
  end(ending: Ending, waitUntil: (work: Promise<unknown>) => void): Promise<boolean>;
  /** The same for session ids by themselves. */
  endIds(ending: IdEnding, waitUntil: (work: Promise<unknown>) => void): Promise<boolean>;
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

/** Something to end, until D1 has it. */
interface Owed {
  /** @param isRepeated it may have been done already. */
  readonly perform: (isRepeated: boolean) => Promise<void>;
  /** For the log. */
  readonly about: Readonly<Record<string, unknown>>;
}

/** What could not be written is kept as plain data, and lost with the isolate: the log has it. */
export function createEndings({ sessions, log, endHere, now, sleep, report }: EndingsParts): Endings {
  const owed = new Set<Owed>();
  let triedAt = Number.NEGATIVE_INFINITY;

  /** @param isRepeated its user may have logged in again since. */
  async function perform(ending: Ending, isRepeated: boolean): Promise<void> {
    const { account, which, reason, event, at, requestId } = ending;
    const except = await exceptionsOf(ending, isRepeated);
    const { ended, hashes } = await sessions.end(account, which, { except, reason, event, now: at });
    endHere(hashes);
    report({ level: "info", event: "sessions_ended", account, reason, request_id: requestId, ended });
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

  async function attempt(one: Owed, isRepeated: boolean): Promise<boolean> {
    triedAt = now();
    try {
      const outcome = await withinLimit(
        one.perform(isRepeated).then(() => "done" as const),
        { limitMs: LIMIT_MS, sleep },
      );
      if (outcome === "late") throw new Error(`no answer within ${LIMIT_MS} ms`);
      owed.delete(one);
      return true;
    } catch (error) {
      report({ level: "error", event: "ending_owed", ...one.about, ...describeError(error) });
      return false;
    }
  }

  async function retryAll(): Promise<boolean> {
    for (const one of [...owed]) {
      // One log record for all that fail.
      if (owed.has(one) && !(await attempt(one, true))) return false;
    }
    return true;
  }

  async function retryLater(): Promise<void> {
    for (const wait of RETRY_AFTER_MS) {
      await sleep(wait);
      if (await retryAll()) return;
    }
  }

  async function settleOne(one: Owed, waitUntil: (work: Promise<unknown>) => void): Promise<boolean> {
    const isFailing = owed.size > 0 && now() - triedAt < PROBE_MS;
    if (!isFailing && (await attempt(one, false))) return true;
    if (owed.size < MAX_OWED) owed.add(one);
    else report({ level: "error", event: "ending_lost", ...one.about });
    if (!isFailing) waitUntil(retryLater());
    return false;
  }

  return {
    end(ending, waitUntil) {
      const { account, reason, requestId } = ending;
      const about = { account, reason, request_id: requestId };
      return settleOne({ perform: (isRepeated) => perform(ending, isRepeated), about }, waitUntil);
    },
    endIds({ ids, requestId }, waitUntil) {
      endHere(ids);
      const write = async (): Promise<void> => void (await log.giveBack(ids, now()));
      return settleOne({ perform: write, about: { session_ids: ids.length, request_id: requestId } }, waitUntil);
    },
    settle(nowMs, waitUntil) {
      if (owed.size > 0 && nowMs - triedAt >= PROBE_MS) waitUntil(retryAll());
    },
  };
}
