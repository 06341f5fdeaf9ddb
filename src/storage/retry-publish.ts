import type { Published } from "./publisher.ts";
import type { Sleep } from "./time-limit.ts";

export interface RetryDeps {
  readonly sleep: Sleep;
  /** A number from 0 to 1, the latter excluded. */
  readonly random: () => number;
}

/**
 * Pauses before each retry, in milliseconds, together less than the 30 s that `waitUntil` has. KV takes one write a
 * second a key, so that nothing shorter is of use.
 */
const PAUSES_MS = [1_100, 2_500, 5_000, 9_000] as const;
/** Up to this part is added to a pause: changes that failed together do not try again together. */
const JITTER = 0.3;

/**
 * Tries again, for `waitUntil`, what a request found not published. What stays unpublished after that is the repair
 * job's. Never throws.
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
