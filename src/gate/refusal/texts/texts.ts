/** A page of its own title and one explaining sentence or two. */
export interface PageTexts {
  readonly title: string;
  readonly explanation: string;
}

/**
 * Everything a refusal page says, in one language. Every language file has this shape, so that a text that is missing
 * does not compile. Plain text, escaped when rendered; no value is inserted into a sentence, so that no word must be
 * inflected.
 */
export interface RefusalTexts {
  /** BCP 47 primary language subtag, in lower case: `lang` and `Content-Language`. */
  readonly language: string;
  readonly direction: "ltr" | "rtl";
  readonly labels: {
    readonly address: string;
    readonly reference: string;
    /** With its colon: French puts a space before it. */
    readonly contact: string;
    readonly whatToDo: string;
  };
  readonly address_not_allowed: PageTexts & { readonly leaveVpn: string; readonly askAdministrator: string };
  /** Asking for access, where the account takes requests. */
  readonly request: {
    readonly title: string;
    readonly explanation: string;
    readonly name: string;
    readonly reason: string;
    readonly send: string;
    readonly faults: { readonly stale: string; readonly no_name: string; readonly too_long: string };
    readonly sent: PageTexts & { readonly next: string; readonly wait: string; readonly tryAgain: string };
    readonly full: PageTexts;
  };
  readonly unknown_host: PageTexts;
  readonly unavailable: PageTexts;
  readonly misconfigured: PageTexts;
  readonly rate_limited: PageTexts;
}
