import { type Remark, sentence } from "../entry-facts.ts";
import { numbersIn } from "../numbers.ts";

const { n, count } = numbersIn("en");

/** Finding addresses in any text that is pasted. */
export const anyText = {
  summary: "Find the addresses in any text",
  label: "A mail, a table, JSON of a provider, rules of a firewall",
  hint: "Paste it as it is. What is found becomes lines of the box above, with labels from what stands beside them. Nothing is saved by that.",
  button: "Put them into the box",
  added: (lines: number) =>
    lines === 0
      ? "No line was added to the box."
      : `${count(lines, "line was", "lines were")} added to the box. Gatehouse guesses: look them over. They count once you have saved.`,
  present: (entries: number) =>
    `${count(entries, "entry of the text is", "entries of the text are")} in the box already.`,
  leftOut: (parts: number) => `${count(parts, "part of the text", "parts of the text")} did not come into the box:`,
  reason: sentence as (remark: Remark) => string,
  empty: "Paste a text first.",
  nothingFound: "No address was found in it. Correct the text, or empty this field.",
  tooMany: (found: number) =>
    `The text has ${n(found)} entries: too many for a text box. Save them as a text or CSV file and import that.`,
};
