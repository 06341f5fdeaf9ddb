import type { BindSessions } from "../../config/profile.ts";
import { BINDING_DAYS, type BindingSum, type BindingSums, firstDayOf } from "../../storage/visits/binding-counts.ts";
import { DAY_MS } from "../../time.ts";

/** In the order in which they are told. */
export const BINDING_WARNINGS = ["seals_off", "no_visits", "too_early", "few_visits", "unsealed", "removed"] as const;

export interface BindingWarning {
  readonly code: (typeof BINDING_WARNINGS)[number];
  readonly detail: string;
  readonly fix: string;
}

/** What the counts say of BIND_SESSIONS = "strict". */
export interface BindingAdvice {
  readonly items: readonly JudgedSum[];
  readonly isStrictSafe: boolean;
  /** Of the whole; those of single cookies are in `items`. */
  readonly warnings: readonly BindingWarning[];
}

export interface JudgedSum {
  readonly sum: BindingSum;
  /** From 0 to 1: unsealed and unsealed after sealed, of these two and sealed; null: none of them came. */
  readonly unsealedShare: number | null;
  readonly warning: BindingWarning | null;
}

export interface BindingFacts extends BindingSums {
  readonly mode: BindSessions;
  /** Names of cookies that strict leaves to their hashes: not counted any more, but perhaps until lately. */
  readonly unbound: readonly string[];
  /** Unix milliseconds. */
  readonly now: number;
}

/** Above this share a cookie on a host gets a warning. */
export const UNSEALED_MAX_SHARE = 0.005;

/**
 * Sealed visits without which nothing is said to be safe: with fewer, a single visit without a seal is above the limit,
 * so that none of them is chance.
 */
export const SEALED_MIN_VISITS = 1 / UNSEALED_MAX_SHARE;

/** Pure. `sums` begin with the largest share without a seal, so that a list that was cut keeps what warns. */
export function adviseOnBinding({ mode, unbound, now, sums, firstDay }: BindingFacts): BindingAdvice {
  const items = sums.map((sum) => judge(sum, mode, unbound.includes(sum.name)));
  const count = (code: BindingWarning["code"]) => items.filter(({ warning }) => warning?.code === code).length;
  const missing = mode === "off" ? SEALS_OFF : missingEvidence(items, { unbound, now, firstDay });
  const warnings = [
    ...(missing === null ? [] : [missing]),
    ...summary("unsealed", count("unsealed")),
    ...summary("removed", count("removed")),
  ];
  return { items, warnings, isStrictSafe: missing === null && count("unsealed") === 0 };
}

/** What the counts lack to say anything of strict, whatever the mode; null: they are enough. */
function missingEvidence(
  items: readonly JudgedSum[],
  { unbound, now, firstDay }: Pick<BindingFacts, "unbound" | "now" | "firstDay">,
): BindingWarning | null {
  const seen = items.filter(({ sum, unsealedShare }) => unsealedShare !== null && !unbound.includes(sum.name));
  if (seen.length === 0 || firstDay === null) return NO_VISITS;
  if (firstDay > firstDayOf(now)) return tooEarly(firstDay);
  const sealed = seen.reduce((total, { sum }) => total + sum.sealed, 0);
  return sealed < SEALED_MIN_VISITS ? fewVisits(sealed) : null;
}

function judge(sum: BindingSum, mode: BindSessions, isUnbound: boolean): JudgedSum {
  const unsealed = sum.unsealed + sum.unsealedAfterSealed;
  const unsealedShare = shareOf(unsealed, sum.sealed);
  const removedShare = shareOf(sum.removed, sum.sealed);
  const isOver = (share: number | null): share is number => share !== null && share > UNSEALED_MAX_SHARE;
  // Strict leaves such a cookie as it is.
  if (isUnbound) return { sum, unsealedShare, warning: null };
  if (isOver(unsealedShare)) return { sum, unsealedShare, warning: unsealedWarning(sum, mode, unsealedShare) };
  const isRemoved = mode === "strict" && isOver(removedShare);
  return { sum, unsealedShare, warning: isRemoved ? removedWarning(removedShare) : null };
}

const shareOf = (part: number, sealed: number): number | null => (part + sealed === 0 ? null : part / (part + sealed));

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;
const LIMIT = percent(UNSEALED_MAX_SHARE);

function unsealedWarning(sum: BindingSum, mode: BindSessions, share: number): BindingWarning {
  const isPassedOn = sum.unsealedAfterSealed > sum.unsealed;
  return {
    code: "unsealed",
    detail: `${percent(share)} of its visits came without a seal, more than ${LIMIT}: with strict their cookie does not pass, and they have to log in again.`,
    fix: isPassedOn ? FIND_THE_PROGRAM : UNSEALED_FIXES[mode],
  };
}

const FIND_THE_PROGRAM =
  "Most had a seal before, so a client keeps this cookie without the seal beside it. Many such visits all day: a program copies the cookie by hand; have it keep all cookies, or log in by itself. A few after each logout: a cookie jar lost the seal there (curl 7.88 does), and there is nothing to do, since that session has ended. Write name:unbound only for a program that cannot be changed: it takes this cookie out of strict for everybody (docs/bound-cookies.md).";

const UNSEALED_FIXES: Readonly<Record<BindSessions, string>> = {
  off: "Set BIND_SESSIONS to enroll: no seals are made while it is off.",
  enroll: "Wait: each cookie gets its seal with the next answer that proves it.",
  strict: "They came before strict was set. Nothing, unless people complain: then set enroll for some time.",
};

const removedWarning = (share: number): BindingWarning => ({
  code: "removed",
  detail: `${percent(share)} of its visits came without a seal, more than ${LIMIT}, and the cookie was taken off.`,
  fix: "Nothing, if these are old cookies or scans: anybody can send such a cookie. A program of your own has to keep the seal beside its cookie.",
});

const SEALS_OFF: BindingWarning = {
  code: "seals_off",
  detail: "BIND_SESSIONS is off: no seals are made, and strict would log everybody out once.",
  fix: "Set BIND_SESSIONS to enroll, and look again after 7 days.",
};

const NO_VISITS: BindingWarning = {
  code: "no_visits",
  detail: `No visit with a session cookie was counted in the last ${BINDING_DAYS} days.`,
  fix: "See that SESSION_COOKIES names the product's cookies, and that its hosts are behind Gatehouse.",
};

const dateOf = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

const tooEarly = (firstDay: number): BindingWarning => ({
  code: "too_early",
  detail: `Visits are counted since ${dateOf(firstDay)}, for less than ${BINDING_DAYS} days: people who come once a week are not among them.`,
  fix: `Look again on ${dateOf(firstDay + BINDING_DAYS - 1)} (UTC), when ${BINDING_DAYS} days are counted.`,
});

const fewVisits = (sealed: number): BindingWarning => ({
  code: "few_visits",
  detail: `${sealed} ${sealed === 1 ? "visit" : "visits"} with a seal in the last ${BINDING_DAYS} days: too few to say anything of ${LIMIT}.`,
  fix: `Look again when there are ${SEALED_MIN_VISITS}.`,
});

function summary(code: "unsealed" | "removed", count: number): readonly BindingWarning[] {
  if (count === 0) return [];
  const which = count === 1 ? "One cookie on one host is" : `${count} pairs of cookie and host are`;
  const detail = `${which} above ${LIMIT}: see the items with a warning.`;
  return [{ code, detail, fix: "Each item's own warning says what helps." }];
}
