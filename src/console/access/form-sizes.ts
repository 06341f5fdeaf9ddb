/** Room for the fields that people type: labels, addresses, a token. */
export const MAX_PLAIN_FORM_BYTES = 64 * 1024;

/** Room for 250,000 entries as text, in a form that holds a list; what is larger goes through the API. */
export const MAX_LIST_FORM_BYTES = 16 * 1024 * 1024;

/** Room for a list of some thousand entries: what is kept when a form comes after the login is over. */
export const MAX_RETAINED_FORM_BYTES = 256 * 1024;
