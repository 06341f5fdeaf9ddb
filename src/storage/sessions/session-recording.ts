import { integer, nullableText, type Row, text } from "../d1/columns.ts";
import { createIds, type RandomBytes } from "../ids.ts";
import type { Proof, Recorded } from "./session-records.ts";
import { RESOLUTION } from "./session-resolution.ts";
import { appendEndedOf, trimCredentials } from "./session-statements.ts";

/** Milliseconds. The visits of a session are noted at most once in this time, over all isolates: one row written. */
export const SESSION_TOUCH_MS = 300_000;

/** Proofs per batch; about 500 KB of JSON. */
const BATCH_MAX_PROOFS = 500;

/**
 * Records proofs: fifteen statements for any number of proofs. Two isolates that record the same new credential at once
 * make one session: the second batch finds it on record.
 */
export async function recordProofs(
  db: D1Database,
  random: RandomBytes,
  proofs: readonly Proof[],
  now: number,
): Promise<readonly Recorded[]> {
  const ids = createIds("ses", proofs.length, now, random);
  const recorded: Recorded[] = [];
  for (const round of roundsOf(proofs)) {
    const batch = round.flatMap((index) => {
      const [proof, id] = [proofs[index], ids[index]];
      return proof === undefined || id === undefined ? [] : [{ index, proof, id }];
    });
    const outcomes = await recordRound(db, batch, now);
    for (const [place, { index }] of batch.entries()) recorded[index] = outcomes[place] ?? NOT_RECORDED;
  }
  return recorded;
}

const NOT_RECORDED: Recorded = { session: null, user: null, created: false, endedOnArrival: [], crowded: false };

/** Proofs that name the same credential or the same session of the product are recorded one after the other. */
function roundsOf(proofs: readonly Proof[]): readonly (readonly number[])[] {
  const rounds: number[][] = [];
  const lastRound = new Map<string, number>();
  for (const [index, proof] of proofs.entries()) {
    const keys = proof.credentials.flatMap(({ hash, former }) => [hash, ...former]);
    if (proof.who?.productSession != null) keys.push(`:${proof.who.productSession}`);
    const inAccount = keys.map((key) => `${proof.account} ${key}`);
    let at = Math.max(0, ...inAccount.map((key) => (lastRound.get(key) ?? -1) + 1));
    while ((rounds[at]?.length ?? 0) >= BATCH_MAX_PROOFS) at++;
    for (const key of inAccount) lastRound.set(key, at);
    rounds[at] ??= [];
    rounds[at]?.push(index);
  }
  return rounds;
}

interface NumberedProof {
  readonly proof: Proof;
  /** The id of the session, if the proof makes one. */
  readonly id: string;
}

async function recordRound(
  db: D1Database,
  proofs: readonly NumberedProof[],
  now: number,
): Promise<readonly Recorded[]> {
  const json = JSON.stringify(proofs.map(proofJson));
  const resolved = (sql: string) => db.prepare(RESOLUTION + sql).bind(json);
  const resolvedAt = (sql: string) => db.prepare(RESOLUTION + sql).bind(json, now);
  const answers = await db.batch<Row>([
    resolved(MAKE),
    resolvedAt(REPLACE),
    resolved(MOVE),
    resolved(ATTACH),
    trimCredentials(db, `${RESOLUTION}, touched AS (SELECT DISTINCT account_id, id AS session_id FROM target)`, json),
    resolved(DESCRIBE),
    resolved(TOUCH_ELSEWHERE),
    resolved(TOUCH),
    resolvedAt(END_BY_WATERMARK),
    resolvedAt(END_REISSUED),
    appendEndedOf(
      db,
      `${RESOLUTION}, touched AS (SELECT DISTINCT account_id, owner AS session_id FROM proven)`,
      json,
      now,
    ),
    resolvedAt(APPEND_RESPELT),
    resolved(MAKE_FAMILIAR),
    resolved(TELL_SESSIONS),
    resolved(TELL_ENDED),
  ]);
  const rows = (statement: number): readonly Row[] => answers[statement]?.results ?? [];

  const made = new Set(rows(0).map((row) => text(row, "id")));
  const crowded = new Set(rows(4).map((row) => text(row, "session_id")));
  const sessions = new Map(rows(13).map((row) => [integer(row, "n"), row]));
  const ended = Map.groupBy(rows(14), (row) => integer(row, "n"));
  return proofs.map((_, n) => {
    const row = sessions.get(n);
    const session = row === undefined ? null : text(row, "id");
    return {
      session,
      user: row === undefined ? null : nullableText(row, "user"),
      created: session !== null && made.has(session),
      endedOnArrival: (ended.get(n) ?? []).map((of) => text(of, "hash")),
      crowded: session !== null && crowded.has(session),
    };
  });
}

