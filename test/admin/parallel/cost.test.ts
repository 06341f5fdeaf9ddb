import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { isolateOf } from "../../../src/wiring.ts";
import { countingD1 } from "../../support/counting-d1.ts";
import { call, makeAccount, makeDeps, makeToken } from "../api.ts";

/** docs/storage.md: what it costs. Publishing reads the whole list, and has its own tests. */
const LONG = 5_000;
/** Seeks for the entries that cover the caller's IPv4 address, and for those that cover the entry; what a call reads besides. */
const FIXED_READS = 330;

/**
 * The row and its place in the index of ranges, the account, the event and its place, the note that the token was used; the
 * revision and its place, and what the change replaced and its place.
 */
const MAX_WRITES = 11;

test("what takes access away is judged and guarded by seeks, however long the enforced list is", async () => {
  const entries = ["198.51.100.0/24", ...Array.from({ length: LONG }, (_, i) => `10.${i >> 8}.${i & 255}.1`)];
  const account = await makeAccount({ mode: "enforce", entries });
  const { token } = await makeToken(account.id, ["allowlist:write"]);
  const [, one, two] = (await call("GET", `${account.list}?limit=3`)).body.items as { readonly id: string }[];

  const costOf = async (method: string, path: string, body?: object) => {
    const counting = countingD1(env.DB);
    const bindings = { ...env, DB: counting.db, CREDENTIAL_KEY: "k1:credential-key-for-tests-0123456789abcdef" };
    const isolate = isolateOf(bindings);
    if (!isolate.ok) throw new Error(JSON.stringify(isolate.error));
    const publisher = { ...makeDeps().publisher, publishAccount: async () => ({ published: true, revision: null }) };
    const answer = await call(method, path, { body, token, deps: { ...isolate.value.stores, publisher } });
    expect(answer.status, answer.text).toBe(method === "POST" ? 201 : 200);
    return counting;
  };
  for (const counting of [
    await costOf("DELETE", `${account.list}/${one?.id}`),
    await costOf("PATCH", `${account.list}/${two?.id}`, { enabled: false }),
    await costOf("PATCH", `${account.path}/policy`, { block_api_requests: true }),
  ]) {
    expect(counting.rowsRead).toBeLessThan(FIXED_READS);
    expect(counting.rowsWritten).toBeLessThanOrEqual(MAX_WRITES);
  }

  // The batch of an addition counts the list, for its limit; nothing else reads it.
  const added = await costOf("POST", account.list, { value: "203.0.113.7" });
  expect(added.rowsRead).toBeLessThan(LONG + FIXED_READS);
  expect(added.rowsWritten).toBeLessThanOrEqual(MAX_WRITES);
});
