import * as z from "zod";
import { findAccount } from "../../../accounts/change.ts";
import { readAnyText } from "../../../allowlist/reading/any-text/read-any-text.ts";
import { MAX_CANDIDATES, MAX_LEFT_OUT } from "../../../allowlist/reading/any-text/reading.ts";
import type { ProposedEntry } from "../../../allowlist/reading/proposed-entries.ts";
import { ok } from "../../../result.ts";
import { formatTime } from "../../../time.ts";
import { type BodyReader, MAX_LIST_BODY_BYTES } from "../../http/body.ts";
import { defineEndpoint, type Endpoint } from "../../http/endpoint.ts";
import { toProblem } from "../../http/refusal-problem.ts";
import { reply } from "../../http/reply.ts";
import { AccountParams, Timestamp } from "../../http/schemas.ts";
import { viewWarnings, Warnings } from "./allowlist-view.ts";

const AnyText = z.string().meta({
  id: "AnyText",
  description:
    "Any text as people have it: mail with bullets, spreadsheet cells, `;` lists, netmasks, JSON of AWS, GitHub, Google, Cloudflare, Oracle or Fastly, rules of firewalls and web servers.",
  examples: ["Hi, please let in:\n• 203.0.113.7 (Ann's home)\n• 198.51.100.0 255.255.255.0 – Berlin office\n"],
});

const anyTextBody: BodyReader<string> = {
  content: {
    "text/plain": { schema: AnyText },
    "text/csv": { schema: AnyText },
    "text/html": { schema: AnyText },
    "application/json": { schema: z.unknown() },
  },
  readers: { "text/plain": ok, "text/csv": ok, "text/html": ok, "application/json": ok },
  maxBytes: MAX_LIST_BODY_BYTES,
};

const Source = z.object({
  line: z.int().optional().meta({ description: "Line of the text, from 1." }),
  pointer: z.string().optional().meta({ description: "JSON pointer into the text, where it is JSON." }),
});

const ProposedItem = z
  .object({
    value: z.string(),
    label: z.string().optional(),
    enabled: z.boolean().optional(),
    expires_at: Timestamp.nullable().optional(),
  })
  .meta({ id: "ProposedItem" });

const ReadList = z
  .object({
    items: z.array(ProposedItem).meta({
      description:
        'The entries that were found, as POST and PUT allowlist and preview take them: `{"items": […]}`. Each range once.',
    }),
    sources: z.array(Source).meta({ description: "Where each of them stands, in the same order." }),
    item_count: z.int(),
    left_out: z
      .array(
        Source.extend({
          text: z.string(),
          code: z.string(),
          detail: z.string(),
          fix: z.string().optional(),
        }),
      )
      .meta({ description: `What looks like an entry and is not proposed, and why: the first ${MAX_LEFT_OUT}.` }),
    left_out_count: z.int(),
    truncated: z.boolean().meta({
      description: `The text has more than 250,000 entries, or than ${MAX_CANDIDATES} texts that look like one: the rest was not read.`,
    }),
  })
  .extend(Warnings.shape)
  .meta({ id: "ReadList" });

const readList = defineEndpoint({
  method: "post",
  path: "/accounts/{account}/allowlist/read",
  access: "allowlist:read",
  operationId: "readList",
  tag: "allowlist",
  summary: "Find the entries in any text",
  description:
    "Takes text as people have it, and answers the entries that it finds, with labels from what stands beside them, and what it left out and why. It guesses: look at the answer before you send its `items` on. Changes nothing.",
  params: AccountParams,
  body: anyTextBody,
  responses: { 200: { description: "What was found.", schema: ReadList } },
  problems: ["account_not_found"],
  async handle({ params, body }, deps) {
    const account = await findAccount(deps, params.account);
    if (!account.ok) return toProblem(account.error);
    const { list, leftOut, leftOutCount, isCut } = readAnyText(body);
    return reply(200, {
      items: list.entries.map(viewProposed),
      sources: list.entries.map(({ place }) => ({ ...place })),
      item_count: list.entries.length,
      left_out: leftOut.map(({ place, ...why }) => ({ ...place, ...why })),
      left_out_count: leftOutCount,
      truncated: isCut,
      ...viewWarnings(list.warnings),
    });
  },
});

const viewProposed = ({ value, label, enabled, expiresAt }: ProposedEntry): z.output<typeof ProposedItem> => ({
  value,
  ...(typeof label === "string" ? { label } : {}),
  ...(enabled === undefined ? {} : { enabled }),
  ...(expiresAt === undefined ? {} : { expires_at: expiresAt === null ? null : formatTime(expiresAt) }),
});

export const readEndpoints: readonly Endpoint[] = [readList];
