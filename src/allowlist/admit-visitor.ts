import { type Actor, actorName } from "../accounts/actor.ts";
import {
  type Changed,
  type ChangeRefusal,
  type ChangeTarget,
  changeAccount,
  eventOf,
  type Outcome,
  type RevisionCondition,
  refused,
  toOutcome,
} from "../accounts/change.ts";
import { parseEntry } from "../address/entry/entry.ts";
import { type AddressRange, formatRange } from "../address/range.ts";
import { err, ok, type Result } from "../result.ts";
import type { Account } from "../storage/accounts/accounts.ts";
import type { Entry } from "../storage/entries/entry-records.ts";
import type { Denial } from "../storage/visits/denials.ts";
import { formatTimeOrNull } from "../time.ts";
import { rangeLabel } from "./audit-texts.ts";
import type { EntryChanged } from "./change-entry.ts";
import { coveringLive, effectAmong, useOf } from "./coverage.ts";
import type { AllowlistDeps } from "./deps.ts";
import { findEverythingWith } from "./list-faults.ts";
import { endsAfterAddition, type Guarded, isLive } from "./lockout.ts";
import { MAX_ENTRIES } from "./reading/proposed-entries.ts";
import type { RefusalOf } from "./refusal.ts";
import { warnTemporary } from "./still-allowed.ts";

/** How a visitor who was denied is to be admitted. */
export interface Admission {
  /** undefined: not given; an entry that is already there keeps its own. */
  readonly label: string | null | undefined;
  /** Unix milliseconds; null: without an end. */
  readonly expiresAt: number | null;
  /** For IPv6: the network of this prefix length; undefined: the address alone. */
  readonly prefix: number | undefined;
}

export interface Admitted extends EntryChanged {
  /** False: the entry was already there, and was disabled or expired. */
  readonly isNew: boolean;
}

type ListingRefusal = RefusalOf<"already_listed" | "too_many_entries" | "invalid_entries">;
type DenialRefusal = RefusalOf<"denial_not_found" | "denial_without_address" | "prefix_of_ipv4">;

/**
 * Puts the address of a denial on the list, by a new entry, or by the entry of this range that is already there if it is
 * disabled or expired. That takes no access away, so no lockout is judged.
 */
export async function admitVisitor(
  deps: AllowlistDeps,
  actor: Actor,
  target: ChangeTarget & { readonly denial: string },
  admission: Admission,
  guarded: Guarded,
): Promise<Result<Changed<Admitted>, ListingRefusal | DenialRefusal | ChangeRefusal>> {
  const denial = await deps.denials.get(target.account, target.denial);
  if (denial === null) return err({ code: "denial_not_found" });
  const wanted = rangeOf(denial, admission.prefix);
  if (!wanted.ok) return wanted;
  return changeAccount<Admitted, ListingRefusal>(deps, target, (account, atRevision) =>
    admit(deps, actor, { account, atRevision }, { ...admission, ...wanted.value, denial: denial.id }, guarded),
  );
}

const TOO_MANY = { code: "too_many_entries", count: MAX_ENTRIES + 1 } as const;

interface WrittenRange {
  readonly value: string;
  readonly range: AddressRange;
}

/** The address of a denial, or the network of this prefix length that it is in. */
function rangeOf({ address }: Denial, prefix: number | undefined): Result<WrittenRange, DenialRefusal> {
  if (address === null) return err({ code: "denial_without_address" });
  if (prefix !== undefined && !address.includes(":")) return err({ code: "prefix_of_ipv4", address });
  const parsed = parseEntry(prefix === undefined ? address : `${address}/${prefix}`);
  if (!parsed.ok) throw new Error(`a denied address is no entry: ${parsed.error.code}`);
  const { range } = parsed.value;
  const network = formatRange(range);
  return ok({ value: prefix === undefined || !("cidr" in network) ? address : network.cidr, range });
}

interface Wanted extends WrittenRange, Admission {
  /** The denial's id. */
  readonly denial: string;
}

async function admit(
  deps: AllowlistDeps,
  actor: Actor,
  { account, atRevision }: { readonly account: Account; readonly atRevision: RevisionCondition },
  { value, range, label, expiresAt, prefix, denial }: Wanted,
  guarded: Guarded,
): Promise<Outcome<Admitted, ListingRefusal>> {
  const now = deps.now();
  const listed = await deps.entries.findByRange(account.id, range);
  if (listed !== null && isLive(listed, now)) return refused({ code: "already_listed", value, id: listed.id });

  const effect = { label: label === undefined ? (listed?.label ?? null) : label, enabled: true, expiresAt };
  const event = eventOf(deps, actor, "denial.allowed", {
    denial,
    range: rangeLabel(range),
    label: effect.label,
    expires_at: formatTimeOrNull(expiresAt),
    entry: listed === null ? "added" : "renewed",
  });
  const proposed = { place: { pointer: "" }, value, range, ...effect };
  const { errors, restsOnList } = await findEverythingWith(deps.entries, { account: account.id }, [proposed], now);
  if (errors.length > 0) {
    const pointer = prefix === undefined ? "" : "/prefix";
    return refused({ code: "invalid_entries", errors: errors.map((error) => ({ ...error, pointer })) });
  }
  const change = { account, atRevision: restsOnList ? account.revision : atRevision, event, now };
  if (listed !== null) {
    const entry = { ...listed, ...effect, updatedAt: now };
    const admitted = { ...(await describe(deps, account, entry, guarded, now)), isNew: false };
    const basis = { entry: listed };
    return toOutcome(await deps.entries.update({ ...change, basis }, { id: listed.id, ...effect }), admitted);
  }

  const added = await deps.entries.add(change, [{ value, range, ...effect }]);
  if (!added.ok) return added.error === "overtaken" ? { kind: added.error } : refused(TOO_MANY);
  const [id] = added.value.added;
  if (id === undefined) throw new Error("an added entry has no id");
  const made = { account: account.id, createdAt: now, createdBy: actorName(actor), updatedAt: now };
  const entry = { id, value, range, ...effect, ...made };
  return toOutcome(added, { ...(await describe(deps, account, entry, guarded, now)), isNew: true });
}

/** What the entry does as it is afterwards. */
async function describe(
  deps: AllowlistDeps,
  account: Pick<Account, "id" | "policy">,
  entry: Entry,
  guarded: Guarded,
  now: number,
): Promise<EntryChanged> {
  const covering = await coveringLive(deps, entry);
  const accessEnds = await endsAfterAddition(deps, account, [entry], guarded, now);
  const effect = effectAmong(entry, covering, await useOf(deps, entry), now);
  return { entry, ...effect, warnings: warnTemporary(entry, covering), accessEnds };
}
