import * as z from "zod";
import { findAccount } from "../../../accounts/change.ts";
import { formatRange } from "../../../address/range.ts";
import { listedInD1, loadSuggestions } from "../../../allowlist/suggestions/load-suggestions.ts";
import {
  type LeftOut,
  SUGGESTED_NETWORKS,
  type Suggestion,
  type Visitors,
} from "../../../allowlist/suggestions/suggest.ts";
import { MAX_SIGHTED_SESSIONS } from "../../../storage/visits/sightings.ts";
import { formatTime } from "../../../time.ts";
import { defineEndpoint, type Endpoint } from "../../http/endpoint.ts";
import { toProblem } from "../../http/refusal-problem.ts";
import { reply } from "../../http/reply.ts";
import { AccountParams, Timestamp } from "../../http/schemas.ts";
import { WarningView } from "./entry-view.ts";

const MAX_SUGGESTIONS = 1_000;
const MAX_LEFT_OUT = 100;
const MAX_PEOPLE = 10;
const MAX_ADDRESSES = 10;

const count = z.int();

const VisitorsView = {
  sessions: z.object({ web: count, api: count }).meta({ description: "Sessions that were last seen there." }),
  sessions_without_user: count.meta({ description: "Those without a known user." }),
  people: z.object({
    count,
    items: z
      .array(z.object({ user: z.string(), name: z.string().nullable(), last_seen_at: Timestamp }))
      .meta({ description: `Who came last comes first, at most ${MAX_PEOPLE}.` }),
  }),
  last_seen_at: Timestamp,
};

const SuggestionView = z
  .object({
    value: z.string().meta({ description: "An address or CIDR, as it can be added.", examples: ["203.0.113.0/24"] }),
    cidr: z.string().optional(),
    first: z.string().optional(),
    last: z.string().optional(),
    family: z.union([z.literal(4), z.literal(6)]),
    label: z.string().nullable().meta({ description: "Names of the people, for the entry." }),
    covered: z.boolean().meta({ description: "Whether the list admits all of its addresses now." }),
    addresses: z
      .object({
        count,
        missing: z.object({
          count: count.meta({ description: "Those that the list does not admit now." }),
          items: z.array(z.string()).meta({ description: `The first ${MAX_ADDRESSES}.` }),
        }),
      })
      .meta({ description: "Addresses of sessions that it would admit." }),
    ...VisitorsView,
    warnings: z.array(WarningView),
  })
  .meta({ id: "Suggestion" });

const Suggestions = z
  .object({
    since: Timestamp.meta({ description: "Sessions that were seen since then." }),
    considered: z.object({
      sessions: count.meta({ description: `The newest ${MAX_SIGHTED_SESSIONS} at most.` }),
      addresses: count,
      listed: count.meta({ description: "Addresses that the list admits now." }),
    }),
    suggestions: z.object({
      count,
      items: z.array(SuggestionView).meta({
        description: `First those of which something is missing; among them, those with the most sessions. At most ${MAX_SUGGESTIONS}.`,
      }),
    }),
    left_out: z
      .object({
        count,
        items: z
          .array(z.object({ address: z.string(), reason: WarningView, ...VisitorsView }))
          .meta({ description: `Those with the most sessions, at most ${MAX_LEFT_OUT}.` }),
      })
      .meta({
        description:
          "Addresses that no entry should admit, such as private ones: sessions from there would still be missing.",
      }),
  })
  .meta({ id: "Suggestions" });

const { 4: v4, 6: v6 } = SUGGESTED_NETWORKS;

const getSuggestions = defineEndpoint({
  method: "get",
  path: "/accounts/{account}/allowlist/suggestions",
  access: "allowlist:read",
  operationId: "suggestEntries",
  tag: "allowlist",
  summary: "Suggest a list from who came in the last 30 days",
  description: `The shortest list that admits the addresses at which the sessions of the last 30 days were last seen: a /${v4.prefix} where ${v4.addresses} or more addresses of it came, a /${v6.prefix} where ${v6.addresses} or more did, else each address. Active sessions count, and those that ended by a logout or by age; not those that were ended by force. Look at the people before you trust an address: whoever used a session came from there. Changes nothing; add what you choose with \`POST …/allowlist\`.`,
  params: AccountParams,
  responses: { 200: { description: "The suggested list.", schema: Suggestions, etag: true } },
  problems: ["account_not_found"],
  async handle({ params }, deps) {
    const account = await findAccount(deps, params.account);
    if (!account.ok) return toProblem(account.error);
    const loaded = await loadSuggestions(deps, params.account, listedInD1(deps, params.account));
    const { since, considered, suggestions, leftOut } = loaded;
    return reply(
      200,
      {
        since: formatTime(since),
        considered,
        suggestions: { count: suggestions.length, items: suggestions.slice(0, MAX_SUGGESTIONS).map(viewSuggestion) },
        left_out: { count: leftOut.length, items: leftOut.slice(0, MAX_LEFT_OUT).map(viewLeftOut) },
      },
      account.value.revision,
    );
  },
});

const viewSuggestion = (suggestion: Suggestion): z.output<typeof SuggestionView> => ({
  value: suggestion.value,
  ...formatRange(suggestion.range),
  family: suggestion.range.family,
  label: suggestion.label,
  covered: suggestion.missing.length === 0,
  addresses: {
    count: suggestion.addresses.length,
    missing: { count: suggestion.missing.length, items: suggestion.missing.slice(0, MAX_ADDRESSES) },
  },
  ...viewVisitors(suggestion),
  warnings: [...suggestion.warnings],
});

const viewLeftOut = ({ address, reason, ...visitors }: LeftOut) => {
  const { code, detail, fix } = reason;
  return { address, reason: { code, detail, ...(fix === undefined ? {} : { fix }) }, ...viewVisitors(visitors) };
};

const viewVisitors = ({ sessions, sessionsWithoutUser, people, lastSeenAt }: Visitors) => ({
  sessions,
  sessions_without_user: sessionsWithoutUser,
  people: {
    count: people.length,
    items: people
      .slice(0, MAX_PEOPLE)
      .map(({ user, name, lastSeenAt: at }) => ({ user, name, last_seen_at: formatTime(at) })),
  },
  last_seen_at: formatTime(lastSeenAt),
});

export const suggestionEndpoints: readonly Endpoint[] = [getSuggestions];
