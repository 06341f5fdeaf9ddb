import { LRUCache } from "lru-cache";
import { atMost } from "../../memory.ts";
import type { Sessions } from "../../storage/sessions/sessions.ts";
import { type Sleep, withinLimit } from "../../storage/time-limit.ts";
import type { Credential } from "../credentials/credential.ts";
import type { EndedSet } from "./ended-set.ts";

export interface WatermarkParts {
  readonly ended: Pick<EndedSet, "everybodyEndedAt">;
  readonly sessions: Pick<Sessions, "findByCredential">;
  readonly sleep: Sleep;
}

/**
 * Finds sealed credentials of sessions that began before all sessions of the account were ended, and that were not on
 * record by then: no row of D1 could be ended. `unavailable`: D1 does not answer. Others, and sessions that were spared,
 * are on record and live.
 */
export type FindOver = (
  credentials: readonly Credential[],
  account: string,
) => Promise<readonly Credential[] | "unavailable">;

const LIMIT_MS = 2_000;
const MAX_REMEMBERED = 20_000;

export function createFindOver({ ended, sessions, sleep }: WatermarkParts): FindOver {
  /** Whether a session is over, by account, watermark and hash. */
  const remembered = new LRUCache<string, boolean>(atMost(MAX_REMEMBERED));

  return async function findOver(credentials, account) {
    const at = ended.everybodyEndedAt(account);
    if (at === null) return [];
    const old = credentials.filter(({ seal }) => seal !== null && endOfSecond(seal.birth) < at);
    const memoryKey = ({ key }: Credential): string => `${account} ${at} ${key}`;
    const unknown = old.filter((one) => !remembered.has(memoryKey(one)));
    if (unknown.length > 0) {
      const found = await look(unknown, account);
      if (found === "unavailable") return found;
      for (const one of unknown) {
        const session = found.get(one.key);
        remembered.set(memoryKey(one), session === undefined || session.endedAt !== null);
      }
    }
    return old.filter((one) => remembered.get(memoryKey(one)) !== false);
  };

  async function look(credentials: readonly Credential[], account: string) {
    try {
      const hashes = credentials.map(({ key }) => key);
      const found = await withinLimit(sessions.findByCredential(account, hashes), { limitMs: LIMIT_MS, sleep });
      return found === "late" ? "unavailable" : found;
    } catch {
      return "unavailable";
    }
  }
}

/** Unix milliseconds; seals count whole seconds. */
export const endOfSecond = (seconds: number): number => seconds * 1000 + 999;
