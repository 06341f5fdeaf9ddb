import type { BindSessions } from "../../config/profile.ts";
import { BINDING_DAYS, type BindingSum, type BindingSums, firstDayOf } from "../../storage/binding-counts.ts";

/** In the order in which they are told. */
export const BINDING_WARNINGS = ["seals_off", "no_visits", "too_early", "unsealed", "removed"] as const;

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

/** Pure. `sums` begin with the largest share without a seal, so that a list that was cut keeps what warns. */
export function adviseOnBinding({ mode, unbound, now, sums, firstDay }: BindingFacts): BindingAdvice {
  const items = sums.map((sum) => judge(sum, mode, unbound.includes(sum.name)));
  const count = (code: BindingWarning["code"]) => items.filter(({ warning }) => warning?.code === code).length;
  const isSeen = items.some(({ sum, unsealedShare }) => unsealedShare !== null && !unbound.includes(sum.name));
  const isEarly = firstDay === null || firstDay > firstDayOf(now);
  // With strict there is nothing to wait for any more.
  const isUnproven = mode !== "strict" && (!isSeen || isEarly);
  const warnings = [
    ...(mode === "off" ? [SEALS_OFF] : []),
    ...(isUnproven ? [isSeen ? TOO_EARLY : NO_VISITS] : []),
    ...summary("unsealed", count("unsealed")),
    ...summary("removed", count("removed")),
  ];
  return { items, warnings, isStrictSafe: mode !== "off" && !isUnproven && count("unsealed") === 0 };
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
  "Most had a seal before: a program copies this one cookie and leaves the seal beside it. Have it keep all cookies, or log in by itself; or write name:unbound in SESSION_COOKIES.";

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

const TOO_EARLY: BindingWarning = {
  code: "too_early",
  detail: `Visits are counted for less than ${BINDING_DAYS} days: people who come once a week are not among them.`,
  fix: `Look again when ${BINDING_DAYS} days are counted.`,
};

function summary(code: "unsealed" | "removed", count: number): readonly BindingWarning[] {
  if (count === 0) return [];
  const which = count === 1 ? "One cookie on one host is" : `${count} pairs of cookie and host are`;
  const detail = `${which} above ${LIMIT}: see the items with a warning.`;
  return [{ code, detail, fix: "Each item's own warning says what helps." }];
}
