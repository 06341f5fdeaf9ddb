/*
 * Spreadsheets run a cell that begins like a formula, even when a stranger wrote it. So an exported label gets an
 * apostrophe before such a beginning, and an import takes it away again: labels come back as they were, whatever they
 * are.
 *
 * A beginning is at the start of the label and after each semicolon (where the spreadsheet's separator is one), behind
 * any blanks, quotation marks and apostrophes; formula signs are `= + - @` and their full-width forms (OWASP, CSV
 * Injection). A label has no tab and no carriage return. An apostrophe that is already there counts as one of those
 * before the sign, and gets another one: so export and import are exact inverses.
 */
const UNGUARDED = /((?:^|;)[ "']*)([=+\-@＝＋－＠])/g;
const GUARDED = /((?:^|;)[ "']*)'([=+\-@＝＋－＠])/g;

/** A label → what is safe in a spreadsheet's cell. */
export const guardFormula = (label: string): string => label.replace(UNGUARDED, "$1'$2");

/** What `guardFormula` made → the label; anything else stays as it is. */
export const unguardFormula = (cell: string): string => cell.replace(GUARDED, "$1$2");
