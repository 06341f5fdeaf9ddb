/**
 * Which session each proof is of, as common table expressions: every statement of a recording decides by the same text,
 * within one transaction, so that no isolate's memory has a say in it. ?1 holds the proofs (`proofJson`).
 *
 * - `proof`: one row each; `n` numbers them.
 * - `proven`: one row for each hash of each credential (`place`: the credential's number). `owner` is the session that
 *   the credential is on record with; `is_ended` when any of its hashes is ended, or its owner.
 * - `live`: proofs with credentials that are not ended, alone in question from here on. `known_id` is the owner of the
 *   first one on record.
 * - `target`: the session that the proof is of; null: of none yet. In this order: the one that this very batch made for
 *   it (`is_new`); the one that has the product's own session id (`is_named`); the owner of its credentials, unless
 *   the product says that it is now somebody else's.
 * - `moving`: hashes that are to go on record with the target, and from which session. Credentials that were unknown
 *   join it. Those on record stay where they are, unless the product named the session, or all of them became a new
 *   session's: an old cookie of another user beside a new one stays that user's.
 *
 * A replaced session has lost its credentials to another one; what it still is named by says nothing of theirs.
 */
export const RESOLUTION = `WITH
proof AS (
  SELECT key AS n, value AS json, value ->> 'account' AS account_id, value ->> 'id' AS new_id, value ->> 'kind' AS kind,
    value ->> 'user' AS user, value ->> 'productSession' AS product_session, value ->> 'at' AS at
  FROM json_each(?1)
),
hashes AS (
  SELECT proof.n, proof.account_id, item.value ->> 'place' AS place, item.value ->> 'hash' AS hash,
    item.value ->> 'kind' AS kind, item.value ->> 'isFormer' AS is_former, credentials.session_id,
    ended.seq IS NOT NULL OR (sessions.ended_at IS NOT NULL AND sessions.end_reason <> 'replaced') AS is_ended
  FROM proof CROSS JOIN json_each(proof.json, '$.hashes') AS item
  LEFT JOIN credentials ON credentials.hash = item.value ->> 'hash' AND credentials.account_id = proof.account_id
  LEFT JOIN sessions ON sessions.account_id = credentials.account_id AND sessions.id = credentials.session_id
  LEFT JOIN ended ON ended.hash = item.value ->> 'hash'
),
proven AS (
  SELECT *, MAX(session_id) OVER credential AS owner, MAX(is_ended) OVER credential AS has_ended
  FROM hashes WINDOW credential AS (PARTITION BY n, place)
),
live AS (
  SELECT n, MIN(CASE WHEN owner IS NOT NULL THEN place END) AS known_place, owner AS known_id,
    TOTAL(owner IS NULL) > 0 AS has_unknown
  FROM proven WHERE NOT has_ended GROUP BY n
),
target AS (
  SELECT proof.n, proof.account_id, live.known_id, live.has_unknown, COALESCE(made.id, named.id, own.id) AS id,
    made.id IS NOT NULL AS is_new, made.id IS NULL AND named.id IS NOT NULL AS is_named
  FROM live JOIN proof USING (n)
  LEFT JOIN sessions AS made ON made.account_id = proof.account_id AND made.id = proof.new_id
  LEFT JOIN sessions AS named
    ON named.account_id = proof.account_id AND named.product_session = proof.product_session
  LEFT JOIN sessions AS own ON own.account_id = proof.account_id AND own.id = live.known_id
    AND (proof.user IS NULL OR own.user IS NULL OR own.user = proof.user)
    AND (proof.product_session IS NULL OR own.product_session IS NULL OR own.product_session = proof.product_session)
),
moving AS (
  SELECT proven.n, proven.account_id, proven.hash, proven.kind, proven.session_id AS from_id, target.id AS to_id
  FROM proven JOIN target USING (n)
  WHERE NOT proven.has_ended AND target.id IS NOT NULL
    AND proven.session_id IS NOT target.id AND (proven.session_id IS NOT NULL OR NOT proven.is_former)
    AND (proven.owner IS NULL OR proven.owner = target.id OR (target.id <> target.known_id
      AND (target.is_named OR (target.is_new AND NOT target.has_unknown))))
)
`;
