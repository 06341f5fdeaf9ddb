import { parseAddress } from "../address/entry/parse-address.ts";
import { isWorkerAddress } from "../allowlist/caller-address.ts";
import { decide } from "../policy/decide.ts";
import type { Visit } from "./page.ts";

/** Whether an address is on the list, in any mode; unknown: the list cannot be read at the moment. */
export type Trust = "listed" | "not_listed" | "unknown";

/**
 * Judges the addresses of a page as the gate judges visits to the dashboard, by the published list: in isolate memory or
 * KV, so without a query, however many addresses a page shows.
 */
export async function readTrust(visit: Pick<Visit, "deps" | "account">): Promise<(address: string | null) => Trust> {
  const { deps, account } = visit;
  const found = await deps.snapshotOf(account.id);
  const snapshot = found.ok ? found.value : null;
  const nowSeconds = Math.floor(deps.now() / 1000);
  return (text) => {
    const address = text === null || snapshot === null ? null : parseAddress(text);
    if (address === null || !address.ok || snapshot === null) return "unknown";
    const workerRequest = isWorkerAddress(address.value, deps.config);
    const { decision } = decide({ address: address.value, surface: "dashboard", workerRequest }, snapshot, nowSeconds);
    return decision === "allow" ? "listed" : "not_listed";
  };
}
