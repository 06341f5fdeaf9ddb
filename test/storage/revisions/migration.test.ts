import { applyD1Migrations, reset } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { createEntries } from "../../../src/storage/entries/entries.ts";
import { createRevisions } from "../../../src/storage/revisions/revisions.ts";
import { anEntry, changeOf, NOW, random, reread, unwrap } from "../../support/storage.ts";

/** An account as the version before left it, at revision 7; `trail`: the audit trail still has that change. */
async function insertOld(id: string, trail: boolean): Promise<void> {
  const statements = [
    env.DB.prepare(
      `INSERT INTO accounts (id, name, mode, block_api_requests, idle_days, idle_days_2fa, absolute_days, epoch, revision,
         created_at, updated_at) VALUES (?1, 'Old', 'monitor', 0, 90, 30, 365, 1, 7, 1, ?2)`,
    ).bind(id, NOW),
    env.DB.prepare(
      `INSERT INTO entries (account_id, id, value, family, varying_bits, first, last, enabled, created_at, created_by,
         updated_at) VALUES (?1, 'ent_0000000000000000000001', '192.0.2.1', 4, 0, 'c0000201', 'c0000201', 1, 1, 'operator', 1)`,
    ).bind(id),
  ];
  const made = env.DB.prepare(
    `INSERT INTO audit (id, account_id, at, actor, actor_name, action, detail, revision)
     VALUES ('evt_1', ?1, ?2, 'token:tok_1', 'CI', 'allowlist.added', '{}', 7)`,
  ).bind(id, NOW - 5);
  await env.DB.batch(trail ? [...statements, made] : statements);
}

test("what existed before is the oldest state: read, and brought back, as every other", async () => {
  await reset();
  await applyD1Migrations(
    env.DB,
    env.TEST_MIGRATIONS.filter(({ name }) => name < "0014"),
  );
  await insertOld("told", true);
  await insertOld("forgotten", false);
  await applyD1Migrations(env.DB, env.TEST_MIGRATIONS);

  const [entries, revisions] = [createEntries(env.DB, random), createRevisions(env.DB, random)];
  const page = { before: null, limit: 10 };
  expect(await revisions.list("told", page)).toMatchObject([
    { revision: 7, at: NOW - 5, actor: "token:tok_1", actorName: "CI", action: "allowlist.added", counts: null },
  ]);
  expect(await revisions.list("forgotten", page)).toMatchObject([{ revision: 7, at: NOW, actor: null, counts: null }]);

  const account = await reread({ id: "told" });
  const [old] = await entries.page("told", { after: null, limit: 1 });
  unwrap(
    await entries.replace(changeOf(account), { add: [anEntry("192.0.2.9")], remove: [old?.id ?? ""], update: [] }),
  );
  const all = { after: null, limit: 10 };
  expect(unwrap(await revisions.entriesAt("told", 7, all))).toEqual([old]);
  expect(await revisions.entriesAt("told", 6, all)).toEqual({
    ok: false,
    error: { code: "revision_not_kept", oldest: { revision: 7, at: NOW - 5 } },
  });
  const policy = unwrap(await revisions.readPolicyAt("told", 7));
  expect(policy.mode).toBe("monitor");
  unwrap(await revisions.takeBack(changeOf(await reread(account)), { after: 7, upTo: null }, policy));
  expect(await entries.page("told", all)).toMatchObject([{ id: old?.id, value: "192.0.2.1", createdAt: 1 }]);
});
