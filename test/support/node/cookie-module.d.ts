/** The part of `cookie` that is used here; 0.7, which Express takes, comes without types. */
declare module "cookie" {
  export function parse(header: string): Record<string, string | undefined>;
}
