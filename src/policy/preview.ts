import { decide, type Reason, type Rules, type VisitFacts } from "./decide.ts";

/** What changes for a visit under other rules. */
export type Change = "turned_away" | "let_in" | "none";

/** The decisions on one visit under the present rules and under the proposed rules. */
export interface Comparison {
  readonly change: Change;
  readonly blockedBefore: boolean;
  readonly blockedAfter: boolean;
  /** The reason of the decision under the proposed rules, as if the list were enforced. */
  readonly reason: Reason;
}

/** Compares the decisions under two sets of rules. It calls `decide`, as the edge does. */
export function compareRules(facts: VisitFacts, before: Rules, after: Rules, nowSeconds: number): Comparison {
  const blockedBefore = decide(facts, before, nowSeconds).blocked;
  const { blocked: blockedAfter, reason } = decide(facts, after, nowSeconds);
  const change = blockedBefore === blockedAfter ? "none" : blockedAfter ? "turned_away" : "let_in";
  return { change, blockedBefore, blockedAfter, reason };
}

/** True when the list would refuse this API request if it were enforced and API requests were blocked. */
export function wouldBlockApi(facts: Omit<VisitFacts, "surface">, { ranges }: Rules, nowSeconds: number): boolean {
  return decide({ ...facts, surface: "api" }, { mode: "enforce", blockApiRequests: true, ranges }, nowSeconds).blocked;
}

/** The number of items, and the newest of them. */
export interface Tally<T> {
  add(item: T, at: number): void;
  readonly count: number;
  /** The newest first. */
  newest(): readonly T[];
}

/** Keeps the newest `limit` of any number of items. It holds at most `2 * limit` items in memory. */
export function createTally<T>(limit: number): Tally<T> {
  let kept: { readonly item: T; readonly at: number }[] = [];
  let oldestKept = Number.NEGATIVE_INFINITY;
  let count = 0;

  function trim(): void {
    kept = kept.toSorted((a, b) => b.at - a.at).slice(0, limit);
    if (kept.length === limit) oldestKept = kept.at(-1)?.at ?? oldestKept;
  }

  return {
    add(item, at) {
      count += 1;
      if (at <= oldestKept) return;
      kept.push({ item, at });
      if (kept.length >= 2 * limit) trim();
    },
    get count() {
      return count;
    },
    newest() {
      trim();
      return kept.map(({ item }) => item);
    },
  };
}
