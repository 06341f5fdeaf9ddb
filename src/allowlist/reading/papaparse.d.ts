/** As much of Papa Parse as is used here: its own types bring all of Node's with them. */
declare module "papaparse" {
  interface Step {
    readonly data: readonly string[];
    readonly errors: readonly { readonly type: string; readonly code: string }[];
    /** `cursor`: where in the text the next row begins. */
    readonly meta: { readonly cursor: number };
  }

  interface Parser {
    abort(): void;
  }

  export interface ParseConfig {
    readonly delimiter: string;
    readonly newline: string;
    /** The fast mode splits the text into an array of lines at once. */
    readonly fastMode: boolean;
    step(row: Step, parser: Parser): void;
  }

  const Papa: { parse(text: string, config: ParseConfig): void };
  export default Papa;
}
