import type * as z from "zod";
import { type Actor, actorName } from "../../accounts/actor.ts";
import { type FieldError, validate } from "../../input/validation.ts";
import { ok, type Result } from "../../result.ts";
import { admit } from "../access/admission.ts";
import type { Access } from "../access/auth.ts";
import type { AdminDeps } from "../deps.ts";
import { type BodyReader, receiveBody, toBodyProblem } from "./body.ts";
import { readIfMatch } from "./etag.ts";
import {
  digestRequest,
  findAnswer,
  idempotencyNotSupported,
  type KeepAnswer,
  type KeyedCall,
  keeperOf,
  readIdempotencyKey,
} from "./idempotency.ts";
import { invalidRequest, type Problem, type ProblemCode, problem } from "./problem.ts";
import type { JsonReply, JsonTextReply, Reply, StreamReply } from "./reply.ts";

export type Method = "get" | "post" | "put" | "patch" | "delete";

/** One successful answer of an endpoint. */
export interface ResponseSpec {
  readonly description: string;
  readonly schema: z.ZodType;
  /** Media types that a caller can choose instead of JSON. */
  readonly alternatives?: readonly string[];
  /** The answer carries the ETag of the revision that it shows. */
  readonly etag?: true;
  /** The handler answers with JSON that is written already: the compiler cannot hold it to the schema, a test must. */
  readonly isText?: true;
}

export type ResponseSpecs = Readonly<Record<number, ResponseSpec>>;

/** The answers that an endpoint's schemas allow. */
type ReplyOf<R extends ResponseSpecs> =
  | {
      [S in keyof R & number]: R[S] extends { readonly isText: true }
        ? JsonTextReply<S>
        : JsonReply<S, z.output<R[S]["schema"]>>;
    }[keyof R & number]
  | StreamReply;

/** A call as the handler sees it: who, and input that is valid. */
export interface Call<A extends Access, P, Q, B> {
  readonly actor: A extends "public" ? null : Actor;
  readonly params: P;
  readonly query: Q;
  readonly body: B;
  /** The revisions that `If-Match` names; null: any will do. */
  readonly revisions: ReadonlySet<number> | null;
  /** The caller gave a key: the answer is to be kept with the change. */
  readonly keep?: KeepAnswer | undefined;
}

/** A resource's operation: what it is called, who may call it, what it takes, what it answers, and what it does. */
export interface EndpointSpec<
  A extends Access,
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B,
  R extends ResponseSpecs,
  C extends ProblemCode,
> {
  readonly method: Method;
  /** As OpenAPI writes it: `/accounts/{account}`. */
  readonly path: string;
  /** There is no default: an endpoint says who may call it. */
  readonly access: A;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: BodyReader<B>;
  readonly ifMatch?: "required" | "honoured";
  /** Takes an Idempotency-Key: its handler keeps its answer, which must hold no secret, with its change. */
  readonly idempotencyKey?: "honoured";
  readonly responses: R;
  /** The problems of its own, beside those that any endpoint can have. */
  readonly problems: readonly C[];
  readonly handle: (
    call: Call<A, z.output<P>, z.output<Q>, B>,
    deps: AdminDeps,
  ) => Promise<ReplyOf<R> | Problem<NoInfer<C>>>;
}

/** A request before it is validated. */
export interface RawCall {
  readonly request: Request;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string | readonly string[]>>;
}

/** What an endpoint says of itself: the API's description is made of it, and tests hold its answers against it. */
export type EndpointDescription = Omit<
  EndpointSpec<Access, z.ZodObject, z.ZodObject, unknown, ResponseSpecs, ProblemCode>,
  "handle"
>;

/** An endpoint without its type parameters: the application mounts it, the description lists it, the tests run over it. */
export interface Endpoint {
  readonly method: Method;
  readonly path: string;
  readonly access: Access;
  readonly description: EndpointDescription;
  readonly responses: ResponseSpecs;
  readonly serve: (raw: RawCall, deps: AdminDeps) => Promise<Reply | Problem>;
}

export function defineEndpoint<
  A extends Access,
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B,
  const R extends ResponseSpecs,
  const C extends ProblemCode,
