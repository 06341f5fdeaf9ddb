import type { Problem } from "../admin/http/problem.ts";
import type { JsonReply, StreamReply } from "../admin/http/reply.ts";
import { err, ok, type Result } from "../result.ts";

/** What an operation of the API answered to a page: the body that its schema describes, or why there is none. */
export function bodyOf<Body, Refusal extends Problem>(
  answer: JsonReply<number, Body> | StreamReply | Refusal,
): Result<Body, Refusal> {
  if (answer.kind === "problem") return err(answer);
  if (answer.kind === "stream") throw new Error("a page asked for a file");
  return ok(answer.body);
}
