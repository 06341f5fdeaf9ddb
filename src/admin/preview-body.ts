import * as z from "zod";
import { err, ok, type Result } from "../result.ts";
import { type BodyFault, type BodyReader, MAX_LIST_BODY_BYTES, validateJson } from "./body.ts";
import { EntryItems, toItems } from "./entries-json.ts";
import { EntriesText, readEntriesText } from "./entries-text.ts";
import { parseJson } from "./parse-json.ts";
import { PolicyPatch } from "./policy.ts";
import type { FieldError } from "./problem.ts";
import type { EntriesBody } from "./proposed-entries.ts";

/** What is proposed; null: that part stays as it is. */
export interface Proposal {
  readonly policy: z.output<typeof PolicyPatch> | null;
  readonly allowlist: EntriesBody | null;
}

const PreviewRequest = z
  .strictObject({
    policy: PolicyPatch.optional(),
    allowlist: z.union([EntriesText, EntryItems]).optional(),
  })
  .meta({
    id: "PreviewRequest",
    description: "A change as PATCH policy and PUT allowlist would take it. What is left out stays as it is.",
  });

/** The list apart: its own readers tell line and item of each error. */
const Envelope = z.strictObject({ policy: PolicyPatch.optional(), allowlist: z.unknown().optional() });

export const proposalBody: BodyReader<Proposal> = {
  content: { "application/json": { schema: PreviewRequest } },
  readers: { "application/json": readProposal },
  maxBytes: MAX_LIST_BODY_BYTES,
};

function readProposal(text: string): Result<Proposal, BodyFault> {
  const json = parseJson(text);
  if (!json.ok) return json;
  const envelope = validateJson(json.value, Envelope);
  const list = listOf(json.value);
  const allowlist = list === undefined ? ok(null) : readList(list);
  if (!allowlist.ok && allowlist.error.kind === "problem") return err(allowlist.error);
  if (envelope.ok && allowlist.ok) return ok({ policy: envelope.value.policy ?? null, allowlist: allowlist.value });
  return err({ kind: "errors", errors: [...errorsOf(envelope), ...errorsOf(allowlist).map(beneathAllowlist)] });
}

const listOf = (json: unknown): unknown =>
  typeof json === "object" && json !== null && Object.hasOwn(json, "allowlist")
    ? (json as { allowlist: unknown }).allowlist
    : undefined;

const readList = (list: unknown): Result<EntriesBody, BodyFault> =>
  typeof list === "string" ? readEntriesText(list) : toItems(list);

const errorsOf = (result: Result<unknown, BodyFault>): readonly FieldError[] =>
  result.ok || result.error.kind === "problem" ? [] : result.error.errors;

const beneathAllowlist = (error: FieldError): FieldError => ({ ...error, pointer: `/allowlist${error.pointer ?? ""}` });
