import type { Sleep } from "../time-limit.ts";
import type { Published } from "./publisher.ts";

export interface RetryDeps {
  readonly sleep: Sleep;
  /** A number from 0 to 1, the latter excluded. */
  readonly random: () => number;
}

/**
 * Pauses before each retry, in milliseconds, together less than the 30 s that `waitUntil` has. KV accepts one write per
 * second and key, so shorter pauses do not help.
 */
const PAUSES_MS = [1_100, 2_500, 5_000, 9_000] as const;
/**
 * A random part of a pause, up to this fraction, is added to it, so that changes which failed together are not retried
 * together.
 */
const JITTER = 0.3;

/**
 * Publishes again, within `waitUntil`, what a request could not publish. If this fails too, cron repairs it. Never
 * throws.
 */
export async function retryPublish(
  publish: () => Promise<Published>,
  { sleep, random }: RetryDeps,
): Promise<Published> {
  let last: Published = { published: false, revision: null };
  for (const pause of PAUSES_MS) {
    await sleep(pause * (1 + JITTER * random()));
    last = await publish();
    if (last.published) return last;
  }
  return last;
}
