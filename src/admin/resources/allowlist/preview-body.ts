import * as z from "zod";
import { EntryItems, toItems } from "../../../allowlist/reading/entries-json.ts";
import { EntriesText, readEntriesText } from "../../../allowlist/reading/entries-text.ts";
import type { ListFault, ProposedList } from "../../../allowlist/reading/proposed-entries.ts";
import type { StepBack } from "../../../allowlist/revisions/past-state.ts";
import { parseJson } from "../../../input/parse-json.ts";
import { type FieldError, validate } from "../../../input/validation.ts";
import { err, ok, type Result } from "../../../result.ts";
import { type BodyReader, MAX_LIST_BODY_BYTES } from "../../http/body.ts";
import { PolicyPatch } from "../policy.ts";

/** What a body proposes; null: that part stays as it is. */
export interface ProposedChange {
  readonly policy: z.output<typeof PolicyPatch> | null;
  readonly allowlist: ProposedList | null;
  /** An earlier state to bring back, or a change to undo, in place of both. */
  readonly step: StepBack | null;
}

const REVISION = z.int().min(1, "It is below 1.").optional();

const PreviewRequest = z
  .strictObject({
    policy: PolicyPatch.optional(),
    allowlist: z.union([EntriesText, EntryItems]).optional(),
    revision: REVISION.meta({ description: "The revision that would be restored; then nothing else is given." }),
    undo: REVISION.meta({ description: "A revision that would be undone; then nothing else is given." }),
  })
  .meta({
    id: "PreviewRequest",
    description: "A change as PATCH policy and PUT allowlist would take it. What is left out stays as it is.",
  });

/** The list apart: its own readers tell line and item of each error. */
const Envelope = z
  .strictObject({
    policy: PolicyPatch.optional(),
    allowlist: z.unknown().optional(),
    revision: REVISION,
    undo: REVISION,
  })
  .refine(({ revision, undo, ...rest }) => (revision ?? undo) === undefined || isAlone({ revision, undo, ...rest }), {
    error: "A revision to restore, or to undo, is previewed by itself.",
    params: { code: "not_together", fix: "Give revision alone, or undo alone, or policy and allowlist." },
  });

const isAlone = (body: Readonly<Record<string, unknown>>): boolean =>
  Object.values(body).filter((value) => value !== undefined).length === 1;

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
  if (envelope.ok && allowlist.ok) {
    const { policy = null, revision, undo } = envelope.value;
    return ok({ policy, allowlist: allowlist.value, step: stepOf(revision, undo) });
  }
  return err({ kind: "errors", errors: [...errorsOf(envelope), ...errorsOf(allowlist).map(beneathAllowlist)] });
}

function stepOf(revision: number | undefined, undo: number | undefined): StepBack | null {
  if (revision !== undefined) return { kind: "restore", revision };
  return undo === undefined ? null : { kind: "undo", revision: undo };
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
