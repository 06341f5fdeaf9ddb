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

type Summarised = Pick<AuditEvent, "actor" | "actorName" | "action" | "detail">;

/**
 * What was done to the list, in English, as in `Ann added 203.0.113.7 (Office) and 3 more`. Null: the event is not about
 * entries.
 */
export function summaryOf(event: Summarised): string | null {
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
    case "revision.restored":
      return `brought back revision ${numberOf(detail, "restored_revision")}`;
    case "revision.undone":
      return `undid revision ${numberOf(detail, "undone_revision")}`;
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

/** What was done to an account, in English, whatever it was; `actor` null: nothing says by whom. */
export function changeSummary({
  actor,
  ...event
}: Omit<Summarised, "actor"> & { readonly actor: string | null }): string {
  const known = actor === null ? null : summaryOf({ actor, ...event });
  const who = actor === null ? "Someone" : nameOfActor({ actor, ...event });
  return known ?? `${who} ${otherDeedOf(event.action, event.detail)}`;
}

function otherDeedOf(action: string, detail: Detail): string {
  const hostname = textOf(detail, "hostname") ?? "a host";
  switch (action) {
    case "account.created":
      return "created the account";
    case "account.renamed":
      return "renamed the account";
    case "policy.changed":
      return `changed the policy: ${Object.keys(partOf(detail, "after")).join(", ")}`;
    case "provisional.kept":
      return "kept the change that was on trial";
    case "provisional.undone":
      return "undid the change that was on trial";
    case "provisional.expired":
      return "undid the change that was on trial, since no one had confirmed it in time";
    case "host.added":
      return `added the host ${hostname}`;
    case "host.removed":
      return `removed the host ${hostname}`;
    default:
      return `made a change (${action})`;
  }
}

function nameOfActor({ actor, actorName }: Pick<AuditEvent, "actor" | "actorName">): string {
  if (actor === "operator") return "The operator";
  if (actor === "gatehouse") return "Gatehouse";
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
