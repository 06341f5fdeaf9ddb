import { publish } from "../../accounts/change.ts";
import { sha256Hex } from "../../bytes.ts";
import { err, ok, type Result } from "../../result.ts";
import type { CallKey, KeptAnswer } from "../../storage/d1/kept-answers.ts";
import { packText, unpackText } from "../../storage/d1/packed-text.ts";
import type { AdminDeps } from "../deps.ts";
import { jsonChunks } from "./json-chunks.ts";
import { type Problem, problem } from "./problem.ts";
import type { ReplayedReply } from "./reply.ts";

/** A call that is made under a key, so that it can be repeated. */
export interface KeyedCall extends CallKey {
  /** A digest of what is asked for: method, path, media type and body. */
  readonly request: string;
}

/**
 * An answer as it is kept. Of one that tells a revision, the last two members are left out: `revision`, which the change
 * itself counts, and `published`, which a repetition tells anew.
 */
export interface AnswerToKeep {
  readonly status: number;
  readonly body: object;
  readonly revision: number | null;
}

/** Makes of an answer what is written with the change that it tells of. */
export type KeepAnswer = (answer: AnswerToKeep) => Promise<KeptAnswer>;

const MAX_KEY_LENGTH = 255;

/**
 * Reads `Idempotency-Key` (IETF draft-ietf-httpapi-idempotency-key-header): a String of RFC 9651 in its quotes, or the
 * same text without them, as most clients send it; null: there is none.
 */
export function readIdempotencyKey(headers: Headers): Result<string | null, Problem<"malformed_header">> {
  const header = headers.get("Idempotency-Key");
  if (header === null) return ok(null);
  const quoted = /^"((?:[^"\\]|\\["\\])*)"$/.exec(header.trim())?.[1];
  const key = quoted?.replaceAll(/\\(["\\])/g, "$1") ?? header.trim();
  const isKey =
    key.length <= MAX_KEY_LENGTH && /^[\x21-\x7e]+$/.test(key) && (quoted !== undefined || !key.startsWith('"'));
  if (isKey) return ok(key);
  const detail = `Idempotency-Key is one text of 1 to ${MAX_KEY_LENGTH} visible ASCII characters, such as a UUID.`;
  return err(problem("malformed_header", detail));
}

export const idempotencyNotSupported = (): Problem<"idempotency_not_supported"> =>
  problem("idempotency_not_supported", "Leave the Idempotency-Key out: no answer of this call is kept.");

/** The digest of a request, from the digest of its body. */
export async function digestRequest(request: Request, bodyDigest: string): Promise<string> {
  const { pathname, search } = new URL(request.url);
  const parts = [request.method, pathname + search, request.headers.get("Content-Type") ?? "", bodyDigest];
  return sha256Hex(JSON.stringify(parts));
}

export function keeperOf(call: KeyedCall, deps: AdminDeps): KeepAnswer {
  return async ({ status, body, revision }) => ({
    ...call,
    status,
    revision,
    body: await packText(jsonChunks(body)),
    keptAt: deps.now(),
  });
}

/** The kept answer of this key; null: there is none, and the call is made. */
export async function findAnswer(
  call: KeyedCall,
  deps: AdminDeps,
): Promise<ReplayedReply | Problem<"idempotency_key_reused"> | null> {
  const kept = await deps.keptAnswers.find(call, deps.now());
  if (kept === null) return null;
  if (kept.request !== call.request) {
    const detail = "This key was used for another request within the last 24 hours. A new request needs a new key.";
    return problem("idempotency_key_reused", detail);
  }
  const text = await unpackText(kept.body);
  const { status, revision } = kept;
  if (revision === null) return { kind: "replayed", status, body: text };
  const published = await isPublished(call.account, revision, deps);
  return { kind: "replayed", status, revision, body: `${tellRevision(text, revision)},"published":${published}}` };
}

/** The kept body with its revision, still open at its end. What the version before kept has the revision in it. */
function tellRevision(body: string, revision: number): string {
  const open = body.slice(0, -1);
  const told = `"revision":${revision}`;
  return open.endsWith(told) ? open : `${open},${told}`;
}

/** Whether the change was published. If not, it is published now: the first answer, which said so, may have been lost. */
async function isPublished(id: string, revision: number, deps: AdminDeps): Promise<boolean> {
  const account = await deps.accounts.get(id);
  if (account === null) return false;
  return (account.publishedRevision ?? 0) >= revision || publish(deps, () => deps.publisher.publishAccount(id));
}
