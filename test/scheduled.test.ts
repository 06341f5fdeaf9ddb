import { createScheduledController } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, test, vi } from "vitest";
import worker from "../src/index.ts";
import { createAccounts } from "../src/storage/accounts/accounts.ts";
import { createEndedLog } from "../src/storage/ended/ended-log.ts";
import { createEndedStore } from "../src/storage/ended/ended-store.ts";
import { aSession, DAY, reread } from "./support/sessions.ts";
import { anAccount, changeOf, neverLate, random, sha256, unwrap } from "./support/storage.ts";

const cron = (bindings: Env) => worker.scheduled(createScheduledController({ cron: "* * * * *" }), bindings);

/** The log, by event. */
function listen() {
  const lines: { readonly event: string; readonly level: string; readonly error?: string }[] = [];
  for (const level of ["info", "warn", "error"] as const) {
    vi.spyOn(console, level).mockImplementation((line: string) => void lines.push(JSON.parse(line)));
  }
  return lines;
}

/** The database, in which what a statement names fails. */
const failingAt = (part: string): D1Database =>
  ({
    prepare(sql: string) {
      if (sql.includes(part)) throw new Error(`D1_ERROR at ${part}`);
      return env.DB.prepare(sql);
    },
    batch: (statements: D1PreparedStatement[]) => env.DB.batch(statements),
  }) as unknown as D1Database;

const anOldSession = async () => {
  const account = await anAccount();
  return { account, session: await aSession(account, [`${account.id}-old`], { at: Date.now() - 100 * DAY }) };
};
const store = createEndedStore({ kv: env.LISTS, sha256, limitMs: 2_000, sleep: neverLate });

afterEach(() => {
  vi.restoreAllMocks();
});

describe("cron", () => {
  test("ends what is idle, compiles the ended set, and says what it did", async () => {
    const lines = listen();
    const { account, session } = await anOldSession();
    await cron({ ...env });
    expect(await reread(account, session)).toMatchObject({ endReason: "idle" });
    expect(unwrap(await store.read())?.count).toBe(1);
    expect(lines).toContainEqual({ level: "info", event: "end_sessions", ended: 1, complete: true });
  });

  test("settles a provisional change that has undone itself and that no one asks for, and publishes the account", async () => {
    const lines = listen();
    const account = await anAccount();
    const before = account.policy;
    const provisional = { at: Date.now() - 61_000, undoesAt: Date.now() - 1_000, before };
    const accounts = createAccounts(env.DB, random);
    unwrap(await accounts.setPolicy(changeOf(account, { provisional }), { ...before, mode: "monitor" }));
    await cron({ ...env });
    const settled = await accounts.get(account.id);
    expect(settled).toMatchObject({ policy: before, provisional: null, revision: account.revision + 2 });
    expect(settled?.publishedRevision).toBe(settled?.revision);
    expect(lines).toContainEqual({ level: "info", event: "settle", settled: [account.id] });
  });

  test.each([
    ["settle", "provisional_undoes_at IS NOT NULL"],
    ["repair", "published_epoch"],
    ["end_sessions", "INDEXED BY sessions_active"],
    ["compile_ended", "FROM ended ORDER BY seq DESC"],
    ["purge", "FROM progress"],
  ])("goes on when %s fails, and logs it", async (job, part) => {
    const lines = listen();
    const { account, session } = await anOldSession();
    await env.LISTS.delete("ended");
    await cron({ ...env, DB: failingAt(part) });

    const failures = lines.filter(({ level }) => level === "error");
    expect(failures.map(({ event }) => event)).toContain(job);
    expect((await reread(account, session)).endedAt === null).toBe(job === "end_sessions");
    expect(unwrap(await store.read()) === null).toBe(job === "compile_ended");
  });

  test("warns when the ended set comes near to what KV takes", async () => {
    const words = new Uint32Array((20 * 1024 * 1024) / 4 + 4);
    const place = await createEndedLog(env.DB).newest();
    // Old enough to be written anew.
    const compiledAt = Date.now() - DAY / 2;
    unwrap(await store.write({ place, compiledAt, rebuiltAt: compiledAt, words }));
    const lines = listen();
    await cron({ ...env });
    expect(lines).toContainEqual(
      expect.objectContaining({ level: "warn", event: "compile_ended", isNearlyFull: true }),
    );
  });

  test("logs what is wrong with the configuration, and does nothing", async () => {
    const lines = listen();
    const { account, session } = await anOldSession();
    await cron(Object.assign({ ...env }, { OPERATOR_TOKEN: "short" }));
    expect(lines).toEqual([expect.objectContaining({ level: "error", event: "misconfigured" })]);
    expect((await reread(account, session)).endedAt).toBeNull();
  });
});
