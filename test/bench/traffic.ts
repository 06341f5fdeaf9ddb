import { createRandom } from "./random.ts";

const DAY_MS = 86_400_000;

/**
 * Visits as people make them. A *sitting* is one person at work: pages over some twenty minutes, each with several
 * requests at once, all over one connection and so to one isolate. Accounts have different sizes (the k-th has about 1/k
 * of the largest's people).
 */
export interface TrafficModel {
  readonly visits: number;
  readonly visitsADay: number;
  readonly accounts: number;
  readonly people: number;
  readonly pagesASitting: number;
  readonly requestsAPage: number;
  readonly sittingMs: number;
  /** Of how many isolates each new sitting meets one. */
  readonly isolates: number;
  /** An isolate ends after this, and another takes its place. */
  readonly isolateMs: number;
  /** Sittings of strangers: every visit of theirs is turned away. */
  readonly deniedShare: number;
}

export interface Visit {
  /** Milliseconds from the beginning. */
  readonly at: number;
  readonly account: number;
  readonly person: number;
  readonly isolate: string;
  readonly isDenied: boolean;
}

/** The requests of a page come within this. */
const PAGE_MS = 2_000;

/**
 * Visits from the midst of such traffic, in the order of their time; the same each time. Sittings begin before the first
 * of them and end after the last.
 */
export function createTraffic(model: TrafficModel): readonly Visit[] {
  const random = createRandom(20_261_122);
  const share = () => random(2 ** 30) / 2 ** 30;
  const accountOf = chooseBySize(model.accounts);
  const lengthMs = (model.visits / model.visitsADay) * DAY_MS;
  const visitsASitting = model.pagesASitting * model.requestsAPage;
  const sittings = Math.round(((lengthMs + model.sittingMs) / DAY_MS) * (model.visitsADay / visitsASitting));
  const visits: Visit[] = [];
  for (let sitting = 0; sitting < sittings; sitting++) {
    const begin = share() * (lengthMs + model.sittingMs) - model.sittingMs;
    const account = accountOf(share());
    const person = random(Math.max(1, Math.round(model.people / model.accounts)));
    const isDenied = share() < model.deniedShare;
    const slot = random(model.isolates);
    for (let page = 0; page < model.pagesASitting; page++) {
      const pageAt = begin + share() * model.sittingMs;
      for (let request = 0; request < model.requestsAPage; request++) {
        const at = pageAt + (request === 0 ? 0 : share() * PAGE_MS);
        const isolate = `${slot}-${Math.floor(at / model.isolateMs)}`;
        if (at >= 0 && at < lengthMs) visits.push({ at, account, person, isolate, isDenied });
      }
    }
  }
  return visits.sort((a, b) => a.at - b.at);
}

function chooseBySize(accounts: number): (share: number) => number {
  const sizes = Array.from({ length: accounts }, (_, k) => 1 / (k + 1));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return (share) => {
    let left = share * total;
    const chosen = sizes.findIndex((size) => {
      left -= size;
      return left < 0;
    });
    return chosen === -1 ? accounts - 1 : chosen;
  };
}
