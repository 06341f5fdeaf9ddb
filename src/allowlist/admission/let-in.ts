import { type Actor, actorName } from "../../accounts/actor.ts";
import {
  eventOf,
  type Outcome,
  type RevisionCondition,
  refused,
  toOutcome,
  type UnkeptAnswer,
  unkeptAnswer,
} from "../../accounts/change.ts";
import { parseEntry } from "../../address/entry/entry.ts";
import { type AddressRange, formatRange } from "../../address/range.ts";
import { err, ok, type Result } from "../../result.ts";
import type { Account } from "../../storage/accounts/accounts.ts";
import type { AuditDetail } from "../../storage/d1/audit.ts";
import type { KeptAnswer } from "../../storage/d1/kept-answers.ts";
import type { Entry } from "../../storage/entries/entry-records.ts";
import { formatTimeOrNull } from "../../time.ts";
import { rangeLabel } from "../audit-texts.ts";
import type { EntryChanged } from "../change/change-entry.ts";
import { findEverythingWith } from "../change/list-faults.ts";
import { coveringLive, effectAmong, useOf } from "../coverage.ts";
import type { AllowlistDeps } from "../deps.ts";
import { endsAfterAddition, type Guarded, isLive } from "../lockout.ts";
import { MAX_ENTRIES } from "../reading/proposed-entries.ts";
import type { RefusalOf } from "../refusal.ts";
import { warnTemporary } from "../still-allowed.ts";

/** How a visitor who was refused is to be admitted. */
export interface Admission {
  /** undefined: not given; an entry that is already there keeps its own. */
  readonly label: string | null | undefined;
  /** Unix milliseconds; null: without an end. */
  readonly expiresAt: number | null;
  /** The network of this prefix length; undefined: the address alone. */
  readonly prefix: number | undefined;
}

export interface Admitted extends EntryChanged {
  /** `renewed`: the entry was there, disabled or expired. `listed`: it was there and live, and stays as it is. */
  readonly status: "added" | "renewed" | "listed";
  /** When it was decided, in Unix milliseconds. */
  readonly at: number;
}

export type LetInRefusal = RefusalOf<"already_listed" | "too_many_entries" | "invalid_entries"> | UnkeptAnswer;

/** The widest networks that a visitor can be let in with: what one office or one provider's customer has. */
export const WIDEST_PREFIX = { 4: 24, 6: 48 } as const;
export const LONGEST_PREFIX = { 4: 32, 6: 128 } as const;

interface WrittenRange {
  readonly value: string;
  readonly range: AddressRange;
}

/** An address in canonical form, or the network of this prefix length that it is in. */
export function rangeAround(
  address: string,
  prefix: number | undefined,
): Result<WrittenRange, RefusalOf<"prefix_out_of_bounds">> {
  const family = address.includes(":") ? 6 : 4;
  if (prefix !== undefined && (prefix < WIDEST_PREFIX[family] || prefix > LONGEST_PREFIX[family])) {
    return err({ code: "prefix_out_of_bounds", address, from: WIDEST_PREFIX[family], to: LONGEST_PREFIX[family] });
  }
  const parsed = parseEntry(prefix === undefined ? address : `${address}/${prefix}`);
  if (!parsed.ok) throw new Error(`a refused address is no entry: ${parsed.error.code}`);
  const { range } = parsed.value;
  const network = formatRange(range);
  return ok({ value: prefix === undefined || !("cidr" in network) ? address : network.cidr, range });
}

/** Whom to let in, and what is written beside the entry. */
export interface LetIn extends WrittenRange, Admission {
  /** The addresses to warn of when their access ends later on. */
  readonly guarded: Guarded;
  /** Of a new entry, when no label is given. */
  readonly defaultLabel: string | null;
  readonly action: "denial.allowed" | "access_request.approved";
  readonly detail: AuditDetail;
  /** The access request that is approved with it; then an entry that is live already will do. */
  readonly request?: string | undefined;
  /** What is kept in the same batch for repetitions of the call. */
  readonly answerOf?: ((admitted: Admitted) => Promise<KeptAnswer>) | undefined;
}

/**
 * One attempt to put a range on the list: by a new entry, or by the one of this range that is already there if it is
 * disabled or expired. That takes no access away, so no lockout is judged.
 */
export async function letIn(
  deps: AllowlistDeps,
  actor: Actor,
  { account, atRevision }: { readonly account: Account; readonly atRevision: RevisionCondition },
  way: LetIn,
): Promise<Outcome<Admitted, LetInRefusal>> {
  const now = deps.now();
  const { value, range, prefix, label, defaultLabel, expiresAt, guarded, action, detail, request, answerOf } = way;
  const listed = await deps.entries.findByRange(account.id, range);
  const isListed = listed !== null && isLive(listed, now);
  if (isListed && request === undefined) return refused({ code: "already_listed", value, id: listed.id });

  const ids = deps.entries.newIds(now);
  const given = { label: label === undefined ? (listed?.label ?? defaultLabel) : label, enabled: true, expiresAt };
  const made = { account: account.id, createdAt: now, createdBy: actorName(actor), updatedAt: now };
  const entry = isListed
    ? listed
    : { ...(listed ?? { id: ids.at(0), value, range, ...made }), ...given, updatedAt: now };
  const status = isListed ? "listed" : listed === null ? "added" : "renewed";
  const proposed = { place: { pointer: "" }, value, range, ...given };
  const { errors, restsOnList } = await findEverythingWith(deps.entries, { account: account.id }, [proposed], now);
  if (errors.length > 0) {
    const pointer = prefix === undefined ? "" : "/prefix";
    return refused({ code: "invalid_entries", errors: errors.map((error) => ({ ...error, pointer })) });
  }
  const admitted: Admitted = { status, at: now, ...(await describe(deps, account, entry, isListed, guarded, now)) };
  const event = eventOf(deps, actor, action, {
    ...detail,
    range: rangeLabel(range),
    label: entry.label,
    expires_at: formatTimeOrNull(entry.expiresAt),
    entry: status,
    entry_id: entry.id,
  });
  const result = await deps.entries.add(
    {
      account,
      atRevision: restsOnList ? account.revision : atRevision,
      basis: listed === null ? {} : { entry: listed },
      event,
      now,
      answer: await answerOf?.(admitted),
      settles: request === undefined ? undefined : { id: request, by: actorName(actor), entry: entry.id },
    },
    status === "added" ? [{ value, range, ...given }] : [],
    ids,
    status === "renewed" ? [{ id: entry.id, ...given }] : [],
  );
  if (result.ok) return toOutcome(result, admitted);
  switch (result.error) {
    case "overtaken":
      return { kind: result.error };
    case "too_many_entries":
      return refused({ code: result.error, count: MAX_ENTRIES + 1 });
    default:
      return refused(unkeptAnswer(result.error));
  }
}

/** What the entry does as it is afterwards. */
async function describe(
  deps: AllowlistDeps,
  account: Pick<Account, "id" | "policy">,
  entry: Entry,
  isListed: boolean,
  guarded: Guarded,
  now: number,
): Promise<EntryChanged> {
  const covering = await coveringLive(deps, entry);
  const effect = effectAmong(entry, covering, await useOf(deps, entry), now);
  const accessEnds = await endsAfterAddition(deps, account, [entry], guarded, now);
  return { entry, ...effect, warnings: isListed ? [] : warnTemporary(entry, covering), accessEnds };
}
