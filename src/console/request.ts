import type { ConsoleDeps } from "./deps.ts";
import type { Texts } from "./texts/texts.ts";

/** A request to the console before it is known who makes it. */
export interface ConsoleRequest {
  readonly request: Request;
  readonly url: URL;
  readonly deps: ConsoleDeps;
  readonly texts: Texts;
  /** The values of the path's `:name` parts. */
  readonly params: Readonly<Record<string, string>>;
  /** A path of the console's (`/login`, `/a/acme/sessions`) as a link. */
  readonly href: (path: string) => string;
}

/** The path of a page or form of one account: every one of them names its account. */
export const accountPath = (account: string, path: string): string => `/a/${account}${path}`;
