import type { Miniflare } from "miniflare";
import { createRangeSetBuilder } from "../../src/address/set/range-set-builder.ts";
import { encodeSnapshot, type Sha256 } from "../../src/policy/snapshot.ts";
import { applyMigrations } from "./workerd.ts";

const sha256: Sha256 = (bytes) => crypto.subtle.digest("SHA-256", bytes);

export interface Seed {
  readonly host: string;
  readonly entries: number;
  /** The one address that visits come from, as a number; the other entries are networks that nobody comes from. */
  readonly visitor: number;
}

/** The tables, and in KV an enforced account with one host: what the publisher would have written. */
export async function seedAccount(miniflare: Miniflare, { host, entries, visitor }: Seed): Promise<void> {
  await applyMigrations(miniflare);
  const builder = createRangeSetBuilder();
  // Every other /28 of 10.0.0.0/8 and up, so that nothing merges.
  for (let i = 0; i < entries - 1; i++) {
    const first = 0x0a000000 + i * 32;
    builder.add({ family: 4, first, last: first + 15 }, 0);
  }
  builder.add({ family: 4, first: visitor, last: visitor }, 0);
  const snapshot = {
    account: "bench",
    epoch: 1,
    revision: 1,
    createdAt: 1,
    mode: "enforce" as const,
    blockApiRequests: true,
    bindNetwork: "off" as const,
    contact: null,
    accessRequests: false,
    entryCount: entries,
    ranges: builder.build(),
  };
  const lists = await miniflare.getKVNamespace("LISTS", "worker-0");
  await lists.put("account:bench", await encodeSnapshot(snapshot, sha256));
  await lists.put(`host:${host}`, JSON.stringify({ kind: "account", account: "bench", epoch: 1, revision: 1 }));
}
