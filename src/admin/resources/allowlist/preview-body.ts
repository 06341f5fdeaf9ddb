import * as z from "zod";
import { EntryItems, toItems } from "../../../allowlist/reading/entries-json.ts";
import { EntriesText, readEntriesText } from "../../../allowlist/reading/entries-text.ts";
import type { ListFault, ProposedList } from "../../../allowlist/reading/proposed-entries.ts";
import { parseJson } from "../../../input/parse-json.ts";
import { type FieldError, validate } from "../../../input/validation.ts";
import { err, ok, type Result } from "../../../result.ts";
import { type BodyReader, MAX_LIST_BODY_BYTES } from "../../http/body.ts";
import { PolicyPatch } from "../policy.ts";

/** What a body proposes; null: that part stays as it is. */
export interface ProposedChange {
  readonly policy: z.output<typeof PolicyPatch> | null;
  readonly allowlist: ProposedList | null;
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

export const proposalBody: BodyReader<ProposedChange> = {
  content: { "application/json": { schema: PreviewRequest } },
  readers: { "application/json": readProposal },
  maxBytes: MAX_LIST_BODY_BYTES,
};

function readProposal(text: string): Result<ProposedChange, ListFault> {
  const json = parseJson(text);
  if (!json.ok) return json;
  const envelope = validate(json.value, Envelope, "body");
  const list = listOf(json.value);
  const allowlist = list === undefined ? ok(null) : readList(list);
  if (!allowlist.ok && allowlist.error.kind !== "errors") return err(allowlist.error);
  if (envelope.ok && allowlist.ok) return ok({ policy: envelope.value.policy ?? null, allowlist: allowlist.value });
  return err({ kind: "errors", errors: [...errorsOf(envelope), ...errorsOf(allowlist).map(beneathAllowlist)] });
}

const listOf = (json: unknown): unknown =>
  typeof json === "object" && json !== null && Object.hasOwn(json, "allowlist")
    ? (json as { allowlist: unknown }).allowlist
    : undefined;

const readList = (list: unknown): Result<ProposedList, ListFault> =>
  typeof list === "string" ? readEntriesText(list) : toItems(list);

const errorsOf = (result: Result<unknown, ListFault>): readonly FieldError[] =>
  !result.ok && result.error.kind === "errors" ? result.error.errors : [];

const beneathAllowlist = (error: FieldError): FieldError => ({ ...error, pointer: `/allowlist${error.pointer ?? ""}` });
