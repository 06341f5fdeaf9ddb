import type { Who } from "../storage/sessions/session-records.ts";
import type { Credential, Party } from "./credentials/credential.ts";
import type { SealScope } from "./credentials/seal.ts";
import type { ProvenVisit } from "./record/recorder.ts";

/** A visit, and its answer that is to be read. */
export interface AnsweredVisit extends Omit<ProvenVisit, "account" | "credentials"> {
  /** Null: the account is not known. */
  readonly account: string | null;
  /** Of all sessions of the request. */
  readonly accounts: readonly string[];
  /** The answer is another account's than the request: the session was switched. */
  readonly isOtherAccount: boolean;
  /** Every credential that the origin got. */
  readonly sent: readonly Credential[];
  /**
   * The credentials of the one session of the request; null: it has none, or several, and nothing is concluded for any
   * of them.
   */
  readonly party: Party | null;
  /** A user name and password (Basic) came beside it: what the answer says of a person may be about them. */
  readonly hasDoor: boolean;
  readonly scope: SealScope;
  /** What the answer says in SIGNAL_HEADER. */
  readonly signal: string | null;
  readonly requestId: string;
  /** Its address, or its /64, for budgets. */
  readonly site: string;
  readonly hostname: string;
  readonly method: string;
  readonly pathname: string;
  /** The person that the account resolver named for `party`; a signal comes before it. */
  readonly who: Who | null;
}

/** The account is known. */
export type KnownVisit = AnsweredVisit & { readonly account: string };
