import type { RouteConfig } from "@hono/zod-openapi";
import { PROBLEMS, type ProblemCode, problem, problemBody } from "../admin/http/problem.ts";
import { PROBLEM_HELP } from "./problem-help.ts";

type Responses = RouteConfig["responses"];
type Json = Readonly<Record<string, unknown>>;

export const PROBLEM_CODES = Object.keys(PROBLEMS) as readonly ProblemCode[];

/** Members that a problem has for sure, beside the standard ones. */
const MEMBERS: Partial<Record<ProblemCode, Json>> = {
  access_request_settled: {
    state: { type: "string", description: "What became of the request: `approved`, `declined` or `expired`." },
  },
  already_listed: { id: { type: "string", description: "The id of the entry that is listed." } },
  invalid_request: { errors: { type: "array", items: { $ref: "#/components/schemas/FieldError" } } },
  lockout_risk: {
    your_address: { type: "string", description: "The address that would be turned away." },
    locked_out_at: {
      type: "string",
      format: "date-time",
      description: "From when on: now, or when the last entry that covers the address runs out, within 24 hours.",
    },
  },
  missing_scope: { scope: { type: "string", description: "The scope that the token lacks." } },
  provisional_open: {
    revision: { type: "integer", description: "The revision that the provisional change made." },
    undoes_at: { type: "string", format: "date-time", description: "When it undoes itself." },
    actor: { type: "string", description: "Who made it." },
  },
  revision_mismatch: { revision: { type: "integer", description: "The account's revision now." } },
  revision_not_kept: {
    oldest_revision: { type: "integer", description: "The oldest revision that is kept." },
    kept_since: { type: "string", format: "date-time", description: "When that one was made." },
  },
  undo_not_possible: {
    entries: { type: "array", items: { type: "string" }, description: "The first entries that were changed again." },
    policy_changed: { type: "boolean", description: "Whether the policy was changed again." },
  },
};

const EXAMPLES: Partial<Record<ProblemCode, Json>> = {
  access_request_settled: { state: "approved" },
  already_listed: { id: "ent_0abcdefghijklmnop" },
  lockout_risk: { your_address: "203.0.113.7", locked_out_at: "2026-11-23T18:00:00Z" },
  missing_scope: { scope: "allowlist:write" },
  provisional_open: { revision: 13, undoes_at: "2026-11-22T12:10:00Z", actor: "user:42" },
  revision_mismatch: { revision: 13 },
  revision_not_kept: { oldest_revision: 120, kept_since: "2026-11-22T12:00:00Z" },
  undo_not_possible: { entries: ["203.0.113.7"], policy_changed: false },
  invalid_request: {
    errors: [
      {
        pointer: "/items/3/value",
        code: "invalid_prefix",
        detail: "The prefix /33 is longer than an IPv4 address.",
        fix: "Write a prefix from /1 to /32.",
      },
    ],
  },
};

/** Response headers that come with a problem. */
const HEADERS: Partial<Record<ProblemCode, string>> = {
  missing_scope: "WWW-Authenticate",
  unauthorized: "WWW-Authenticate",
  revision_mismatch: "ETag",
  unavailable: "Retry-After",
  unsupported_media_type: "Accept",
};

/** `lockout_risk` → `LockoutRiskProblem` */
export const schemaName = (code: ProblemCode): string =>
  `${code.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())}Problem`;

/** A problem of one code: the common schema, with what is fixed and what is added. */
export function problemSchema(code: ProblemCode): Json {
  const members = MEMBERS[code] ?? {};
  return {
    description: `${PROBLEM_HELP[code].when} ${PROBLEM_HELP[code].remedy}`,
    allOf: [
      { $ref: "#/components/schemas/Problem" },
      {
        type: "object",
        properties: { code: { const: code }, status: { const: PROBLEMS[code].status }, ...members },
        required: ["code", "status", ...Object.keys(members)],
      },
    ],
  };
}

/** The problem as it goes over the wire, with its own members. */
export const problemExample = (code: ProblemCode): Json => ({
  ...problemBody(problem(code, PROBLEM_HELP[code].when), "6f1c2a9e-3b7d-4c58-9e0f-2d4b8a716c35"),
  ...EXAMPLES[code],
});

/** One response a status, with the codes behind it: a program tells them apart by `code`. */
export function describeProblems(codes: readonly ProblemCode[]): Responses {
  return Object.fromEntries(
    [...groupByStatus(codes)].map(([status, ofStatus]) => {
      const isShared = ofStatus.length === 1;
      return [status, isShared ? { $ref: `#/components/responses/${ofStatus[0]}` } : problemResponse(ofStatus)];
    }),
  );
}

/** Those that have their status to themselves: their response is written once for all endpoints. */
export const soleProblems = (codes: readonly ProblemCode[]): readonly ProblemCode[] =>
  [...groupByStatus(codes).values()].filter((ofStatus) => ofStatus.length === 1).flat();

function groupByStatus(codes: readonly ProblemCode[]): ReadonlyMap<number, readonly ProblemCode[]> {
  const groups = new Map<number, readonly ProblemCode[]>();
  for (const code of codes) {
    const { status } = PROBLEMS[code];
    groups.set(status, [...(groups.get(status) ?? []), code]);
  }
  return groups;
}

/** The answer that means one of these problems, which have one status. */
export function problemResponse(codes: readonly ProblemCode[]) {
  const schemas = codes.map((code) => ({ $ref: `#/components/schemas/${schemaName(code)}` }));
  const headers = ["Gatehouse-Request-Id", ...codes.map((code) => HEADERS[code]).filter((name) => name !== undefined)];
  return {
    description: codes.map((code) => `\`${code}\`: ${PROBLEMS[code].title}.`).join(" "),
    headers: references("headers", headers),
    content: {
      "application/problem+json": {
        schema: schemas.length === 1 && schemas[0] !== undefined ? schemas[0] : { oneOf: schemas },
        examples: references("examples", codes),
      },
    },
  };
}

/** Components under the names that they have in the document. */
export const references = (kind: "headers" | "examples", names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/${kind}/${name}` }]));
