import { type Address, formatAddress } from "../address/address.ts";
import type { Config } from "../config.ts";

/** Every request that another zone's Worker makes comes from this address (Cloudflare's documentation of CF-Connecting-IP). */
const WORKERS_ADDRESS = "2a06:98c0:3600::103";

/** Would a visit from this address be another zone's Worker, and the operator did not opt in to those? */
export const isWorkerAddress = (address: Address, { workerRequests }: Pick<Config, "workerRequests">): boolean =>
  workerRequests === "deny" && formatAddress(address) === WORKERS_ADDRESS;
