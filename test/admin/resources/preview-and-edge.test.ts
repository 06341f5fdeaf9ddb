import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import { decide } from "../../../src/policy/decide.ts";
import type { Mode } from "../../../src/policy/policy.ts";
import { decodeSnapshot, snapshotAt } from "../../../src/policy/snapshot.ts";
import { createPublisher, type Publisher } from "../../../src/storage/publish/publisher.ts";
import type { Stores } from "../../../src/wiring.ts";
import { type Seeded, seeded } from "../../support/seeded.ts";
import { address, sha256 } from "../../support/storage.ts";
import { type Answer, type CallOptions, call as callOnce, makeAccount, makeDeps, NOW } from "../api.ts";

/** A call, with what it leaves for after its answer. */
async function call(method: string, path: string, options: CallOptions): Promise<Answer> {
  const later: Promise<unknown>[] = [];
  const waitUntil = (work: Promise<unknown>) => void later.push(work);
  const answer = await callOnce(method, path, { ...options, deps: { ...options.deps, waitUntil } });
  await Promise.all(later);
  return answer;
}

/*
 * For any sequence of changes, provisional changes, confirmations, undoings, restores and moments that pass: what the preview says of
 * an address is what the edge then does, by the copy that was published and the clock alone; and both are what a reader of
 * the history would say (the model here, which knows nothing of snapshots, SQL or settling).
 */

const PROBES = ["198.51.100.1", "203.0.113.9", "192.0.2.77", "2001:db8::5"] as const;
const ENTRIES = ["198.51.100.0/24", "203.0.113.9", "192.0.2.64/26", "2001:db8::/32", "10.0.0.0/8"] as const;
const MODES = ["off", "monitor", "enforce"] as const;
const COVERS: Readonly<Record<(typeof ENTRIES)[number], (typeof PROBES)[number] | null>> = {
  "198.51.100.0/24": "198.51.100.1",
  "203.0.113.9": "203.0.113.9",
  "192.0.2.64/26": "192.0.2.77",
  "2001:db8::/32": "2001:db8::5",
  "10.0.0.0/8": null,
};

interface Item {
  readonly value: (typeof ENTRIES)[number];
  readonly enabled: boolean;
  /** Unix milliseconds; null: never. */
  readonly endsAt: number | null;
}

interface State {
  readonly mode: Mode;
  readonly items: readonly Item[];
}

const isBlocked = ({ mode, items }: State, probe: string, now: number): boolean =>
  mode === "enforce" && !items.some((item) => COVERS[item.value] === probe && isLive(item, now));

const isLive = ({ enabled, endsAt }: Item, now: number): boolean => enabled && (endsAt === null || now < endsAt);

const isEmpty = ({ mode, items }: State, now: number): boolean =>
  mode === "enforce" && !items.some((item) => isLive(item, now));

const formatted = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** The account as a reader of its history knows it. */
class Model {
  now = NOW;
  state: State = { mode: "off", items: [] };
  open: { readonly before: State; readonly undoesAt: number } | null = null;
  /** The state that each revision made, as far as answers have named it. */
  readonly made: { readonly revision: number; readonly state: State }[] = [];

  pass(ms: number): void {
    this.now += ms;
    if (this.open === null || this.now < this.open.undoesAt) return;
    this.state = this.open.before;
    this.open = null;
  }

  change(after: State, confirmWithin: number | null): void {
    if (confirmWithin !== null) {
      const undoesAt = (Math.ceil(this.now / 1000) + confirmWithin) * 1000;
      this.open = { before: this.state, undoesAt };
    }
    this.state = after;
  }
}

interface Proposal {
  readonly after: State;
  readonly preview: object;
  readonly method: "PATCH" | "PUT" | "POST";
  readonly path: string;
  readonly body?: object;
}

function propose(rng: Seeded, { state, now, made }: Model): Proposal {
  const earlier = rng.chance(0.25) ? made[rng.below(Math.max(1, made.length))] : undefined;
  if (earlier !== undefined) {
    const { revision, state: after } = earlier;
    return { after, preview: { revision }, method: "POST", path: `revisions/${revision}/restore` };
  }
  if (rng.chance(0.4)) {
    const mode = rng.pick(MODES);
    const body = { mode };
    return { after: { ...state, mode }, preview: { policy: body }, method: "PATCH", path: "policy", body };
  }
  const items = ENTRIES.filter(() => rng.chance(0.6)).map((value) => ({
    value,
    enabled: rng.chance(0.85),
    endsAt: rng.chance(0.3) ? now + (1 + rng.below(120)) * 1000 : null,
  }));
  const list = {
    items: items.map(({ value, enabled, endsAt }) => ({ value, enabled, expires_at: formatted(endsAt) })),
  };
  return { after: { ...state, items }, preview: { allowlist: list }, method: "PUT", path: "allowlist", body: list };
}

