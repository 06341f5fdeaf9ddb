import { LRUCache } from "lru-cache";
import { describeError, type Log } from "../../log.ts";
import { atMost } from "../../memory.ts";
import type { Moment } from "../arrival/arrive.ts";

/** Milliseconds to remember that there is no account: most companies of a product may have none here. */
const ABSENT_MS = 30_000;
const MAX_ABSENT = 20_000;

/** Asks D1 whether an account exists of which KV has no list. True when D1 fails: then the visit is refused. */
export function createAccountCheck(
  read: (account: string) => Promise<boolean>,
  log: Log,
): (account: string, moment: Moment) => Promise<boolean> {
  const absentUntil = new LRUCache<string, number>(atMost(MAX_ABSENT));
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
