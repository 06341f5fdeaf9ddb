import { LRUCache } from "lru-cache";
import { describeError, type Log } from "../../log.ts";
import type { Moment } from "../arrival/arrive.ts";

/** Most companies of a product may have no account here: that one has none is asked seldom. */
const ABSENT_MS = 30_000;
const MAX_ABSENT = 20_000;

/** Whether there is an account, for one that KV has no list of. D1 failing counts as yes: then the visit is refused. */
export function createAccountCheck(
  read: (account: string) => Promise<boolean>,
  log: Log,
): (account: string, moment: Moment) => Promise<boolean> {
  const absentUntil = new LRUCache<string, number>({ max: MAX_ABSENT });
  return async (account, { nowMs, requestId }) => {
    if (nowMs < (absentUntil.get(account) ?? 0)) return false;
    try {
      if (await read(account)) return true;
    } catch (error) {
      log({ level: "error", event: "account_unknown", account, request_id: requestId, ...describeError(error) });
      return true;
    }
    absentUntil.set(account, nowMs + ABSENT_MS);
    return false;
  };
}
