import type { Page } from "../../input/cursor.ts";
import type { TextFile } from "../../text-file.ts";
import { etagOf } from "./etag.ts";
import { jsonStream } from "./json-chunks.ts";
import { PROBLEMS, type Problem, problemBody } from "./problem.ts";

/** A JSON answer, with the entity tag of the revision that it shows. */
export interface JsonReply<Status extends number = number, Body = unknown> {
  readonly kind: "json";
  readonly status: Status;
  readonly body: Body;
  readonly revision?: number;
}

/** A JSON answer that is written already. */
export interface JsonTextReply<Status extends number = number> {
  readonly kind: "json-text";
  readonly status: Status;
  /** JSON. */
  readonly body: string;
  readonly revision?: number;
}

/** A list as a file: text that may be long, and is made while it is sent. */
export interface StreamReply extends TextFile {
  readonly kind: "stream";
  readonly revision?: number;
}

/** An answer that was given before, to the same call under the same key. */
export interface ReplayedReply {
  readonly kind: "replayed";
  readonly status: number;
  /** JSON. */
  readonly body: string;
  readonly revision?: number;
}

export type Reply = JsonReply | JsonTextReply | StreamReply | ReplayedReply;

/** `revision` becomes the ETag; give it for the resources that are changed under If-Match. */
export function reply<const Status extends number, Body>(
  status: Status,
  body: Body,
  revision?: number,
): JsonReply<Status, Body> {
  return { kind: "json", status, body, ...(revision === undefined ? {} : { revision }) };
}

/** An answer that is JSON already. */
export function replyText<const Status extends number>(status: Status, body: string): JsonTextReply<Status> {
  return { kind: "json-text", status, body };
}

/** A page of a list, with the items as the API shows them. */
export function replyPage<T, V>({ items, nextCursor }: Page<T>, view: (item: T) => V, revision?: number) {
  return reply(200, { items: items.map(view), next_cursor: nextCursor }, revision);
}

/** On every answer of the API (OWASP's list for REST). No Access-Control header: no other site's page may call. */
const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "Cache-Control": "no-store",
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
};

/** The one place where an answer becomes a Response. */
export function toResponse(answer: Reply | Problem, requestId: string): Response {
  const headers = new Headers({ ...SECURITY_HEADERS, "Gatehouse-Request-Id": requestId });
  if (answer.kind === "problem") {
    for (const [name, value] of Object.entries(answer.headers ?? {})) headers.set(name, value);
    headers.set("Content-Type", "application/problem+json");
    const { status } = PROBLEMS[answer.code];
    return new Response(JSON.stringify(problemBody(answer, requestId)), { status, headers });
  }

  if (answer.revision !== undefined) headers.set("ETag", etagOf(answer.revision));
  if (answer.kind === "stream") {
    headers.set("Content-Type", answer.contentType);
    headers.set("Content-Disposition", `attachment; filename="${answer.filename}"`);
    return new Response(answer.stream, { headers });
  }
  headers.set("Content-Type", "application/json");
  if (answer.kind === "json-text") return new Response(answer.body, { status: answer.status, headers });
  if (answer.kind === "replayed") {
    headers.set("Idempotency-Replayed", "true");
    return new Response(answer.body, { status: answer.status, headers });
  }
  return new Response(jsonStream(answer.body), { status: answer.status, headers });
}
