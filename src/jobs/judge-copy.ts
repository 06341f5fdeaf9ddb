import type { CopyFacts } from "../storage/kv/kv.ts";
import type { CopyTruth } from "../storage/publish/drift.ts";
import { compareVersions, isSameVersion, OLDEST, type Version } from "../storage/version.ts";

/** What D1 holds: the present version, and its note of the copy that was last published. */
export type Truth = Pick<CopyTruth, "epoch" | "revision" | "mark">;

export type Drifted = "unpublished" | "missing" | "unreadable" | "behind" | "ahead" | "differs";

/** `outrank`: the version that the new copy must not be older than. */
export type Verdict =
  | { readonly kind: "fine" }
  | { readonly kind: "republish"; readonly why: Drifted; readonly outrank: Version };

/**
 * How long KV's list may lag behind a write that D1 notes as done. Cloudflare names 60 s "or more". A repair that is
 * too early writes one copy too many; one that is too late leaves a wrong copy for minutes.
 */
export const SETTLE_MS = 180_000;

const FINE: Verdict = { kind: "fine" };

/**
 * Compares a copy, as listed *before* D1 was read, with the truth. So a copy that is newer than D1 is not a race: D1
 * was restored to an earlier time (Time Travel). Each new publication has the epoch of its moment, so it is newer than
 * the copies in isolates.
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
