import { type Address, formatAddress } from "../../address/address.ts";
import { readAddress } from "../../address/read-address.ts";
import type { VisitFacts } from "../../policy/decide.ts";
import {
  type Change,
  type Comparison,
  compareRules,
  createTally,
  type Tally,
  wouldBlockApi,
} from "../../policy/preview.ts";
import type { RecentDenial, RecentVisitors } from "../../storage/visits/recent-visitors.ts";
import { DAY_MS, toSeconds } from "../../time.ts";
import { isWorkerAddress } from "../caller-address.ts";
import type { AllowlistDeps } from "../deps.ts";
import { type AccessEnd, endOfAccess } from "../lockout.ts";
import type { States } from "./states.ts";

/** How far back a review looks. */
export const REVIEW_DAYS = 30;
/** So many of each kind are shown, the newest. */
export const REVIEW_ITEMS = 100;

type Tallies<T> = Readonly<Record<Exclude<Change, "none">, Tally<T>>>;

const createTallies = <T>(): Tallies<T> => ({
  turned_away: createTally<T>(REVIEW_ITEMS),
  let_in: createTally<T>(REVIEW_ITEMS),
});

export interface SessionTallies {
  readonly considered: number;
  readonly ids: Tallies<string>;
  /** Sessions of kind `api`, and how many of them have an address that is not on the list as it would be. */
  readonly api: number;
  readonly apiUntrusted: number;
}

type Deps = Pick<AllowlistDeps, "config" | "now">;

/** Judges every active session by its last address. Only one page of them is in memory at a time. */
export async function tallySessions(
  pages: ReturnType<RecentVisitors["sessions"]>,
  { before, after }: States,
  deps: Deps,
): Promise<SessionTallies> {
  const now = toSeconds(deps.now());
  const ids = createTallies<string>();
  let considered = 0;
  let api = 0;
  let apiUntrusted = 0;
  for await (const sessions of pages) {
    for (const { id, kind, address, lastSeenAt } of sessions) {
      const from = factsOf(address, deps);
      considered += 1;
      const visit = { ...from, surface: kind === "web" ? "dashboard" : "api" } as const;
      const { change } = compareRules(visit, before, after, now);
      if (change !== "none") ids[change].add(id, lastSeenAt);
      if (kind !== "api") continue;
      api += 1;
      if (wouldBlockApi(from, after, now)) apiUntrusted += 1;
    }
  }
  return { considered, ids, api, apiUntrusted };
}

/** Turned-away visits of one address, surface and device, on all days together. */
export interface DenialSum {
  /** The newest row's. */
  readonly id: string;
  readonly visits: number;
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface DenialTallies {
  readonly considered: number;
  /** Visits that are counted without their addresses, and so cannot be judged. */
  readonly withoutAddress: number;
  readonly sums: Tallies<DenialSum>;
}

/** Judges every visitor who was denied. Rows are bounded for each day, so they fit in memory. */
export async function tallyDenials(
  pages: ReturnType<RecentVisitors["denials"]>,
  { before, after }: States,
  deps: Deps,
): Promise<DenialTallies> {
  const now = toSeconds(deps.now());
  const visitors = new Map<string, RecentDenial>();
  let withoutAddress = 0;
  for await (const denials of pages) {
    for (const denial of denials) {
      const { address, surface, device } = denial;
      if (address === null) {
        withoutAddress += denial.visits;
        continue;
      }
      const key = `${address} ${surface} ${device}`;
      const known = visitors.get(key);
      visitors.set(key, known === undefined ? denial : addUp(known, denial));
    }
  }

  const sums = createTallies<DenialSum>();
  for (const { id, address, surface, reason, visits, firstAt, lastAt } of visitors.values()) {
    const from = factsOf(address ?? "", deps);
    const visit = { ...from, surface, workerRequest: reason === "worker_request" };
    const { change } = compareRules(visit, before, after, now);
    if (change !== "none") sums[change].add({ id, visits, firstAt, lastAt }, lastAt);
  }
  return { considered: visitors.size, withoutAddress, sums };
}

const addUp = (a: RecentDenial, b: RecentDenial): RecentDenial => ({
  ...(a.lastAt <= b.lastAt ? b : a),
  visits: a.visits + b.visits,
  firstAt: Math.min(a.firstAt, b.firstAt),
});

/** An address on record, as the gate would see a visit from it. */
function factsOf(text: string, { config }: Deps): Omit<VisitFacts, "surface"> {
  const address = readAddress(text);
  if (address === null) throw new Error("an address on record is none");
  return { address, workerRequest: isWorkerAddress(address, config) };
}

/** From when on a visit counts: the beginning of a day (UTC). */
export const reviewSince = (nowMs: number): number => (Math.floor(nowMs / DAY_MS) - REVIEW_DAYS) * DAY_MS;

/** A visit to the dashboard from one address, before and after the change. */
export interface ReviewedAddress extends Comparison {
  /** Canonical form. */
  readonly address: string;
  /** When it is refused afterwards, at once or as an entry ends; null: never. */
  readonly end: AccessEnd | null;
}

export function reviewAddress(
  address: Address,
  { before, after, entriesAfter }: States,
  { config, now }: Deps,
): ReviewedAddress {
  const facts = { address, surface: "dashboard", workerRequest: isWorkerAddress(address, config) } as const;
  const comparison = compareRules(facts, before, after, toSeconds(now()));
  return { address: formatAddress(address), ...comparison, end: endOfAccess(after, entriesAfter(), address, now()) };
}
