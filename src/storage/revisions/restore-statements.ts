import { isOfStem } from "../d1/record-revision.ts";
import { imageOf, isNotYounger, JOIN_WAS, type Span, spanValues, WITH_PAST } from "./past-entries.ts";

/** SQL: the entry that is listed under the id covers something else than it did. */
const HAS_OTHER_RANGE = "(entries.first <> was.first OR entries.last <> ifnull(was.last, was.first))";

const HAS_OTHER_CONTENT = `(entries.value <> was.value OR entries.label IS NOT was.label
  OR entries.enabled <> was.enabled OR entries.expires_at IS NOT was.expires_at)`;

/** SQL: ids of listed entries that were added after ?2. */
const LISTED_YOUNGER = `SELECT entries.id FROM younger CROSS JOIN entries
  ON entries.account_id = ?1 AND ${isOfStem("entries.id", "stem")}`;

const JOIN_ENTRIES = "CROSS JOIN entries ON entries.account_id = ?1 AND entries.id = past.id";

/** SQL: rows of `past` that were entries at ?2 and are not listed. */
const MISSING = `${JOIN_WAS} WHERE was.value IS NOT NULL AND ${isNotYounger("past.id")}
  AND NOT EXISTS (SELECT 1 FROM entries WHERE account_id = ?1 AND id = past.id)`;

/**
 * Takes back what the changes of a span did to the list, in the batch of a change: each entry of theirs is again what it was
 * before them, under the id and with the creation that it had. Of a span up to now that is the whole list of then. No row is
 * written of an entry that is as it was. No entry moves through the Worker.
 */
export function restoreStatements(
  db: D1Database,
  account: string,
  span: Span,
  now: number,
): readonly D1PreparedStatement[] {
  return [
    // An entry with another range goes and comes back: two that exchanged their ranges would meet in the index of ranges.
    db
      .prepare(
        `${WITH_PAST} DELETE FROM entries WHERE account_id = ?1 AND id IN (
           ${LISTED_YOUNGER}
           UNION ALL SELECT past.id FROM past ${JOIN_WAS} ${JOIN_ENTRIES}
             WHERE was.value IS NULL OR ${HAS_OTHER_RANGE})`,
      )
      .bind(...spanValues(account, span)),
    db
      .prepare(
        `${WITH_PAST},
         item AS MATERIALIZED (SELECT past.id, ${imageOf("was")} FROM past ${JOIN_WAS} ${JOIN_ENTRIES}
           WHERE was.value IS NOT NULL AND ${HAS_OTHER_CONTENT})
         UPDATE entries SET value = item.value, label = item.label, enabled = item.enabled,
           expires_at = item.expires_at, updated_at = ?4
         FROM item WHERE entries.account_id = ?1 AND entries.id = item.id`,
      )
      .bind(...spanValues(account, span), now),
    db
      .prepare(
        `${WITH_PAST},
         item AS MATERIALIZED (SELECT past.id, ${imageOf("was")} FROM past ${MISSING})
         INSERT INTO entries (account_id, id, value, family, varying_bits, first, last, label, enabled, expires_at,
           created_at, created_by, updated_at)
         SELECT ?1, id, value, family, varying_bits, first, last, label, enabled, expires_at, created_at, created_by, ?4
         FROM item`,
      )
      .bind(...spanValues(account, span), now),
  ];
}

/** Answers one row when those statements would change the list; none when they would not. */
export const differsStatement = (db: D1Database, account: string, span: Span): D1PreparedStatement =>
  db
    .prepare(
      `${WITH_PAST} SELECT 1 WHERE EXISTS (${LISTED_YOUNGER})
         OR EXISTS (SELECT 1 FROM past ${MISSING})
         OR EXISTS (SELECT 1 FROM past ${JOIN_WAS} ${JOIN_ENTRIES}
           WHERE was.value IS NULL OR ${HAS_OTHER_RANGE} OR ${HAS_OTHER_CONTENT})`,
    )
    .bind(...spanValues(account, span));
