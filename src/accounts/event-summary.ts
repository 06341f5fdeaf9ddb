import type { AuditEvent } from "../storage/d1/audit.ts";
import {
  changedLists,
  type Detail,
  type EntryName,
  entryName,
  entryNames,
  numberOf,
  partOf,
  SHOWN_ENTRIES,
  textOf,
} from "./event-detail.ts";

/**
 * What was done to the list, in English, as in `Ann added 203.0.113.7 (Office) and 3 more`. Null: the event is not about
 * entries.
 */
export function summaryOf(event: Pick<AuditEvent, "actor" | "actorName" | "action" | "detail">): string | null {
  const done = deedOf(event.action, event.detail);
  return done === null ? null : `${nameOfActor(event)} ${done}`;
}

function deedOf(action: string, detail: Detail): string | null {
  const entry = (part: string): string => nameText(entryName(partOf(detail, part)));
  switch (action) {
    case "allowlist.added":
    case "allowlist.replaced":
      return (
        changedLists(detail)
          .map(({ kind, list }) => `${kind} ${listText(list)}`)
          .join("; ") || null
      );
    case "entry.changed":
      return `changed ${entry("before")} to ${entry("after")}`;
    case "entry.removed":
      return `removed ${entry("before")}`;
    case "denial.allowed":
    case "access_request.approved":
      return `let in ${nameText({ value: textOf(detail, "range"), label: textOf(detail, "label") })}`;
    case "access_request.declined":
      return `declined the access request of ${nameText({ value: textOf(detail, "address"), label: textOf(detail, "name") })}`;
    default:
      return null;
  }
}

function nameOfActor({ actor, actorName }: Pick<AuditEvent, "actor" | "actorName">): string {
  if (actor === "operator") return "The operator";
  return actorName ?? actor;
}

function listText(list: Detail): string {
  const count = numberOf(list, "count");
  const names = entryNames(list).slice(0, SHOWN_ENTRIES);
  if (names.length === 0) return count === 1 ? "1 entry" : `${count} entries`;
  const text = names.map(nameText).join(", ");
  return count > names.length ? `${text} and ${count - names.length} more` : text;
}

const nameText = ({ value, label }: EntryName): string => {
  const text = value ?? "an entry";
  return label === null ? text : `${text} (${label})`;
};
