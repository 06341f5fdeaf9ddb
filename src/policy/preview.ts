import { decide, type Reason, type Rules, type VisitFacts } from "./decide.ts";

/** What other rules would mean for a visit that comes again. */
export type Change = "turned_away" | "let_in" | "none";

/** A visit under the rules as they are and as they would be. */
export interface Comparison {
  readonly change: Change;
  readonly blockedBefore: boolean;
  readonly blockedAfter: boolean;
  /** Of the decision afterwards, as if enforced. */
  readonly reason: Reason;
}

/** Asks the decision of the edge itself, twice. */
export function compareRules(facts: VisitFacts, before: Rules, after: Rules, nowSeconds: number): Comparison {
  const blockedBefore = decide(facts, before, nowSeconds).blocked;
  const { blocked: blockedAfter, reason } = decide(facts, after, nowSeconds);
  const change = blockedBefore === blockedAfter ? "none" : blockedAfter ? "turned_away" : "let_in";
  return { change, blockedBefore, blockedAfter, reason };
}

/** Would this API request be turned away if these rules were enforced and blocked API requests? */
export function wouldBlockApi(facts: Omit<VisitFacts, "surface">, { ranges }: Rules, nowSeconds: number): boolean {
  return decide({ ...facts, surface: "api" }, { mode: "enforce", blockApiRequests: true, ranges }, nowSeconds).blocked;
}

/** How many there are, and the newest of them. */
export interface Tally<T> {
  add(item: T, at: number): void;
  readonly count: number;
  /** The newest first. */
  newest(): readonly T[];
}

/** Keeps `limit` items of any number, in memory for twice as many; adding one costs next to nothing. */
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
