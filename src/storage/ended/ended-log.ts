import { DAY_MS } from "../../time.ts";
import { integer, type Row, text } from "../d1/columns.ts";
import { jsonRows } from "../d1/json-rows.ts";
import { TOMBSTONE_DAYS } from "../sessions/session-purge.ts";
import { SESSION_ID_END } from "../sessions/session-statements.ts";
import { LOG_START, type LogPlace, markOf } from "./ended-place.ts";

export interface EndedPage {
  /** In the order in which they were ended. */
  readonly hashes: readonly string[];
  /** Where to read on; the given place when there are no more. */
  readonly place: LogPlace;
  /**
   * D1 was restored to a time before `after`: the page begins at the log's start. What the reader holds stays ended; it
   * reads on from `place`, and writes to the log what the log has lost (`giveBack`).
   */
  readonly restored: boolean;
  /** When all sessions of an account were ended, in Unix milliseconds, oldest first; empty unless it was asked for. */
  readonly watermarks: readonly Watermark[];
}

export type Watermark = readonly [account: string, at: number];

/** The hashes of ended credentials, in the order of their ending. All of these throw when D1 fails. */
export interface EndedLog {
  /**
   * Up to `limit` hashes after a place; fewer: it was the last page. One query that reads what is new, and one row.
   *
   * @param watermarksFrom also reads up to `limit` watermarks of everybody from this moment on, in the same round trip.
   */
  since(after: LogPlace, limit: number, watermarksFrom?: number): Promise<EndedPage>;
  /** Those of the hashes that are in the log. One query, one row per hash. */
  endedAmong(hashes: readonly string[]): Promise<readonly string[]>;
  /** The last place of the log. One query, one row. */
  newest(): Promise<LogPlace>;
  /**
   * Appends endings that a reader knows and that the log lost when D1 was restored; ends the sessions on record with
   * these credentials. Idempotent; returns how many were lost.
   *
   * @param watermarks of everybody, that D1 has lost as well.
   */
  giveBack(hashes: readonly string[], now: number, watermarks?: readonly Watermark[]): Promise<number>;
  /**
   * Removes up to `limit` hashes of cookies that were ended longer ago than any cookie or seal lives. Hashes of tokens
   * are never removed. Returns how many it removed.
   */
  purge(now: number, limit: number): Promise<number>;
}

type Entry = [seq: number, hash: string, endedAt: number];

const placeOf = ([seq, hash, endedAt]: Entry): LogPlace => ({ seq, mark: markOf(hash, endedAt) });

