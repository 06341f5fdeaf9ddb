/** Why a visit is turned away, with the evidence. The visitor's words say less than the log's. */
export type Refusal =
  /** The address is not on the list. `address`: canonical text. `contact`: the policy's, as it was written. */
  | {
      readonly kind: "address_not_allowed";
      readonly address: string;
      readonly contact: string | null;
      /** The account takes requests: the form for one. */
      readonly form?: RequestForm;
    }
  /** No account has this host. */
  | { readonly kind: "unknown_host" }
  /** Nothing to decide by: fail closed. Why is the log's business. */
  | { readonly kind: "unavailable" }
  /** The product's own server did not answer. */
  | { readonly kind: "origin_unreachable" }
  /** The product's answer says that it is another account's. */
  | { readonly kind: "answer_withheld" }
  /** The operator's configuration is at fault; trying again does not help. Keys are no secrets; values never come here. */
  | { readonly kind: "misconfigured"; readonly problems: readonly MisconfiguredKey[] }
  /** The API token of the request was ended, or which token it is cannot be told. */
  | { readonly kind: "token_ended" }
  /** A session id stands in the URL of a request that is no read. */
  | { readonly kind: "session_in_url" }
  | { readonly kind: "rate_limited"; readonly retryAfterSeconds: number };

/** The form by which a refused visitor asks for access, with what was typed into it before. */
export interface RequestForm {
  /** The path that it is sent to. */
  readonly action: string;
  readonly token: string;
  readonly name: string;
  readonly reason: string;
  /** Why it is shown again; null: it is new. */
  readonly fault: RequestFault | null;
}

/** It lay open for too long, or came from elsewhere; there is no name; a text is too long. */
export type RequestFault = "stale" | "no_name" | "too_long";

export interface MisconfiguredKey {
  readonly key: string;
  readonly detail: string;
  readonly fix: string;
}