>(spec: EndpointSpec<A, P, Q, B, R, C>): Endpoint {
  return {
    method: spec.method,
    path: spec.path,
    access: spec.access,
    description: spec,
    responses: spec.responses,
    serve: (raw, deps) => serve(spec, raw, deps),
  };
}

/**
 * The steps of a call: who calls → may they → under which condition → was it made before → is all of the input valid → the
 * work.
 */
async function serve<
  A extends Access,
  P extends z.ZodObject,
  Q extends z.ZodObject,
  B,
  R extends ResponseSpecs,
  C extends ProblemCode,
>(spec: EndpointSpec<A, P, Q, B, R, C>, raw: RawCall, deps: AdminDeps): Promise<Reply | Problem> {
  const { access, operationId } = spec;
  const authorization = raw.request.headers.get("Authorization");
  const admitted = await admit({ access, operationId, authorization, account: raw.params.account }, deps);
  if (admitted !== null && admitted.kind === "problem") return admitted;

  const { headers } = raw.request;
  const condition = readCondition(spec.ifMatch, headers);
  if (!condition.ok) return condition.error;
  const key = readIdempotencyKey(headers);
  if (!key.ok) return key.error;
  if (key.value !== null && spec.idempotencyKey === undefined) return idempotencyNotSupported();

  const received =
    spec.body === undefined ? null : await receiveBody(raw.request, spec.body, { isDigested: key.value !== null });
  if (received !== null && !received.ok) return received.error;
  const keyed = await keyedCall(key.value, admitted, raw, received?.value.digest ?? "");
  const known = keyed === null ? null : await findAnswer(keyed, deps);
  if (known !== null) return known;

  const errors: FieldError[] = [];
  const params = readParameters(spec.params, raw.params, errors);
  const query = readParameters(spec.query, raw.query, errors);
  const body = received?.value.read() ?? null;
  if (body !== null && !body.ok) {
    if (body.error.kind !== "errors") return toBodyProblem(body.error);
    errors.push(...body.error.errors);
  }
  if (errors.length > 0) return invalidRequest(errors);

  const answer = await spec.handle(
    {
      // The types below are what the checks above have just established.
      actor: admitted as Call<A, unknown, unknown, unknown>["actor"],
      params: params as z.output<P>,
      query: query as z.output<Q>,
      body: (body?.ok === true ? body.value : undefined) as B,
      revisions: condition.value,
      keep: keyed === null ? undefined : keeperOf(keyed, deps),
    },
    deps,
  );
  // The same call may have come twice at once. Then the one that came first is answered, and this is its answer.
  const firsts = keyed !== null && answer.kind === "problem" ? await findAnswer(keyed, deps) : null;
  return firsts ?? answer;
}

async function keyedCall(
  key: string | null,
  actor: Actor | null,
  { request, params: { account } }: RawCall,
  bodyDigest: string,
): Promise<KeyedCall | null> {
  if (key === null) return null;
  if (actor === null || account === undefined) throw new Error("a key is of an actor, in an account");
  return { account, actor: actorName(actor), key, request: await digestRequest(request, bodyDigest) };
}

function readCondition(
  use: "required" | "honoured" | undefined,
  headers: Headers,
): Result<ReadonlySet<number> | null, Problem<"malformed_header" | "if_match_required">> {
  const header = headers.get("If-Match");
  if (use === undefined || (header === null && use === "honoured")) return ok(null);
  if (header === null) {
    const detail =
      "This replaces everything: send If-Match with the ETag of what you read, or * to replace regardless.";
    return { ok: false, error: problem("if_match_required", detail) };
  }
  const condition = readIfMatch(header);
  return condition.ok ? condition : { ok: false, error: problem("malformed_header", condition.error) };
}

/** The input as its schema reads it; what is wrong goes to `errors`, and the value is then never used. */
function readParameters(schema: z.ZodObject | undefined, input: object, errors: FieldError[]): unknown {
  if (schema === undefined) return input;
  const read = validate(input, schema, "parameter");
  if (read.ok) return read.value;
  errors.push(...read.error.errors);
  return undefined;
}
