import type { en } from "./en.ts";

/** What a language says, in the shape of English: a text that is missing or superfluous does not compile. */
export type Texts = Shape<typeof en>;

type Shape<T> = T extends string
  ? string
  : T extends (...values: infer Values) => infer Said
    ? (...values: Values) => Shape<Said>
    : { readonly [Name in keyof T]: Shape<T[Name]> };
