import { eventOf, type Outcome } from "../accounts/change.ts";
import { parseEntry } from "../address/entry.ts";
import { type AddressRange, formatRange } from "../address/range.ts";
import { type Actor, actorName } from "../admin/access/auth.ts";
import type { AdminDeps } from "../admin/deps.ts";
import { invalidRequest, type Problem, problem } from "../admin/http/problem.ts";
import { formatTimeOrNull } from "../admin/http/schemas.ts";
import { MAX_ENTRIES, tooManyEntries } from "../admin/resources/allowlist/entries-body.ts";
import { err, ok, type Result } from "../result.ts";
import type { Account } from "../storage/accounts.ts";
import type { Denial } from "../storage/denials.ts";
import type { Entry } from "../storage/entries.ts";
import { alreadyListed, auditText } from "./add-entries.ts";
import { isLive } from "./lockout.ts";

/** What an address that was turned away shall get. */
export interface Admission {
  readonly value: string;
  readonly range: AddressRange;
  /** undefined: not given; an entry that there is keeps its own. */
  readonly label: string | null | undefined;
  /** Unix milliseconds; null: for good. */
  readonly expiresAt: number | null;
}

/** What to list for a denial: its address, or the network of this prefix length that it is in. */
export function readAdmission(
  denial: Denial,
  { label, expiresAt, prefix }: Pick<Admission, "label" | "expiresAt"> & { readonly prefix: number | undefined },
): Result<Admission, Problem<"denial_without_address" | "invalid_request">> {
  if (denial.address === null) {
    const detail = "These visits came from more addresses than are kept one by one.";
    return err(problem("denial_without_address", detail));
  }
  const isIpv6 = denial.address.includes(":");
  if (prefix !== undefined && !isIpv6) {
    const detail = `${denial.address} is an IPv4 address: it is listed by itself.`;
    return err(invalidRequest([{ pointer: "/prefix", code: "ipv6_only", detail, fix: "Leave prefix out." }]));
  }
  const parsed = parseEntry(prefix === undefined ? denial.address : `${denial.address}/${prefix}`);
  if (!parsed.ok) throw new Error(`a denied address is no entry: ${parsed.error.code}`);
  const { range } = parsed.value;
  const network = formatRange(range);
  const value = prefix === undefined || !("cidr" in network) ? denial.address : network.cidr;
  return ok({ value, range, label, expiresAt });
}

export interface Admitted {
  readonly entry: Entry;
  /** False: the entry was there, and matched nothing any more. */
  readonly isNew: boolean;
}

/**
 * One attempt to let an address in: by a new entry, or by the entry that there is, if it is disabled or expired. It only
 * ever lets somebody in, so no lockout is judged.
 */
export async function admitAddress(
  deps: AdminDeps,
  actor: Actor,
  account: Account,
  denial: Denial,
  { value, range, label, expiresAt }: Admission,
): Promise<Outcome<Admitted> | Problem<"already_listed" | "too_many_entries">> {
  const now = deps.now();
  const listed = await deps.entries.findByRange(account.id, range);
  if (listed !== null && isLive(listed, now)) return alreadyListed(value, listed.id);

  const effect = { label: label === undefined ? (listed?.label ?? null) : label, enabled: true, expiresAt };
  const event = eventOf(deps, actor, "denial.allowed", {
    denial: denial.id,
    range: auditText({ range }),
    label: effect.label,
    expires_at: formatTimeOrNull(expiresAt),
    entry: listed === null ? "added" : "renewed",
  });
  const change = { account, event, now };
  if (listed !== null) {
    const updated = await deps.entries.update(change, { id: listed.id, ...effect });
    if (!updated.ok) return { kind: updated.error };
    const entry = { ...listed, ...effect, updatedAt: now };
    return { kind: "changed", revision: updated.value.revision, value: { entry, isNew: false } };
  }

  const total = (await deps.entries.count(account.id)) + 1;
  if (total > MAX_ENTRIES) return tooManyEntries(total);
  const added = await deps.entries.add(change, [{ value, range, ...effect }]);
  if (!added.ok) return { kind: added.error };
  const [id] = added.value.added;
  if (id === undefined) throw new Error("an added entry has no id");
  const made = { account: account.id, createdAt: now, createdBy: actorName(actor), updatedAt: now };
  const entry = { id, value, range, ...effect, ...made };
  return { kind: "changed", revision: added.value.revision, value: { entry, isNew: true } };
}