function proofJson({ proof, id }: NumberedProof) {
  const {
    account,
    kind,
    credentials,
    attached = [],
    address,
    device,
    region,
    at,
    lineage = [],
    beganAt = null,
    who,
  } = proof;
  return {
    account,
    id,
    kind,
    user: who?.user ?? null,
    name: who?.name ?? null,
    twoFactor: who?.twoFactor ?? null,
    productSession: who?.productSession ?? null,
    address,
    label: device.label,
    browser: device.browser,
    os: device.os,
    type: device.type,
    deviceKind: device.kind,
    ...region,
    at,
    beganAt,
    lineage,
    hashes: hashesOf(credentials),
    attached: attached.map(({ record: { hash, kind: of }, isOfNewSession }) => [hash, of, isOfNewSession ? 1 : 0]),
  };
}

function hashesOf(credentials: Proof["credentials"]) {
  const seen = new Set<string>();
  return credentials.flatMap(({ hash, former, kind }, place) =>
    [hash, ...former]
      .map((each, index) => ({ place, hash: each, kind, isFormer: index > 0 }))
      .filter((each) => !seen.has(each.hash) && seen.add(each.hash)),
  );
}

/** SQL: the user of a proof was not seen with its device before, or not in its country. */
const IS_NEW_DEVICE = `(
  NOT EXISTS (SELECT 1 FROM familiar WHERE familiar.account_id = target.account_id AND familiar.user = target.user
    AND trait = 'device:' || (target.json ->> 'deviceKind'))
  OR (target.json ->> 'country' IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM familiar WHERE familiar.account_id = target.account_id
      AND familiar.user = target.user AND trait = 'country:' || (target.json ->> 'country'))))`;

const MAKE = `INSERT INTO sessions (account_id, id, kind, user, name, product_session, two_factor, first_address,
    address, device_label, device_browser, device_os, device_type, device_kind, country, region, city, new_device,
    logged_in_at, last_seen_at, seen_day)
  SELECT target.account_id, target.new_id, target.kind, target.user, json ->> 'name', target.product_session,
    json ->> 'twoFactor', json ->> 'address', json ->> 'address', json ->> 'label', json ->> 'browser', json ->> 'os',
    json ->> 'type', json ->> 'deviceKind', json ->> 'country', json ->> 'region', json ->> 'city',
    target.user IS NOT NULL AND ${IS_NEW_DEVICE}, at, at, at / 86400000
  FROM target CROSS JOIN accounts ON accounts.id = target.account_id
  WHERE target.id IS NULL
  RETURNING id`;

/** Sessions that lose their last credential. The product's id for them is free for another one. */
const REPLACE = `UPDATE sessions SET ended_at = ?2, end_reason = 'replaced', product_session = NULL
  FROM (SELECT DISTINCT account_id, from_id FROM moving WHERE from_id IS NOT NULL) AS losing
  WHERE sessions.account_id = losing.account_id AND sessions.id = losing.from_id AND sessions.ended_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM credentials WHERE credentials.account_id = losing.account_id
      AND credentials.session_id = losing.from_id
      AND (hash, account_id) NOT IN (SELECT hash, account_id FROM moving))`;

const MOVE = `INSERT INTO credentials (hash, account_id, session_id, kind, added_at)
  SELECT hash, account_id, to_id, kind, at FROM moving WHERE true
  ON CONFLICT (hash, account_id) DO UPDATE SET session_id = excluded.session_id, added_at = excluded.added_at`;

/** Older than all hashes by which the session is found: they are removed first when a session has too many hashes. */
const ATTACH = `INSERT INTO credentials (hash, account_id, session_id, kind, added_at)
  SELECT item.value ->> 0, target.account_id, target.id, item.value ->> 1, target.at - 1
  FROM target CROSS JOIN json_each(target.json, '$.attached') AS item
  WHERE target.id IS NOT NULL AND (target.is_new OR NOT item.value ->> 2)
  ON CONFLICT (hash, account_id) DO NOTHING`;

/** A session that begins with a value which has ended before: the product set it again, or a client kept it. */
const END_REISSUED = `UPDATE sessions SET ended_at = ?2, end_reason = 'value_reissued'
  WHERE ended_at IS NULL AND (account_id, id) IN (
    SELECT target.account_id, target.id FROM target CROSS JOIN json_each(target.json, '$.attached') AS item
    CROSS JOIN ended ON ended.hash = item.value ->> 0
    WHERE target.is_new AND item.value ->> 2)`;

