import type { Child } from "hono/jsx";

/** The values of a sentence's places, by name. */
export type Slots = Readonly<Record<string, Child>>;

/**
 * A sentence with its places filled: `{who} let {address} in`. Texts stay plain sentences in which a language has its own
 * order of words, and what people wrote comes in as an element: isolated, and escaped like any other.
 */
export function fill(sentence: string, slots: Slots): Child {
  const parts = sentence.split(/\{(\w+)\}/);
  return <>{parts.map((part, index) => (index % 2 === 0 ? part : (slots[part] ?? null)))}</>;
}
