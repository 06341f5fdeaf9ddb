import { type Problem, problem } from "../admin/http/problem.ts";
import { MAX_ENTRIES } from "./reading/proposed-entries.ts";

/** `count`: as far as it was counted. */
export const tooManyEntries = (count: number): Problem<"too_many_entries"> =>
  problem(
    "too_many_entries",
    `That would be ${count} entries or more; an account has at most ${MAX_ENTRIES}. Write neighbours as one range.`,
  );
