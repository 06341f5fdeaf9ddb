import type { Address } from "../../../address/address.ts";
import { readAddress } from "../../../address/read-address.ts";
import type { RangeSet } from "../../../address/set/range-set.ts";
import { isWorkerAddress } from "../../../allowlist/caller-address.ts";
import { compileEffects } from "../../../allowlist/review/states.ts";
import { wouldBlockApi } from "../../../policy/preview.ts";
import type { ApiAddress, ListOverview } from "../../../storage/entries/allowlist-overview.ts";
import { DAY_MS } from "../../../time.ts";
import type { ConsoleDeps } from "../../deps.ts";
import type { Visit } from "../../page.ts";
import { MAX_BOX_ENTRIES } from "./draft.ts";

/** Mobile apps and integrations that are logged in. */
export interface ApiDevices {
  readonly considered: number;
  /** From addresses that are not on the list. Null: the list could not be read to tell. */
  readonly untrusted: number | null;
}

/** Everything that the page of the list shows of the account. It takes two queries. */
export interface AllowlistData {
  readonly list: ListOverview;
  readonly api: ApiDevices;
}

const DAYS_BACK_MS = 30 * DAY_MS;

export async function loadAllowlist({ deps, account }: Pick<Visit, "deps" | "account">): Promise<AllowlistData> {
  const now = deps.now();
  const [list, addresses] = await Promise.all([
    deps.allowlistOverviews.list(account.id, now, MAX_BOX_ENTRIES),
    deps.allowlistOverviews.apiAddresses(account.id, now - DAYS_BACK_MS),
  ]);
  const ranges = addresses.length === 0 ? null : await rangesOf(list, account.id, deps);
  return { list, api: countApiDevices(addresses, ranges, deps) };
}

/** A short list was read and is compiled here. For a long one the published copy serves, which is already compiled. */
async function rangesOf(list: ListOverview, account: string, deps: ConsoleDeps): Promise<RangeSet | null> {
  if (list.entries !== null) return compileEffects(list.entries);
  const snapshot = await deps.snapshotOf(account);
  return snapshot.ok ? (snapshot.value?.ranges ?? null) : null;
}

function countApiDevices(
  addresses: readonly ApiAddress[],
  ranges: RangeSet | null,
  { config, now }: ConsoleDeps,
): ApiDevices {
  const seconds = Math.floor(now() / 1000);
  const isHit = (address: Address, rangesNow: RangeSet): boolean =>
    wouldBlockApi(
      { address, workerRequest: isWorkerAddress(address, config) },
      { ranges: rangesNow, ...ENFORCED },
      seconds,
    );
  let considered = 0;
  let untrusted = 0;
  for (const { address: text, sessions } of addresses) {
    considered += sessions;
    const address = readAddress(text);
    if (ranges !== null && address !== null && isHit(address, ranges)) untrusted += sessions;
  }
  return { considered, untrusted: ranges === null && considered > 0 ? null : untrusted };
}

const ENFORCED = { mode: "enforce", blockApiRequests: true } as const;
