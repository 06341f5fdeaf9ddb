import { lastKnownLive } from "./clearance.ts";
import type { Credential } from "./credentials/credential.ts";
import type { Keyring } from "./credentials/keyring.ts";
import { MAX_SEAL_IDS } from "./credentials/seal.ts";
import { type Stamp, writeStampLine } from "./credentials/stamp.ts";
import type { Liveness } from "./ended/liveness.ts";

/** A query of D1 that runs beside the call of the origin, for a new stamp. */
export interface Stamping {
  /** The Set-Cookie line; null: D1 has not answered yet, or something has ended, or the answer may be kept by a cache. */
  lineFor(answer: Response): Promise<string | null>;
}

export interface StampedVisit {
  readonly sent: readonly Credential[];
  readonly stamp: Stamp;
  readonly hostname: string;
  readonly isSecure: boolean;
  readonly nowMs: number;
  readonly waitUntil: (work: Promise<unknown>) => void;
}

export type BeginStamping = (visit: StampedVisit) => Stamping | null;

const DAY_SECONDS = 86_400;

/** Renews a stamp when it is older than a day and up to another one, which differs from session to session. */
export function createStamping(parts: { readonly liveness: Liveness; readonly keyring: Keyring }): BeginStamping {
  const { liveness, keyring } = parts;
  return function beginStamping({ sent, stamp, hostname, isSecure, nowMs, waitUntil }) {
    const sealed = sent.flatMap((one) => (one.seal === null ? [] : [{ ...one, seal: one.seal }]));
    const now = Math.floor(nowMs / 1000);
    const isDue = sealed.some(({ seal, key }) => now - lastKnownLive(seal, stamp) > DAY_SECONDS + jitterOf(key));
    if (!isDue) return null;
    const ids = [...new Set(sealed.flatMap(({ seal }) => seal.ids))].slice(0, MAX_SEAL_IDS);
    const hashes = [...new Set(sealed.flatMap(({ endedBy }) => endedBy))];
    // An answer that came too late for one visit serves the next ones: one look a session and day.
    const rememberedAt = liveness.lastLiveAt(hashes);
    let liveAt = rememberedAt !== null && nowMs - rememberedAt <= DAY_SECONDS * 1000 ? rememberedAt : null;
    if (liveAt === null) {
      if (!liveness.takeTurn(hashes, nowMs)) return null;
      const asking = liveness.ask(hashes).then((answer) => {
        if (answer.kind === "known" && answer.ended.length === 0) liveAt = nowMs;
      });
      waitUntil(asking);
    }
    return {
      async lineFor(answer) {
        if (liveAt === null || answer.status === 304 || mayBeCached(answer.headers)) return null;
        const seconds = Math.floor(liveAt / 1000);
        return writeStampLine(new Map(ids.map((id) => [id, seconds])), hostname, isSecure, await keyring.current());
      },
    };
  };
}

/** Seconds, up to a day; the same for a session each time. */
const jitterOf = (hash: string): number => Number.parseInt(hash.slice(0, 6), 16) % DAY_SECONDS;

/** A shared cache may keep it (RFC 9111 section 3): it must not hold anything of a single visitor. */
function mayBeCached(headers: Headers): boolean {
  const control = (headers.get("Cache-Control") ?? "").toLowerCase();
  if (/\b(?:public|s-maxage|immutable)\b/.test(control)) return true;
  return /\bmax-age=(?!0\b)/.test(control) && !/\bprivate\b/.test(control);
}
