import { type Actor, actorName } from "../accounts/actor.ts";
import {
  type ChangeRefusal,
  type ChangeTarget,
  changeAccount,
  eventOf,
  type Outcome,
  type ProvisionalOpen,
  type RulesChanged,
  refused,
  toOutcome,
} from "../accounts/change.ts";
import { parseEntry } from "../address/entry/entry.ts";
import { type AddressRange, formatRange } from "../address/range.ts";
import { err, ok, type Result } from "../result.ts";
import type { ChangeContext } from "../storage/d1/change.ts";
import type { Entry } from "../storage/entries/entry-records.ts";
import type { Denial } from "../storage/visits/denials.ts";
import { formatTimeOrNull } from "../time.ts";
import { rangeLabel } from "./audit-texts.ts";
import type { AllowlistDeps } from "./deps.ts";
import { isLive } from "./lockout.ts";
import { MAX_ENTRIES } from "./reading/proposed-entries.ts";
import type { RefusalOf } from "./refusal.ts";

/** How a visitor who was denied is to be admitted. */
export interface Admission {
  /** undefined: not given; an entry that is already there keeps its own. */
  readonly label: string | null | undefined;
  /** Unix milliseconds; null: without an end. */
  readonly expiresAt: number | null;
  /** For IPv6: the network of this prefix length; undefined: the address alone. */
  readonly prefix: number | undefined;
}

export interface Admitted {
  readonly entry: Entry;
  /** False: the entry was already there, and was disabled or expired. */
  readonly isNew: boolean;
}

type ListingRefusal = RefusalOf<"already_listed" | "too_many_entries">;
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
): Promise<Result<RulesChanged<Admitted>, ListingRefusal | DenialRefusal | ChangeRefusal | ProvisionalOpen>> {
  const denial = await deps.denials.get(target.account, target.denial);
  if (denial === null) return err({ code: "denial_not_found" });
  const wanted = rangeOf(denial, admission.prefix);
  if (!wanted.ok) return wanted;
  const { label, expiresAt } = admission;
  return changeAccount<Admitted, ListingRefusal>(deps, target, (account, atRevision) =>
    admit(deps, actor, { account, atRevision }, { ...wanted.value, denial: denial.id, label, expiresAt }),
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

interface Wanted extends WrittenRange, Omit<Admission, "prefix"> {
  /** The denial's id. */
  readonly denial: string;
}

async function admit(
  deps: AllowlistDeps,
  actor: Actor,
  { account, atRevision }: Pick<ChangeContext, "account" | "atRevision">,
  { value, range, label, expiresAt, denial }: Wanted,
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
  const change = { account, atRevision, event, now };
  if (listed !== null) {
    const entry = { ...listed, ...effect, updatedAt: now };
    return toOutcome(await deps.entries.update({ ...change, basis: { entry: listed } }, { id: listed.id, ...effect }), {
      entry,
      isNew: false,
    });
  }

  const added = await deps.entries.add(change, [{ value, range, ...effect }]);
  if (!added.ok) return added.error === "overtaken" ? { kind: added.error } : refused(TOO_MANY);
  const [id] = added.value.added;
  if (id === undefined) throw new Error("an added entry has no id");
  const made = { account: account.id, createdAt: now, createdBy: actorName(actor), updatedAt: now };
  return toOutcome(added, { entry: { id, value, range, ...effect, ...made }, isNew: true });
}