/** The real publisher, by the clock of the history. */
function publisherAt(now: () => number): Publisher {
  const { snapshotStore: snapshots, hostStore: hosts } = makeDeps() as unknown as Pick<
    Stores,
    "snapshotStore" | "hostStore"
  >;
  return createPublisher({ db: env.DB, snapshots, hosts, sha256, now, memory: { account() {}, host() {} } });
}

/** What the gate does with a visit to the dashboard, in an isolate that has the published copy. */
async function refusedAtEdge(account: string, now: number): Promise<readonly string[]> {
  const bytes = await env.LISTS.get(`account:${account}`, "arrayBuffer");
  const decoded = await decodeSnapshot(bytes ?? new ArrayBuffer(0), sha256);
  if (!decoded.ok) throw new Error(decoded.error);
  const seconds = Math.floor(now / 1000);
  const rules = snapshotAt(decoded.value, seconds);
  return PROBES.filter((probe) => {
    const facts = { address: address(probe), surface: "dashboard", workerRequest: false } as const;
    return decide(facts, rules, seconds).blocked;
  });
}

async function runHistory(seed: number, steps: number): Promise<void> {
  const rng = seeded(seed);
  const model = new Model();
  const { id, path } = await makeAccount();
  const publisher = publisherAt(() => model.now);
  const at = () => ({ deps: { now: () => model.now, publisher } });
  const blockedBy = (state: State) => PROBES.filter((probe) => isBlocked(state, probe, model.now));
  const expectEdge = async (what: string) =>
    expect(await refusedAtEdge(id, model.now), `seed ${seed}: ${what}`).toEqual(blockedBy(model.state));

  async function changeAsPreviewed(): Promise<void> {
    const proposal = propose(rng, model);
    const { after } = proposal;
    const mayBeTried = proposal.method !== "POST";
    const confirmWithin = mayBeTried && rng.chance(0.4) ? 60 + rng.below(120) : null;
    let refusal: string | null = null;
    const said: string[] = [];
    for (const probe of PROBES) {
      const { body } = await call("POST", `${path}/preview?as_address=${probe}`, { body: proposal.preview, ...at() });
      const asked = body.addresses.find((each: { is: string }) => each.is === "as_address");
      expect(asked.blocked_now, `seed ${seed}: ${probe} before`).toBe(isBlocked(model.state, probe, model.now));
      if (asked.blocked_after) said.push(probe);
      // Whether this very address would be locked out is not what the change below is judged by.
      if (body.refusal !== "lockout_risk") refusal = body.refusal;
    }
    const query = confirmWithin === null ? "" : `?confirm_within=${confirmWithin}`;
    const ifMatch = proposal.method === "PUT" ? { ifMatch: "*" } : {};
    const answer = await call(proposal.method, `${path}/${proposal.path}${query}`, {
      body: proposal.body,
      ...ifMatch,
      ...at(),
    });
    if (model.open !== null) expect(refusal).toBe("provisional_open");
    else if (isEmpty(after, model.now) && proposal.path === "policy") expect(refusal).toBe("empty_allowlist");
    expect(answer.body.code ?? null, `seed ${seed}: ${answer.text}`).toBe(refusal);
    if (refusal !== null) return;
    if (confirmWithin === null || answer.body.provisional !== null) model.change(after, confirmWithin);
    if (model.open === null) model.made.push({ revision: answer.body.revision, state: after });
    expect(await refusedAtEdge(id, model.now), `seed ${seed}: as previewed`).toEqual(said);
  }

  for (let step = 0; step < steps; step++) {
    const dice = rng.next();
    if (dice < 0.55) await changeAsPreviewed();
    else if (dice < 0.65) {
      const { status } = await call("POST", `${path}/provisional/confirm`, at());
      if (model.open !== null) expect(status).toBe(200);
      model.open = null;
    } else if (dice < 0.7) {
      await call("DELETE", `${path}/provisional`, at());
      if (model.open !== null) model.pass(0);
      if (model.open !== null) model.state = model.open.before;
      model.open = null;
    } else {
      model.pass(rng.pick([1, 500, 1_000, 20_000, 60_000, 200_000]));
      // The clock alone: nothing has been asked since that could have settled D1 or published anything.
      await expectEdge("after a pause");
    }
    await expectEdge("after a step");
    if (rng.chance(0.3)) {
      const { body } = await call("GET", `${path}/policy`, at());
      expect(body, `seed ${seed}`).toMatchObject({ mode: model.state.mode });
      expect(body.provisional?.undoes_at ?? null).toBe(
        model.open === null ? null : formatted(model.open.undoesAt)?.replace(".000Z", "Z"),
      );
      await expectEdge("after a look at D1");
    }
  }
}

describe("what the preview says is what the edge does", { timeout: 120_000 }, () => {
  test.each(Array.from({ length: 8 }, (_, i) => 20_261_128 + i))("history %d", (seed) => runHistory(seed, 30));
});
