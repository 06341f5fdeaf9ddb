import type { Address } from "../../address/address.ts";
import type { FieldError } from "../../input/validation.ts";
import type { Policy } from "../../policy/policy.ts";
import type { Account } from "../../storage/accounts/accounts.ts";
import { type ListedRange, rangeOfText } from "../../storage/entries/entry-records.ts";
import type { Session } from "../../storage/sessions/session-records.ts";
import type { Denial } from "../../storage/visits/denials.ts";
import { rangeLabel } from "../audit-texts.ts";
import type { Settled } from "../change/replace-list.ts";
import type { AllowlistDeps } from "../deps.ts";
import type { Guarded } from "../lockout.ts";
import type { PlacedWarning } from "../reading/proposed-entries.ts";
import type { JudgementRefusal } from "../refusal.ts";
import { compileStates, type Proposal, type States } from "./states.ts";
import {
  type DenialSum,
  REVIEW_ITEMS,
  type ReviewedAddress,
  reviewAddress,
  reviewSince,
  tallyDenials,
  tallySessions,
} from "./tallies.ts";

/** How many there are, and the first `REVIEW_ITEMS` of them. */
export interface Listed<T> {
  readonly count: number;
  readonly items: readonly T[];
}

export interface ReviewedEntry extends Settled {
  /** In canonical form. */
  readonly range: string;
}

export interface ReviewedUpdate {
  /** In canonical form. */
  readonly range: string;
  readonly before: Settled;
  readonly after: Settled;
}

/** What a change of policy or list would do, and to which visitors. */
export interface ChangeReview {
  /** The account's revision that was judged. To save exactly what was reviewed, name it as the condition. */
  readonly revision: number;
  /** As it would be. */
  readonly policy: Policy;
  readonly list: {
    /** Entries afterwards. */
    readonly total: number;
    readonly added: Listed<ReviewedEntry>;
    readonly removed: Listed<ReviewedEntry>;
    /** Entries that would stay with another label, state or expiry. */
    readonly updated: Listed<ReviewedUpdate>;
    readonly warnings: Listed<PlacedWarning>;
  };
  /** What the list asks for and cannot be: it would be refused. */
  readonly errors: readonly FieldError[];
  /** Why saving it would be refused; `lockout_risk` can be acknowledged. Null: it would not. */
  readonly refusal: JudgementRefusal | null;
  /** The caller's own address; null: it is not known. */
  readonly caller: ReviewedAddress | null;
  /** The address of the person for whom the caller asks; null: none was given. */
  readonly asAddress: ReviewedAddress | null;
  /** Active sessions that were seen in the last 30 days, the one last seen first. */
  readonly sessions: {
    readonly considered: number;
    readonly turnedAway: Listed<Session>;
    readonly letIn: Listed<Session>;
  };
  /** Visitors who were denied in the last 30 days; each address, surface and device once, with all its visits. */
  readonly denials: {
    readonly considered: number;
    /** Visits that were counted without their addresses, and so cannot be judged. */
    readonly withoutAddress: number;
    readonly turnedAway: Listed<Denial>;
    readonly letIn: Listed<Denial>;
  };
  /** Sessions without a session cookie, and how many of them have an address that would not be on the list. */
  readonly apiSessions: { readonly considered: number; readonly untrusted: number };
}

export interface ReviewFor {
  /** The addresses that the change must not lock out. */
  readonly guarded: Guarded;
  readonly asAddress: Address | null;
}

/**
 * Reviews a change before it is saved: the difference that it makes to the list, what would refuse it, and which of the
 * visitors of the last 30 days it would turn away or let in. Writes nothing.
 */
export async function reviewChange(
  deps: AllowlistDeps,
  account: Account,
  proposal: Proposal,
  { guarded, asAddress }: ReviewFor,
): Promise<ChangeReview> {
  const { recentVisitors } = deps;
  const now = deps.now();
  const listed = await deps.entries.allRanges(account.id);
  const states = compileStates(account, listed, proposal, guarded, now);
  const since = reviewSince(now);
  const sessions = await tallySessions(recentVisitors.sessions(account.id, since), states, deps);
  const denials = await tallyDenials(recentVisitors.denials(account.id, since), states, deps);

  const readSessions = async (change: "turned_away" | "let_in"): Promise<Listed<Session>> => {
    const tally = sessions.ids[change];
    return { count: tally.count, items: await recentVisitors.sessionsById(account.id, tally.newest()) };
  };
  const readDenials = async (change: "turned_away" | "let_in"): Promise<Listed<Denial>> => {
    const sums = denials.sums[change].newest();
    const ids = sums.map(({ id }) => id);
    return { count: denials.sums[change].count, items: addUp(sums, await recentVisitors.denialsById(account.id, ids)) };
  };
  const reviewed = (address: Address | null) => (address === null ? null : reviewAddress(address, states, deps));
  return {
    revision: account.revision,
    policy: proposal.policy,
    list: reviewList(states, proposal),
    errors: states.replacement?.errors ?? [],
    refusal: states.refusal,
    caller: reviewed(deps.address),
    asAddress: reviewed(asAddress),
    sessions: {
      considered: sessions.considered,
      turnedAway: await readSessions("turned_away"),
      letIn: await readSessions("let_in"),
    },
    denials: {
      considered: denials.considered,
      withoutAddress: denials.withoutAddress,
      turnedAway: await readDenials("turned_away"),
      letIn: await readDenials("let_in"),
    },
    apiSessions: { considered: sessions.api, untrusted: sessions.apiUntrusted },
  };
}

function reviewList({ replacement, total }: States, { list }: Proposal): ChangeReview["list"] {
  const { add = [], update = [] } = replacement?.diff ?? {};
  const warnings = [...(list?.warnings ?? []), ...(replacement?.warnings() ?? [])];
  return {
    total,
    added: firstOf(add, ({ range, ...entry }) => ({ range: rangeLabel(range), ...settledOf(entry) })),
    removed: firstOf(replacement?.removed ?? [], (old) => ({ range: labelOf(old), ...settledOf(old) })),
    updated: firstOf(replacement?.updated ?? [], (old, i) => ({
      range: labelOf(old),
      before: settledOf(old),
      after: settledOf(update[i] ?? old),
    })),
    warnings: firstOf(warnings, (warning) => warning),
  };
}

const firstOf = <T, V>(all: readonly T[], view: (item: T, index: number) => V): Listed<V> => ({
  count: all.length,
  items: all.slice(0, REVIEW_ITEMS).map(view),
});

const labelOf = ({ key }: ListedRange): string => rangeLabel(rangeOfText(key));

const settledOf = ({ label, enabled, expiresAt }: Settled): Settled => ({ label, enabled, expiresAt });

/** The newest row of each sum, with the visits of all its days. A row that is removed meanwhile is left out. */
function addUp(sums: readonly DenialSum[], rows: readonly Denial[]): readonly Denial[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return sums.flatMap(({ id, visits, firstAt, lastAt }) => {
    const row = byId.get(id);
    return row === undefined ? [] : [{ ...row, visits, firstAt, lastAt }];
  });
}
