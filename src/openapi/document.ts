import { OpenAPIHono } from "@hono/zod-openapi";
import { version } from "../../package.json";
import { SCOPES, type Scope } from "../accounts/actor.ts";
import type { Access } from "../admin/access/auth.ts";
import { MAX_LIST_BODY_BYTES, MAX_PLAIN_BODY_BYTES } from "../admin/http/body.ts";
import type { Endpoint } from "../admin/http/endpoint.ts";
import { MAX_ENTRIES } from "../allowlist/reading/proposed-entries.ts";
import { DEFAULT_BASE_PATH } from "../config/config.ts";
import { describeEndpoint } from "./describe-endpoint.ts";
import {
  PROBLEM_CODES,
  problemExample,
  problemResponse,
  problemSchema,
  schemaName,
  soleProblems,
} from "./problem-components.ts";
import { FieldErrorSchema, ProblemSchema } from "./problem-schema.ts";
import { problemsOf } from "./problems-of.ts";

/** What each scope is for. A new scope needs its line here. */
const SCOPE_HELP: Readonly<Record<Scope, string>> = {
  "allowlist:read": "read the policy and the allowlist, and check addresses",
  "allowlist:write": "change them too",
  "sessions:read": "read the sessions on record",
  "sessions:write": "end them too",
  "audit:read": "read and export the audit trail",
  "tokens:write": "list, make and revoke tokens of the account, with no more rights than the token has itself",
  "console:link": "make one-time links into the account's console",
};

/** Every tag that endpoints use, in the order in which the description lists them. */
export const TAGS: Readonly<Record<string, string>> = {
  accounts: "Customers of the product. The operator makes them and gives them their hosts.",
  hosts:
    "Hostnames of the product: each belongs to one account, and that account's list judges the visits to it, or is shared by many.",
  policy: "Whether an account's list is enforced, for what, and how long sessions last.",
  allowlist: "The trusted addresses of an account.",
  revisions: "Earlier states of policy and list: what each change did, undoing it, and bringing a state back.",
  sessions: "Logins of devices: who is logged in from where, and logging out.",
  tokens: "Tokens of an account: what its own administrators and scripts call with.",
  audit: "Who changed what, when and from where, and what was refused.",
  denials: "Visits that were turned away, counted by address, surface, device and day.",
  "access-requests": "Requests of visitors who were turned away, made by the form on the refusal page.",
  console: "The pages for administrators: letting a person in, seeing who is in, logging them out.",
  me: "Who calls, and from where.",
  health: "Whether Gatehouse and its stores answer.",
  description: "This description.",
};

const INTRODUCTION = `
The JSON API of Gatehouse, the IP firewall in front of a product's dashboard and API. It lives below the base path
(\`/.gatehouse\` unless the deployment says otherwise) of every host that Gatehouse serves.

**Tokens.** \`Authorization: Bearer <token>\`, never in a URL. The operator's token may do everything. An account's token
works for its own account, as far as its scopes go, and from addresses that the account's allowlist trusts.

**Bodies** are JSON in UTF-8 with names in snake_case and times in RFC 3339, UTC. An unknown field or parameter is an
error. A list has up to ${MAX_LIST_BODY_BYTES / 2 ** 20} MiB and ${MAX_ENTRIES.toLocaleString("en-US")} entries, any other body ${MAX_PLAIN_BODY_BYTES / 1024} KiB.

**Changes** answer with the resource, the account's new \`revision\`, and \`published\`: whether the edge's copy was
written. The change is saved either way; when false, it is tried again within minutes. Policy and allowlist carry an
\`ETag\` of the revision: send it back as \`If-Match\` so that no other change in between is lost.

**Lockout.** A change after which the caller's own address would be turned away from the dashboard of an enforced account,
at once or because an entry runs out within 24 hours, is refused (\`lockout_risk\`) unless \`acknowledge_lockout=true\` says
that it is meant. When the last entry that covers the caller runs out later, the answer warns (\`access_ends_at\`). Additions
are never refused. An operator's call is judged for the address in \`as_address\`.

**Provisional changes.** With \`confirm_within=SECONDS\` a change of policy, list or entry holds at once and undoes itself
on the second, everywhere, unless \`POST …/provisional/confirm\` comes before from an address that the new state admits.
\`DELETE …/provisional\` undoes it at once. Until then policy and list take no other change (\`provisional_open\`).

**Lists** come in pages: \`next_cursor\` of one is \`cursor\` of the next.

**Errors** are \`application/problem+json\` (RFC 9457). Decide by \`code\`, which comes from a closed list (docs/problems.md);
\`detail\` is for people and may change. \`errors\` names all that is wrong with an input, each with its place and a \`fix\`.
`.trim();

const INFO = {
  title: "Gatehouse",
  version,
  summary: "Trusted addresses and their rules, by program.",
  description: INTRODUCTION,
  contact: { name: "The operator of this Gatehouse" },
  license: { name: "MIT", identifier: "MIT" },
};

const HEADERS = {
  Accept: "The media types that are taken here.",
  ETag: "The account's revision, for `If-Match`.",
  "Gatehouse-Request-Id": "Names this request in the operator's log.",
  "Idempotency-Replayed": "`true`: this is the answer of an earlier call with the same `Idempotency-Key`.",
  "Retry-After": "Seconds to wait.",
  "WWW-Authenticate": "RFC 6750.",
};

/** The OpenAPI 3.1 document of these endpoints, made only from what they validate and answer. */
export function createDocument(endpoints: readonly Endpoint[]): object {
  const accesses = new Set<Access>(endpoints.map(({ access }) => access));
  const scopes = SCOPES.filter((scope) => accesses.has(scope)).map((scope) => `\`${scope}\` (${SCOPE_HELP[scope]})`);
  const app = new OpenAPIHono();
  const registry = app.openAPIRegistry;
  registry.registerComponent("securitySchemes", "operator_token", {
    type: "http",
    scheme: "bearer",
    description: "The operator's token: everything is allowed.",
  });
  registry.registerComponent("securitySchemes", "account_token", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "gth_…",
    description: `An account's token. Its scopes: ${scopes.join(", ")}. A \`write\` scope includes its \`read\`.`,
  });
  for (const [name, description] of Object.entries(HEADERS)) {
    registry.registerComponent("headers", name, { description, schema: { type: "string" } });
  }
  registry.register("FieldError", FieldErrorSchema);
  registry.register("Problem", ProblemSchema);
  const possible = new Set(endpoints.flatMap(problemsOf));
  const alone = new Set(endpoints.flatMap((endpoint) => soleProblems(problemsOf(endpoint))));
  for (const code of PROBLEM_CODES.filter((code) => possible.has(code))) {
    registry.registerComponent("schemas", schemaName(code), problemSchema(code));
    registry.registerComponent("examples", code, { value: problemExample(code) });
    if (alone.has(code)) registry.registerComponent("responses", code, problemResponse([code]));
  }
  for (const endpoint of endpoints) registry.registerPath(describeEndpoint(endpoint));

  const used = new Set(endpoints.map(({ description }) => description.tag));
  return app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: INFO,
    servers: [
      {
        url: "{base_path}/api/v1",
        description: "Any host that Gatehouse serves.",
        variables: { base_path: { default: DEFAULT_BASE_PATH, description: "The deployment's `BASE_PATH`." } },
      },
    ],
    tags: Object.entries(TAGS)
      .filter(([name]) => used.has(name))
      .map(([name, description]) => ({ name, description })),
  });
}
