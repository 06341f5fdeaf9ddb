import { createRoute, type RouteConfig } from "@hono/zod-openapi";
import * as z from "zod";
import type { Access } from "./auth.ts";
import type { BodyReader } from "./body.ts";
import type { Method, ResponseSpecs } from "./endpoint.ts";
import { PROBLEMS, type ProblemCode } from "./problem.ts";
import { ProblemSchema } from "./schemas.ts";

/** What the API's description needs to know of an endpoint. */
export interface Describable {
  readonly method: Method;
  readonly path: string;
  readonly access: Access;
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: BodyReader<unknown>;
  readonly ifMatch?: "required" | "honoured";
  readonly responses: ResponseSpecs;
  readonly problems: readonly ProblemCode[];
}

type Responses = RouteConfig["responses"];

/** The OpenAPI description of an endpoint, from the same schemas that validate its calls. */
export function describeRoute(spec: Describable): RouteConfig {
  const { params, query, body, ifMatch } = spec;
  return createRoute({
    method: spec.method,
    path: spec.path,
    operationId: spec.operationId,
    summary: spec.summary,
    ...(spec.description === undefined ? {} : { description: spec.description }),
    tags: [spec.tag],
    security: spec.access === "public" ? [] : [{ token: isScope(spec.access) ? [spec.access] : [] }],
    request: {
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { query }),
      ...(body === undefined ? {} : { body: { required: true, content: body.content } }),
      ...(ifMatch === undefined ? {} : { headers: ifMatchHeader(ifMatch) }),
    },
    responses: { ...refusals(problemsOf(spec)), ...successes(spec) },
  });
}

const isScope = (access: Access): boolean => access.includes(":");

function ifMatchHeader(use: "required" | "honoured"): z.ZodObject {
  const tag = z.string().openapi({
    description: "ETags of the revision that the change is meant for, or `*`. Weak tags count too.",
    examples: ['"12"'],
  });
  return z.object({ "If-Match": use === "required" ? tag : tag.optional() });
}

function successes(spec: Describable): Responses {
  return Object.fromEntries(
    Object.entries(spec.responses).map(([status, { description, schema, alternatives }]) => {
      const others = (alternatives ?? []).map((mediaType) => [mediaType, { schema: z.string() }] as const);
      const content = Object.fromEntries([["application/json", { schema }] as const, ...others]);
      return [status, { description, content }];
    }),
  );
}

/** The problems that an endpoint can answer with: its own and those of every endpoint of its kind. */
function problemsOf(spec: Describable): readonly ProblemCode[] {
  const codes: ProblemCode[] = [...spec.problems];
  if (spec.access !== "public") codes.push("unauthorized");
  if (spec.access === "operator") codes.push("operator_only");
  if (spec.access === "account" || isScope(spec.access)) codes.push("account_not_found");
  if (isScope(spec.access)) codes.push("missing_scope");
  if (spec.body !== undefined) {
    if ("application/json" in spec.body.content) codes.push("malformed_json");
    codes.push("malformed_text", "request_too_large", "unsupported_media_type");
  }
  if (spec.body !== undefined || spec.query !== undefined) codes.push("invalid_request");
  if (spec.ifMatch !== undefined) codes.push("malformed_header", "revision_mismatch");
  if (spec.ifMatch === "required") codes.push("if_match_required");
  return [...codes, "internal_error", "unavailable"];
}

/** One response a status, which lists the codes behind it. */
function refusals(codes: readonly ProblemCode[]): Responses {
  const byStatus = new Map<number, Set<ProblemCode>>();
  for (const code of codes) {
    const { status } = PROBLEMS[code];
    byStatus.set(status, (byStatus.get(status) ?? new Set()).add(code));
  }
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [
      status,
      {
        description: [...ofStatus].map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(" "),
        content: { "application/problem+json": { schema: ProblemSchema } },
      },
    ]),
  );
}
