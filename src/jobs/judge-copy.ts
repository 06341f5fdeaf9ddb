import type { CopyTruth } from "../storage/drift.ts";
import type { CopyFacts } from "../storage/kv.ts";
import { compareVersions, isSameVersion, OLDEST, type Version } from "../storage/version.ts";

/** What D1 says: the version that there is, and what it notes of the copy that was last published. */
export type Truth = Pick<CopyTruth, "epoch" | "revision" | "mark">;

export type Drifted = "unpublished" | "missing" | "unreadable" | "behind" | "ahead" | "differs";

/** `outrank`: the version that the new copy must not be older than. */
export type Verdict =
  | { readonly kind: "fine" }
  | { readonly kind: "republish"; readonly why: Drifted; readonly outrank: Version };

/**
 * How long KV's list may lag behind a write that D1 notes as done. Cloudflare names 60 s "or more"; a repair that comes
 * a little early writes a copy too many, one that comes late leaves a drift for minutes.
 */
export const SETTLE_MS = 180_000;

const FINE: Verdict = { kind: "fine" };

/**
 * Compares a copy, as listed *before* D1 was read, with the truth. So a copy that is ahead of D1 is no race: D1 went
 * back (Time Travel). Every republication carries the epoch of its own moment, hence outranks what isolates hold.
 */
export function judgeCopy(truth: Truth, copy: CopyFacts | "absent" | "unreadable", now: number): Verdict {
  const { mark } = truth;
  const republish = (why: Drifted, outrank = OLDEST): Verdict => ({ kind: "republish", why, outrank });

  if (typeof copy === "object" && compareVersions(copy, truth) > 0) return republish("ahead", copy);
  if (mark === null || !isSameVersion(mark, truth)) return republish("unpublished");
  if (now - mark.at < SETTLE_MS) return FINE;
  if (copy === "absent") return republish("missing");
  if (copy === "unreadable") return republish("unreadable");
  if (compareVersions(copy, truth) < 0) return republish("behind");
  return copy.content === mark.content ? FINE : republish("differs");
}