/** What the product says of a session, when it is new. */
const DESCRIBE = `UPDATE sessions SET
    new_device = CASE WHEN target.user IS NULL OR target.user IS sessions.user THEN new_device
      ELSE ${IS_NEW_DEVICE} END,
    user = COALESCE(target.user, sessions.user),
    name = COALESCE(target.json ->> 'name', name),
    two_factor = COALESCE(target.json ->> 'twoFactor', two_factor),
    product_session = COALESCE(target.product_session, sessions.product_session),
    kind = CASE target.kind WHEN 'web' THEN 'web' ELSE sessions.kind END
  FROM target
  WHERE sessions.account_id = target.account_id AND sessions.id = target.id AND sessions.ended_at IS NULL
    AND ((target.user IS NOT NULL AND target.user IS NOT sessions.user)
      OR (target.json ->> 'name' IS NOT NULL AND target.json ->> 'name' IS NOT name)
      OR (target.json ->> 'twoFactor' IS NOT NULL AND target.json ->> 'twoFactor' IS NOT two_factor)
      OR (target.product_session IS NOT NULL AND target.product_session IS NOT sessions.product_session)
      OR (target.kind = 'web' AND sessions.kind <> 'web'))`;

/** The sessions of all credentials that were proven live. */
const DUE = `FROM (SELECT proven.account_id, proven.session_id, MAX(proven.at) AS at, proven.json
    FROM proven WHERE NOT has_ended AND proven.session_id IS NOT NULL
    GROUP BY proven.account_id, proven.session_id) AS seen
  WHERE sessions.account_id = seen.account_id AND sessions.id = seen.session_id AND sessions.ended_at IS NULL
    AND sessions.last_seen_at <= seen.at - ${SESSION_TOUCH_MS}`;

const SEEN_THERE = `last_seen_at = seen.at, country = seen.json ->> 'country', region = seen.json ->> 'region',
    city = seen.json ->> 'city', device_label = seen.json ->> 'label', device_browser = seen.json ->> 'browser',
    device_os = seen.json ->> 'os', device_type = seen.json ->> 'type', device_kind = seen.json ->> 'deviceKind'`;

/** With the indexed columns: another address or another day. */
const TOUCH_ELSEWHERE = `UPDATE sessions SET ${SEEN_THERE}, seen_day = seen.at / 86400000, address = seen.json ->> 'address'
  ${DUE} AND (seen_day <> seen.at / 86400000 OR address <> seen.json ->> 'address')`;

/** All others: only the row is written, no index. */
const TOUCH = `UPDATE sessions SET ${SEEN_THERE} ${DUE}`;

const WATERMARK = `FROM watermarks WHERE watermarks.account_id = sessions.account_id
    AND watermarks.user IN ('', sessions.user) AND watermarks.at >= MIN(sessions.logged_in_at, own.began_at)
    AND watermarks.at > sessions.spared_at`;

/**
 * A session that began before all sessions of its user were ended, and that was recorded, or became known as that
 * user's, only now. A new one counts from the moment that its seal names.
 */
const END_BY_WATERMARK = `UPDATE sessions
  SET ended_at = ?2, end_reason = (SELECT reason ${WATERMARK} ORDER BY watermarks.at DESC LIMIT 1)
  FROM (SELECT account_id, id, MIN(IIF(is_new, IFNULL(json ->> 'beganAt', at), ${Number.MAX_SAFE_INTEGER})) AS began_at
    FROM target WHERE id IS NOT NULL GROUP BY account_id, id) AS own
  WHERE sessions.account_id = own.account_id AND sessions.id = own.id AND sessions.ended_at IS NULL
    AND EXISTS (SELECT 1 ${WATERMARK})`;

/** A credential that is ended by its hash under an older secret is ended under the current one too. */
const APPEND_RESPELT = `INSERT INTO ended (hash, kind, account_id, ended_at)
  SELECT DISTINCT hash, kind, account_id, ?2 FROM proven WHERE has_ended AND NOT is_former
  ON CONFLICT (hash) DO NOTHING`;

const MAKE_FAMILIAR = `INSERT INTO familiar (account_id, user, trait)
  SELECT sessions.account_id, sessions.user, trait.value
  FROM target
  CROSS JOIN sessions ON sessions.account_id = target.account_id AND sessions.id = target.id
  CROSS JOIN json_each(json_array('device:' || (target.json ->> 'deviceKind'), 'country:' || (target.json ->> 'country')))
    AS trait
  WHERE sessions.user IS NOT NULL AND trait.value IS NOT NULL
  ON CONFLICT DO NOTHING`;

const TELL_SESSIONS = `SELECT target.n, sessions.id, sessions.user
  FROM target JOIN sessions ON sessions.account_id = target.account_id AND sessions.id = target.id`;

const TELL_ENDED = `SELECT n, hash FROM proven WHERE has_ended
  UNION
  SELECT proven.n, credentials.hash FROM proven
    JOIN sessions ON sessions.account_id = proven.account_id AND sessions.id = proven.owner
    JOIN credentials ON credentials.account_id = sessions.account_id AND credentials.session_id = sessions.id
  WHERE sessions.ended_at IS NOT NULL AND sessions.end_reason <> 'replaced'`;
