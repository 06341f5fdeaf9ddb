import { MODES, type Mode } from "../../../policy/policy.ts";
import type { Account } from "../../../storage/accounts/accounts.ts";
import type { Entry } from "../../../storage/entries/entry-records.ts";
import { isChecked, readText } from "../../page.ts";
import { textOf } from "../list-text.ts";

/** The switch and the API checkbox. */
export interface Switches {
  readonly mode: Mode;
  readonly blockApi: boolean;
}

/** What the visitor typed, and the state that it was typed on. It travels from page to page until it is saved. */
export interface Draft extends Switches {
  /** Null: the list is too long for the box, and only the switches are changed. */
  readonly text: string | null;
  readonly base: Base;
}

/** The account as the page showed it. */
export interface Base extends Switches {
  readonly revision: number;
  readonly text: string | null;
}

/** A longer list is changed in the table and by file. */
export const MAX_BOX_ENTRIES = 1_000;

/** The box shows every entry, with its expiry and whether it is off. */
export function baseOf(account: Account, entries: readonly Entry[] | null): Base {
  const { mode, blockApiRequests: blockApi } = account.policy;
  const text = entries === null ? null : textOf(entries);
  return { mode, blockApi, revision: account.revision, text };
}

export const draftOf = (base: Base): Draft => ({ mode: base.mode, blockApi: base.blockApi, text: base.text, base });

/** A field that is not as the form sends it counts as unchanged. */
export function readDraft(form: FormData): Draft {
  const parts = form.getAll("list").filter((part) => typeof part === "string");
  const hasBox = form.get("base_list") !== null;
  const base: Base = {
    mode: readMode(readText(form, "base_mode")),
    blockApi: readText(form, "base_block_api") === "yes",
    revision: Number(readText(form, "revision")) || 0,
    text: hasBox ? readText(form, "base_list") : null,
  };
  return {
    mode: readMode(readText(form, "mode"), base.mode),
    blockApi: isChecked(form, "block_api"),
    // A line with an error is a field of its own, in its place between the others.
    text: hasBox ? parts.map((part) => part.replaceAll("\r\n", "\n")).join("\n") : null,
    base,
  };
}

const readMode = (text: string, otherwise: Mode = "off"): Mode => MODES.find((mode) => mode === text) ?? otherwise;
