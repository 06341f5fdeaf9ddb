import type { Child } from "hono/jsx";
import type { Actor, Scope } from "../accounts/actor.ts";
import type { Account } from "../storage/accounts/accounts.ts";
import type { ConsoleSession } from "../storage/console/console-sessions.ts";
import type { Entry } from "../storage/entries/entry-records.ts";
import type { TextFile } from "../text-file.ts";
import type { ConsoleDeps } from "./deps.ts";
import type { Texts } from "./texts/texts.ts";

/** A request for a page, by a visitor who is logged in and let in. */
export interface Visit {
  readonly deps: ConsoleDeps;
  readonly session: ConsoleSession;
  /** Who acts: every change and its audit event are made in this name. */
  readonly actor: Exclude<Actor, { readonly kind: "operator" }>;
  /** As it was when the request came. */
  readonly account: Account;
  /** Entries that cover the visitor's address: enabled or not, expired or not. */
  readonly covering: readonly Entry[];
  /** Access requests that wait for a decision. */
  readonly openRequests: number;
  readonly texts: Texts;
  readonly url: URL;
  /** The values of the path's `:name` parts. */
  readonly params: Readonly<Record<string, string>>;
  /** Goes into every form (`<Form>` does it). */
  readonly csrf: string;
  /** A path of this account's console (`/sessions`) as a link. */
  readonly href: (path: string) => string;
}

/** The result of a page or of an act. */
export type Answer =
  | {
      readonly kind: "page";
      readonly title: string;
      readonly content: Child;
      readonly status?: 200 | 404 | 409 | 422 | 429 | 503;
      /** Errors on it: named in the title. */
      readonly hasErrors?: boolean;
    }
  /** After an act that is done: 303, so that going back or reloading does not do it again. A path of the console's. */
  | { readonly kind: "redirect"; readonly to: string }
  | { readonly kind: "download"; readonly file: TextFile };

export type Show = (visit: Visit) => Promise<Answer>;

/** What a form's button does. Its fields are untrusted: read them with `readText`, parse them with the API's schemas. */
export interface Act {
  /** Beyond what the section needs. */
  readonly needs: Scope;
  /** The form may hold a whole list: up to 16 MiB. Absent: up to 64 KiB. */
  readonly mayHoldList?: true;
  readonly act: (visit: Visit, form: FormData) => Promise<Answer>;
}

/** Pages that belong together: one item of the menu. */
export interface Section {
  readonly menu: {
    readonly path: string;
    readonly label: (texts: Texts) => string;
    /** What waits there; nothing is shown for 0. */
    readonly waiting?: (visit: Visit) => number;
  };
  /** The right to see any of it. */
  readonly needs: Scope;
  /** By their path below the base path, as Hono's router writes it: `/sessions/:id`. */
  readonly pages: Readonly<Record<string, Show>>;
  /** Forms that post to these paths. */
  readonly acts: Readonly<Record<string, Act>>;
}

/** A field's text as it was typed; "" when there is none. Line ends are the browser's (CRLF) turned to LF. */
export function readText(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.replaceAll("\r\n", "\n") : "";
}

export const isChecked = (form: FormData, name: string): boolean => form.get(name) !== null;

/** Every right that lets a visitor see at least one section. */
export const allNeeds = (sections: readonly Section[]): readonly Scope[] => sections.map(({ needs }) => needs);
