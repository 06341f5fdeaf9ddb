/** The parser of Express 4 and 5 and express-session (cookie 0.7), which ships no types. */
declare module "cookie" {
  export function parse(header: string): Record<string, string | undefined>;
}
