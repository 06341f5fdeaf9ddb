import type { Child } from "hono/jsx";
import type { AuditEvent } from "../../storage/d1/audit.ts";
import { Code } from "../parts/code.tsx";
import { fill, type Slots } from "../parts/fill.tsx";
import type { Texts } from "../texts/texts.ts";
import { isAction } from "./actions.ts";
import { actorText } from "./actor.ts";
import { type Detail, numberOf, partOf, textOf, textsOf } from "./detail.ts";
import { policyChanges } from "./policy-changes.tsx";

/** An event as a sentence in the language of the page. An action without a sentence is shown by its name. */
export function Sentence({ texts, event }: { readonly texts: Texts; readonly event: AuditEvent }) {
  const { activity } = texts;
  const who = <bdi>{actorText(texts, event)}</bdi>;
  const { action, detail } = event;
  if (!isAction(action)) return <>{fill(activity.unknown, { who, action: <Code text={action} /> })}</>;
  return <>{fill(activity.actions[action].sentence, { who, ...slotsOf(texts, action, detail) })}</>;
}

/** The values for the places of a sentence. A value that the detail does not have is shown as "not known". */
function slotsOf(texts: Texts, action: string, detail: Detail): Slots {
  const { activity, common } = texts;
  const name = (key: string): Child => <bdi>{textOf(detail, key) ?? common.unknown}</bdi>;
  const code = (key: string): Child => <Code text={textOf(detail, key) ?? common.unknown} />;
  const [added, removed] = [partOf(detail, "added"), partOf(detail, "removed")];
  const isOfEntry = action.startsWith("entry.");
  const beforeOrAfter = (key: "before" | "after"): Child =>
    isOfEntry ? <Entry entry={partOf(detail, key)} texts={texts} /> : name(key);
  return {
    added: action === "allowlist.added" ? activity.entries(numberOf(added, "count")) : String(numberOf(added, "count")),
    removed: String(numberOf(removed, "count")),
    updated: String(numberOf(detail, "updated")),
    first: <First list={added} texts={texts} />,
    before: beforeOrAfter("before"),
    after: beforeOrAfter("after"),
    range: <Labelled value={textOf(detail, "range")} label={textOf(detail, "label")} texts={texts} />,
    code: code("code"),
    hostname: code("hostname"),
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

const SHOWN_ENTRIES = 3;

function First({ list, texts }: { readonly list: Detail; readonly texts: Texts }) {
  const shown = textsOf(list, "first").slice(0, SHOWN_ENTRIES);
  const more = numberOf(list, "count") - shown.length;
  return (
    <>
      {shown.map((range, index) => (
        <>
          {index === 0 ? "" : ", "}
          <Code text={range} />
        </>
      ))}
      {more > 0 ? ` ${texts.common.andMore(more)}` : ""}
    </>
  );
}

function Entry({ entry, texts }: { readonly entry: Detail; readonly texts: Texts }) {
  return <Labelled value={textOf(entry, "value")} label={textOf(entry, "label")} texts={texts} />;
}

function Labelled({
  value,
  label,
  texts,
}: {
  readonly value: string | null;
  readonly label: string | null;
  readonly texts: Texts;
}) {
  return (
    <>
      <Code text={value ?? texts.common.unknown} />
      {label === null ? null : (
        <>
          {" ("}
          <bdi>{label}</bdi>)
        </>
      )}
    </>
  );
}
