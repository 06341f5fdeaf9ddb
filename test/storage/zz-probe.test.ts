import { env } from "cloudflare:workers";
import { test } from "vitest";
test("probe", async () => {
  const db = env.DB;
  await db.prepare("CREATE TABLE t (account_id TEXT NOT NULL, id TEXT NOT NULL, seen INTEGER, day INTEGER, ended INTEGER, addr TEXT, PRIMARY KEY (account_id, id)) STRICT, WITHOUT ROWID").run();
  await db.prepare("CREATE INDEX tl ON t (account_id, day) WHERE ended IS NULL").run();
  await db.prepare("CREATE INDEX te ON t (account_id, day) WHERE ended IS NOT NULL").run();
  const r = async (sql: string) => { const x = await db.prepare(sql).all(); console.log(sql, JSON.stringify(x.results), x.meta.rows_written, x.meta.changes); };
  await r("INSERT INTO t VALUES ('a','1',1,0,NULL,'x')");
  await r("UPDATE t SET seen = 2 WHERE id='1' AND account_id='a'");
  await r("UPDATE t SET seen = 2, day = 0 WHERE id='1' AND account_id='a'");
  await r("UPDATE t SET seen = 2, day = 1 WHERE id='1' AND account_id='a'");
  await r("UPDATE t SET ended = 2 WHERE id='1' AND account_id='a'");
  await r("UPDATE t SET seen = 2 WHERE id='1' AND account_id='a' AND seen < 0");
  await r("CREATE TABLE e (seq INTEGER PRIMARY KEY AUTOINCREMENT, hash TEXT) STRICT");
  await r("CREATE UNIQUE INDEX eh ON e (hash)");
  await r("INSERT INTO e (hash) VALUES ('a') ON CONFLICT (hash) DO UPDATE SET hash = excluded.hash RETURNING seq, hash");
  await r("INSERT INTO e (hash) VALUES ('a') ON CONFLICT (hash) DO UPDATE SET hash = excluded.hash RETURNING seq, hash");
  await r("INSERT OR IGNORE INTO e (hash) VALUES ('a')");
  await r("INSERT INTO e (hash) VALUES ('b')");
  const b = await db.batch([db.prepare("UPDATE t SET seen = 9"), db.prepare("SELECT changes() AS n"), db.prepare("INSERT INTO e (hash) SELECT json_set('{\"a\":1}', '$.ended', changes()) WHERE changes() > 0 RETURNING hash")]);
  console.log(JSON.stringify(b.map((x) => [x.results, x.meta.rows_written])));
  try { await r("UPDATE sqlite_sequence SET seq = 1 WHERE name = 'e'"); } catch (e) { console.log(String(e)); }
  await r("SELECT sqlite_version()");
});
