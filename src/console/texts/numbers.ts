/** How a language writes numbers and counts things. */
export interface Numbers {
  /** `100,000`. */
  n(value: number): string;
  /** `1 entry`, `100,000 entries`. */
  count(value: number, one: string, other: string): string;
}

/** For languages that tell one from many and know no more forms. */
export function numbersIn(language: string): Numbers {
  const format = new Intl.NumberFormat(language);
  const n = (value: number): string => format.format(value);
  return { n, count: (value, one, other) => `${n(value)} ${value === 1 ? one : other}` };
}
