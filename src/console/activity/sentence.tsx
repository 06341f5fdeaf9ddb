import type { Child } from "hono/jsx";
import { type Detail, entryName, numberOf, partOf, SHOWN_ENTRIES, textOf } from "../../accounts/event-detail.ts";
import type { AuditEvent } from "../../storage/d1/audit.ts";
import { Code } from "../parts/code.tsx";
import { fill, type Slots } from "../parts/fill.tsx";
import { Time } from "../parts/time.tsx";
import type { Texts } from "../texts/texts.ts";
import { isAction } from "./actions.ts";
import { actorText } from "./actor.ts";
import { EntryNames, Labelled, listChanges } from "./entry-names.tsx";
import { policyChanges } from "./policy-changes.tsx";

type Told = Pick<AuditEvent, "actor" | "actorName" | "action" | "detail">;

/** An event as a sentence in the language of the page. An action without a sentence is shown by its name. */
export function Sentence({ texts, event }: { readonly texts: Texts; readonly event: Told }) {
  const { activity } = texts;
  const who = <bdi>{actorText(texts, event)}</bdi>;
  const { action, detail } = event;
  if (!isAction(action)) return <>{fill(activity.unknown, { who, action: <Code text={action} /> })}</>;
  const undoesAt = action === "provisional.expired" ? null : textOf(detail, "undoes_at");
  return (
    <>
      {fill(activity.actions[action].sentence, { who, ...slotsOf(texts, action, detail) })}
      {undoesAt === null ? null : <> {fill(texts.provisional.until, { when: <Time texts={texts} at={undoesAt} /> })}</>}
    </>
  );
}

/** The values for the places of a sentence. A value that the detail does not have is shown as "not known". */
function slotsOf(texts: Texts, action: string, detail: Detail): Slots {
  const { activity, common } = texts;
  const name = (key: string): Child => <bdi>{textOf(detail, key) ?? common.unknown}</bdi>;
  const code = (key: string): Child => <Code text={textOf(detail, key) ?? common.unknown} />;
  // Entries that were off or expired and came back are added, to a reader of the list.
  const isFresh = numberOf(partOf(detail, "added"), "count") > 0;
  const added = partOf(detail, isFresh ? "added" : "reactivated");
  const isOfEntry = action.startsWith("entry.");
  const beforeOrAfter = (key: "before" | "after"): Child =>
    isOfEntry ? <Labelled {...entryName(partOf(detail, key))} texts={texts} /> : name(key);
  return {
    added: activity.entries(numberOf(added, "count")),
    first: <EntryNames list={added} texts={texts} limit={SHOWN_ENTRIES} />,
    lists: listChanges(texts, detail, SHOWN_ENTRIES),
    before: beforeOrAfter("before"),
    after: beforeOrAfter("after"),
    range: <Labelled value={textOf(detail, "range")} label={textOf(detail, "label")} texts={texts} />,
    code: code("code"),
    hostname: code("hostname"),
    address: code("address"),
    revision: String(numberOf(detail, "restored_revision") || numberOf(detail, "undone_revision")),
    name: name("name"),
    user: name("user"),
    ended: activity.sessions(numberOf(detail, "ended")),
    idle: String(numberOf(detail, "idle")),
    absolute: String(numberOf(detail, "absolute")),
    whom: whom(texts, detail),
    changes: policyChanges(texts, detail),
  };
}

function whom({ activity: { whom: words } }: Texts, detail: Detail): Child {
  const [user, device] = [textOf(detail, "user"), textOf(detail, "device")];
  const slots = { user: <bdi>{user}</bdi>, device: <bdi>{device}</bdi> };
  if (device !== null) return fill(user === null ? words.device : words.deviceOf, slots);
  if (user !== null) return fill(words.user, slots);
  return detail.all === true ? words.all : words.some;
}
