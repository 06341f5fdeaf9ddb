/** All rows of all tables: D1's Time Travel, as far as a test needs it. */
export type Bookmark = ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]>;

async function tableNames(db: D1Database): Promise<readonly string[]> {
  const { results } = await db
    .prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%' AND name <> 'd1_migrations'",
    )
    .all<{ name: string }>();
  return results.map(({ name }) => name);
}

export async function takeBookmark(db: D1Database): Promise<Bookmark> {
  const names = await tableNames(db);
  const tables = await db.batch<Record<string, unknown>>(names.map((name) => db.prepare(`SELECT * FROM ${name}`)));
  return new Map(names.map((name, i) => [name, tables[i]?.results ?? []]));
}

/** Puts the whole database back, in place. */
export async function restoreBookmark(db: D1Database, bookmark: Bookmark): Promise<void> {
  const statements = [...bookmark].flatMap(([name, rows]) => [
    db.prepare(`DELETE FROM ${name}`),
    ...rows.map((row) => {
      const columns = Object.keys(row);
      const marks = columns.map((_, i) => `?${i + 1}`);
      return db
        .prepare(`INSERT INTO ${name} (${columns.join(", ")}) VALUES (${marks.join(", ")})`)
        .bind(...Object.values(row));
    }),
  ]);
  await db.batch(statements);
}

export async function emptyDatabase(db: D1Database): Promise<void> {
  await db.batch((await tableNames(db)).map((name) => db.prepare(`DELETE FROM ${name}`)));
}
