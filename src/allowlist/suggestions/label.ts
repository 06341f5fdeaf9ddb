import { isOneLine } from "../../input/scalars.ts";

/** Names in a label; further people are counted. */
const MAX_NAMES = 3;
/** Characters of one name: three of them are well below the length of a label. */
const MAX_NAME_LENGTH = 40;

/** A label that names these people: `Ann, Bob, Carla +4`. Null: none of them has a name that a label can hold. */
export function labelFor(people: readonly { readonly user: string; readonly name: string | null }[]): string | null {
  const names = people.flatMap(({ user, name }) => {
    const text = (name ?? user).trim();
    return text !== "" && isOneLine(text) ? [shorten(text)] : [];
  });
  if (names.length === 0) return null;
  const named = names.slice(0, MAX_NAMES).join(", ");
  const more = people.length - Math.min(names.length, MAX_NAMES);
  return more === 0 ? named : `${named} +${more}`;
}

function shorten(text: string): string {
  const characters = [...text];
  return characters.length <= MAX_NAME_LENGTH ? text : `${characters.slice(0, MAX_NAME_LENGTH - 1).join("")}…`;
}
