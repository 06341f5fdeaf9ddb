import { describe, expect, test } from "vitest";
import { judgeCopy, SETTLE_MS, type Truth } from "../../src/jobs/judge-copy.ts";
import type { CopyFacts } from "../../src/storage/kv/kv.ts";
import { OLDEST } from "../../src/storage/version.ts";
import { NOW } from "../support/storage.ts";

const VERSION = { epoch: 1_000, revision: 7 };
const MARK = { ...VERSION, content: "a", at: NOW - SETTLE_MS };
const truth = (change: Partial<Truth> = {}): Truth => ({ ...VERSION, mark: MARK, ...change });
const copy = (change: Partial<CopyFacts> = {}): CopyFacts => ({ ...VERSION, content: "a", ...change });
const JUST_NOW = { ...MARK, at: NOW - SETTLE_MS + 1 };

describe("a copy in KV, compared with D1", () => {
  test("is fine when version and content are the ones that were published", () => {
    expect(judgeCopy(truth(), copy(), NOW)).toEqual({ kind: "fine" });
  });

  test.each([
    ["no mark in D1", { mark: null }, copy(), "unpublished"],
    ["a mark of an older revision", { mark: { ...MARK, revision: 6 } }, copy({ revision: 6 }), "unpublished"],
    ["a mark of an older epoch", { mark: { ...MARK, epoch: 999 } }, copy(), "unpublished"],
    ["KV shows none", {}, "absent", "missing"],
    ["KV shows something else", {}, "unreadable", "unreadable"],
    ["an older revision in KV", {}, copy({ revision: 6 }), "behind"],
    ["an older epoch in KV, whatever its revision", {}, copy({ epoch: 999, revision: 99 }), "behind"],
    ["another content under the same version", {}, copy({ content: "b" }), "differs"],
  ] as const)("is published again: %s", (_, change, shown, why) => {
    expect(judgeCopy(truth(change), shown, NOW)).toEqual({ kind: "republish", why, outrank: OLDEST });
  });

  test.each([
    ["a higher revision", copy({ revision: 8 })],
    ["a higher epoch, whatever its revision", copy({ epoch: 1_001, revision: 1 })],
  ])("that is ahead of D1 is outranked, at once: %s", (_, ahead) => {
    const verdict = { kind: "republish", why: "ahead", outrank: ahead };
    expect(judgeCopy(truth(), ahead, NOW)).toEqual(verdict);
    expect(judgeCopy(truth({ mark: JUST_NOW }), ahead, NOW)).toEqual(verdict);
    expect(judgeCopy(truth({ mark: null }), ahead, NOW)).toEqual(verdict);
  });

  test.each(["absent", "unreadable", copy({ revision: 6 }), copy({ content: "b" })] as const)(
    "is left to settle when D1 says that it was written just now: %j",
    (shown) => {
      expect(judgeCopy(truth({ mark: JUST_NOW }), shown, NOW)).toEqual({ kind: "fine" });
    },
  );
});
