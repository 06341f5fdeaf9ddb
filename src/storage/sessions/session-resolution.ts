/**
 * SQL (common table expressions) that finds the session of each proof. Every statement of a recording uses the same
 * text, within one transaction, so the result does not depend on the memory of an isolate. ?1 holds the proofs
 * (`proofJson`).
 *
 * - `proven`: one row for each hash of each credential (`place`: the credential's number) of each proof (`n`). `owner`
 *   is the session that the credential is on record with; `has_ended` when any of its hashes is ended, or its owner.
 * - `live`: the proofs' credentials that are not ended; the following tables use only these. `known_id` is the owner of
 *   the first one on record; `hashes` lists them as [hash, kind, is_former, session_id, owner].
 * - `target`: the session of the proof; null: there is none yet. In this order: the one that this batch made for it
 *   (`is_new`); the one that has the product's own session id (`is_named`); the owner of its credentials, unless the
 *   product says that it now belongs to another user; the one that it was made from (`line`), if it is the same user's: a
 *   login over a live login is one session, which ends as one.
 * - `moving`: hashes to record with the target, and their present session. Unknown credentials join the target. Those
 *   on record stay where they are, unless the product named the session, or all of them belong to a new session: an old
 *   cookie of another user beside a new one stays with that user.
 *
 * A replaced session has lost its credentials to another one, so it is not found by them any more.
 */
export const RESOLUTION = `WITH
hashes AS (
  SELECT proof.key AS n, proof.value AS json, proof.value ->> 'account' AS account_id, proof.value ->> 'at' AS at,
    item.value ->> 'place' AS place, item.value ->> 'hash' AS hash, item.value ->> 'kind' AS kind,
    item.value ->> 'isFormer' AS is_former, credentials.session_id,
    ended.seq IS NOT NULL OR (sessions.ended_at IS NOT NULL AND sessions.end_reason <> 'replaced') AS is_ended
  FROM json_each(?1) AS proof CROSS JOIN json_each(proof.value, '$.hashes') AS item
  LEFT JOIN credentials
    ON credentials.hash = item.value ->> 'hash' AND credentials.account_id = proof.value ->> 'account'
  LEFT JOIN sessions ON sessions.account_id = credentials.account_id AND sessions.id = credentials.session_id
  LEFT JOIN ended ON ended.hash = item.value ->> 'hash'
),
proven AS (
  SELECT *, MAX(session_id) OVER credential AS owner, MAX(is_ended) OVER credential AS has_ended
  FROM hashes WINDOW credential AS (PARTITION BY n, place)
),
live AS (
  SELECT n, json, account_id, at, json ->> 'id' AS new_id, json ->> 'kind' AS kind, json ->> 'user' AS user,
    json ->> 'productSession' AS product_session, MIN(CASE WHEN owner IS NOT NULL THEN place END) AS known_place,
    owner AS known_id, TOTAL(owner IS NULL) > 0 AS has_unknown,
    json_group_array(json_array(hash, kind, is_former, session_id, owner)) AS hashes
  FROM proven WHERE NOT has_ended GROUP BY n
),
target AS MATERIALIZED (
  SELECT live.*, COALESCE(made.id, named.id, own.id, line.id) AS id,
    made.id IS NOT NULL AS is_new, made.id IS NULL AND named.id IS NOT NULL AS is_named
  FROM live
  LEFT JOIN sessions AS made ON made.account_id = live.account_id AND made.id = live.new_id
  LEFT JOIN sessions AS named
    ON named.account_id = live.account_id AND named.product_session = live.product_session
  LEFT JOIN sessions AS own ON own.account_id = live.account_id AND own.id = live.known_id
    AND (live.user IS NULL OR own.user IS NULL OR own.user = live.user)
    AND (live.product_session IS NULL OR own.product_session IS NULL OR own.product_session = live.product_session)
  LEFT JOIN sessions AS line ON line.account_id = live.account_id AND line.id = (
    SELECT older.id FROM json_each(live.json, '$.lineage') AS item
    CROSS JOIN credentials ON credentials.hash = item.value AND credentials.account_id = live.account_id
    CROSS JOIN sessions AS older ON older.account_id = credentials.account_id AND older.id = credentials.session_id
    WHERE older.ended_at IS NULL AND (live.user IS NULL OR older.user IS NULL OR older.user = live.user)
      AND (live.product_session IS NULL OR older.product_session IS NULL
        OR older.product_session = live.product_session)
    ORDER BY item.key LIMIT 1)
),
moving AS (
  SELECT target.account_id, target.id AS to_id, target.at, item.value ->> 0 AS hash, item.value ->> 1 AS kind,
    item.value ->> 3 AS from_id
  FROM target CROSS JOIN json_each(target.hashes) AS item
  WHERE target.id IS NOT NULL
    AND item.value ->> 3 IS NOT target.id AND (item.value ->> 3 IS NOT NULL OR NOT item.value ->> 2)
    AND (item.value ->> 4 IS NULL OR item.value ->> 4 = target.id OR (target.id <> target.known_id
      AND (target.is_named OR (target.is_new AND NOT target.has_unknown))))
)
`;
