import type { RouteConfig } from "@hono/zod-openapi";
import * as z from "zod";
import type { Access } from "../admin/access/auth.ts";
import type { BodyReader } from "../admin/http/body.ts";
import type { Endpoint, ResponseSpec } from "../admin/http/endpoint.ts";
import { describeProblems, references } from "./problem-components.ts";
import { problemsOf } from "./problems-of.ts";
import { REQUEST_EXAMPLES } from "./request-examples.ts";

type Responses = RouteConfig["responses"];

/** The OpenAPI description of an endpoint, from the same schemas that validate its calls. */
export function describeEndpoint(endpoint: Endpoint): RouteConfig {
  const { method, path, access, description: spec } = endpoint;
  const { operationId, summary, description, tag, params, query, body } = spec;
  const headers = requestHeaders(spec);
  return {
    method,
    path,
    operationId,
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [tag],
    security: securityOf(access),
    request: {
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { query }),
      ...(body === undefined ? {} : { body: { required: true, content: withExamples(operationId, body) } }),
      ...(headers === null ? {} : { headers }),
    },
    responses: { ...successes(endpoint), ...describeProblems(problemsOf(endpoint)) },
  };
}

const withExamples = (operationId: string, { content }: BodyReader<unknown>) =>
  Object.fromEntries(
    Object.entries(content).map(([mediaType, { schema }]) => {
      const examples = REQUEST_EXAMPLES[operationId]?.[mediaType];
      return [mediaType, { schema, ...(examples === undefined ? {} : { examples }) }];
    }),
  );

/** Either scheme suffices; an account's token needs the scope too (OpenAPI 3.1, Security Requirement: role names). */
function securityOf(access: Access): Record<string, string[]>[] {
  if (access === "public") return [];
  const operator = { operator_token: [] };
  if (access === "operator") return [operator];
  return [operator, { account_token: access.includes(":") ? [access] : [] }];
}

function requestHeaders({ ifMatch, idempotencyKey }: Endpoint["description"]): z.ZodObject | null {
  if (ifMatch === undefined && idempotencyKey === undefined) return null;
  return z.object({
    ...(ifMatch === undefined ? {} : { "If-Match": ifMatchHeader(ifMatch) }),
    ...(idempotencyKey === undefined ? {} : { "Idempotency-Key": IDEMPOTENCY_KEY }),
  });
}

const IDEMPOTENCY_KEY = z
  .string()
  .optional()
  .meta({
    description:
      "Makes the call repeatable: for 24 hours the same request with the same key gets the first one's answer, and changes nothing again. 1 to 255 visible ASCII characters, such as a UUID.",
    examples: ["8e03978e-40d5-43dd-bc93-6894a57f9324"],
  });

function ifMatchHeader(use: "required" | "honoured"): z.ZodType {
  const tag = z.string().meta({
    description: "ETags of the revision that the change is meant for, or `*`. Weak tags count too.",
    examples: ['"12"'],
  });
  return use === "required" ? tag : tag.optional();
}

function successes({ responses, description: { idempotencyKey } }: Endpoint): Responses {
  const replayed = idempotencyKey === undefined ? [] : ["Idempotency-Replayed"];
  return Object.fromEntries(Object.entries(responses).map(([status, spec]) => [status, success(spec, replayed)]));
}

function success(
  { description, schema, alternatives, etag }: ResponseSpec,
  more: readonly string[],
): Responses[string] {
  const others = (alternatives ?? []).map((mediaType) => [mediaType, { schema: z.string() }] as const);
  const names = ["Gatehouse-Request-Id", ...(etag === true ? ["ETag"] : []), ...more];
  return {
    description,
    headers: references("headers", names),
    content: Object.fromEntries([["application/json", { schema }] as const, ...others]),
  };
}
