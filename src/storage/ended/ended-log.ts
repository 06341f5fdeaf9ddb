import { DAY_MS } from "../../time.ts";
import { jsonRows } from "../d1/json-rows.ts";
import { TOMBSTONE_DAYS } from "../sessions/session-purge.ts";
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
}

/** The hashes of ended credentials, in the order of their ending. All of these throw when D1 fails. */
export interface EndedLog {
  /** Up to `limit` hashes after a place; fewer: it was the last page. One query that reads what is new, and one row. */
  since(after: LogPlace, limit: number): Promise<EndedPage>;
  /** Those of the hashes that are in the log. One query, one row per hash. */
  endedAmong(hashes: readonly string[]): Promise<readonly string[]>;
  /** The last place of the log. One query, one row. */
  newest(): Promise<LogPlace>;
  /**
   * Appends endings that a reader knows and that the log lost when D1 was restored; ends the sessions on record with
   * these credentials. Idempotent; returns how many were lost.
   */
  giveBack(hashes: readonly string[], now: number): Promise<number>;
  /**
   * Removes up to `limit` hashes of cookies that were ended longer ago than any cookie or seal lives. Hashes of tokens
   * are never removed. Returns how many it removed.
   */
  purge(now: number, limit: number): Promise<number>;
}

type Entry = [seq: number, hash: string, endedAt: number];

const placeOf = ([seq, hash, endedAt]: Entry): LogPlace => ({ seq, mark: markOf(hash, endedAt) });

export function createEndedLog(db: D1Database): EndedLog {
  const read = (from: number, limit: number): Promise<Entry[]> =>
    db
      .prepare("SELECT seq, hash, ended_at FROM ended WHERE seq >= ?1 ORDER BY seq LIMIT ?2")
      .bind(from, limit)
      .raw<Entry>();

  function pageOf(entries: readonly Entry[], after: LogPlace, restored: boolean): EndedPage {
    const last = entries.at(-1);
    return { hashes: entries.map(([, hash]) => hash), place: last === undefined ? after : placeOf(last), restored };
  }

  return {
    async since(after, limit) {
      // The entry that was read last is read once more: if it is another one now, or gone, D1 was restored.
      const isStart = after.seq === LOG_START.seq;
      const entries = await read(isStart ? 1 : after.seq, isStart ? limit : limit + 1);
      if (isStart) return pageOf(entries, LOG_START, false);
      const [known, ...fresh] = entries;
      if (known !== undefined && known[0] === after.seq && placeOf(known).mark === after.mark) {
        return pageOf(fresh, after, false);
      }
      return pageOf(await read(1, limit), LOG_START, true);
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

    async giveBack(hashes, now) {
      let lost = 0;
      for (const json of jsonRows(hashes)) {
        const [appended] = await db.batch([
          // A hash that is not on record either is kept as that of a token, for good: to keep it too long does no harm.
          db
            .prepare(
              `INSERT INTO ended (hash, kind, account_id, ended_at)
               SELECT item.value, IFNULL(credentials.kind, 'token'), credentials.account_id, ?2
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
