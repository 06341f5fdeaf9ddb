import { type InvalidCursor, type Page, type PageQuery, readPage } from "../input/cursor.ts";
import type { Result } from "../result.ts";
import type { AuditEvent, AuditFilter, EventKey, Trail } from "../storage/d1/audit.ts";
import { streamLines, type TextFile } from "../text-file.ts";
import { formatTime } from "../time.ts";
import type { ChangeDeps } from "./deps.ts";
import { summaryOf } from "./event-summary.ts";

/** A page of an audit trail, the newest event first. */
export function listEvents(
  { audit }: Pick<ChangeDeps, "audit">,
  trail: Trail,
  filter: AuditFilter,
  query: PageQuery,
): Promise<Result<Page<AuditEvent>, InvalidCursor>> {
  return readPage({ list: listName(trail), keyOf }, query, async ({ after, limit }) => {
    const key = after === null ? null : readKey(after);
    return after !== null && key === null ? null : audit.list(trail, filter, { after: key, limit });
  });
}

/** No cursor of one trail works in another. */
function listName(trail: Trail): string {
  if (trail === null) return "audit";
  return typeof trail === "string" ? `audit:${trail}` : `former-audit:${trail.former}`;
}

const keyOf = ({ at, id }: EventKey): string => `${at}:${id}`;

/** The event after which a page begins; null: the text is no key of an event. */
function readKey(key: string): EventKey | null {
  const [, at, id] = /^(\d{1,15}):(evt_\w{1,60})$/.exec(key) ?? [];
  return at === undefined || id === undefined ? null : { at: Number(at), id };
}

/** JSON Lines (jsonlines.org): one event a line. */
export const JSON_LINES = "application/jsonl";

/** All events of an audit trail that the filter lets through, as a file. */
export function exportEvents({ audit }: Pick<ChangeDeps, "audit">, trail: Trail, filter: AuditFilter): TextFile {
  const lineOf = (event: AuditEvent): string => `${JSON.stringify(eventJson(event))}\n`;
  const stream = streamLines(audit.exportAll(trail, filter), lineOf);
  return { contentType: JSON_LINES, filename: `${fileStem(trail)}-audit.jsonl`, stream };
}

function fileStem(trail: Trail): string {
  if (trail === null) return "operator";
  return typeof trail === "string" ? trail : `${trail.former}-former`;
}

/** An event as JSON, in an export as in an answer. */
export const eventJson = (event: AuditEvent) => ({
  id: event.id,
  at: formatTime(event.at),
  actor: event.actor,
  actor_name: event.actorName ?? null,
  address: event.address,
  action: event.action,
  summary: summaryOf(event),
  detail: { ...event.detail },
  revision: event.revision,
});