export function createEndedLog(db: D1Database): EndedLog {
  const select = (from: number, limit: number): D1PreparedStatement =>
    db.prepare("SELECT seq, hash, ended_at FROM ended WHERE seq >= ?1 ORDER BY seq LIMIT ?2").bind(from, limit);

  const selectWatermarks = (from: number, limit: number): D1PreparedStatement =>
    db
      .prepare("SELECT account_id, at FROM watermarks WHERE user = '' AND at >= ?1 ORDER BY at LIMIT ?2")
      .bind(from, limit);

  async function readBoth(
    from: number,
    limit: number,
    watermarksFrom: number | undefined,
  ): Promise<{ readonly entries: readonly Entry[]; readonly watermarks: readonly Watermark[] }> {
    if (watermarksFrom === undefined) return { entries: await select(from, limit).raw<Entry>(), watermarks: [] };
    const [ended, marks] = await db.batch<Row>([select(from, limit), selectWatermarks(watermarksFrom, limit)]);
    return {
      entries: (ended?.results ?? []).map((row) => [integer(row, "seq"), text(row, "hash"), integer(row, "ended_at")]),
      watermarks: (marks?.results ?? []).map((row) => [text(row, "account_id"), integer(row, "at")]),
    };
  }

  function pageOf(
    entries: readonly Entry[],
    about: { readonly after: LogPlace; readonly restored: boolean; readonly watermarks: readonly Watermark[] },
  ): EndedPage {
    const { after, restored, watermarks } = about;
    const last = entries.at(-1);
    const place = last === undefined ? after : placeOf(last);
    return { hashes: entries.map(([, hash]) => hash), place, restored, watermarks };
  }

  return {
    async since(after, limit, watermarksFrom) {
      // The entry that was read last is read once more: if it is another one now, or gone, D1 was restored.
      const isStart = after.seq === LOG_START.seq;
      const { entries, watermarks } = await readBoth(
        isStart ? 1 : after.seq,
        isStart ? limit : limit + 1,
        watermarksFrom,
      );
      if (isStart) return pageOf(entries, { after: LOG_START, restored: false, watermarks });
      const [known, ...fresh] = entries;
      if (known !== undefined && known[0] === after.seq && placeOf(known).mark === after.mark) {
        return pageOf(fresh, { after, restored: false, watermarks });
      }
      const whole = await select(1, limit).raw<Entry>();
      return pageOf(whole, { after: LOG_START, restored: true, watermarks });
    },

    async endedAmong(hashes) {
      const rows = await db
        .prepare("SELECT ended.hash FROM json_each(?1) AS item CROSS JOIN ended ON ended.hash = item.value")
        .bind(JSON.stringify(hashes))
        .raw<[hash: string]>();
      return rows.map(([hash]) => hash);
    },

    async newest() {
      const rows = await db.prepare("SELECT seq, hash, ended_at FROM ended ORDER BY seq DESC LIMIT 1").raw<Entry>();
      return rows[0] === undefined ? LOG_START : placeOf(rows[0]);
    },

    async giveBack(hashes, now, watermarks = []) {
      let lost = 0;
      for (const json of jsonRows(watermarks)) {
        await db
          .prepare(
            `INSERT INTO watermarks (account_id, user, at, reason)
             SELECT accounts.id, '', item.value ->> 1, 'revoked'
             FROM json_each(?1) AS item CROSS JOIN accounts ON accounts.id = item.value ->> 0
             WHERE true ON CONFLICT (account_id, user) DO UPDATE SET at = excluded.at WHERE excluded.at > watermarks.at`,
          )
          .bind(json)
          .run();
      }
      for (const json of jsonRows(hashes)) {
        const [appended] = await db.batch([
          // A session id is a cookie's, and anyone may log out of a session that was never proven. Another hash that is not
          // on record either is kept as that of a token, for good: to keep it too long does no harm.
          db
            .prepare(
              `INSERT INTO ended (hash, kind, account_id, ended_at)
               SELECT item.value,
                 CASE WHEN item.value LIKE '%${SESSION_ID_END}' THEN 'cookie' ELSE IFNULL(credentials.kind, 'token') END,
                 credentials.account_id, ?2
               FROM json_each(?1) AS item LEFT JOIN credentials ON credentials.hash = item.value
               WHERE true ON CONFLICT (hash) DO NOTHING`,
            )
            .bind(json, now),
          db
            .prepare(
              `UPDATE sessions SET ended_at = ?2, end_reason = 'ended_before_restore'
               WHERE ended_at IS NULL AND (account_id, id) IN (
                 SELECT credentials.account_id, credentials.session_id
                 FROM json_each(?1) AS item CROSS JOIN credentials ON credentials.hash = item.value)`,
            )
            .bind(json, now),
          // A session ends with all of its credentials, also those that the reader did not know.
          db
            .prepare(
              `INSERT INTO ended (hash, kind, account_id, ended_at)
               SELECT other.hash, other.kind, other.account_id, ?2
               FROM json_each(?1) AS item CROSS JOIN credentials ON credentials.hash = item.value
               CROSS JOIN credentials AS other
                 ON other.account_id = credentials.account_id AND other.session_id = credentials.session_id
               WHERE true ON CONFLICT (hash) DO NOTHING`,
            )
            .bind(json, now),
        ]);
        lost += appended?.meta.changes ?? 0;
      }
      return lost;
    },

    async purge(now, limit) {
      const { meta } = await db
        .prepare(
          `DELETE FROM ended WHERE seq IN (
             SELECT seq FROM ended INDEXED BY ended_by_age
             WHERE kind = 'cookie' AND ended_at <= ?1 AND seq < (SELECT MAX(seq) FROM ended) LIMIT ?2)`,
        )
        .bind(now - TOMBSTONE_DAYS * DAY_MS, limit)
        .run();
      return meta.changes;
    },
  };
}
