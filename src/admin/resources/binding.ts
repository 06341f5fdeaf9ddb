import * as z from "zod";
import { findAccount } from "../../accounts/change.ts";
import { BIND_SESSIONS } from "../../config/profile.ts";
import { BINDING_DAYS, type BindingHosts } from "../../storage/visits/binding-counts.ts";
import type { AdminDeps } from "../deps.ts";
import { defineEndpoint, type Endpoint } from "../http/endpoint.ts";
import { toProblem } from "../http/refusal-problem.ts";
import { reply } from "../http/reply.ts";
import { AccountParams } from "../http/schemas.ts";
import {
  adviseOnBinding,
  BINDING_WARNINGS,
  type JudgedSum,
  SEALED_MIN_VISITS,
  UNSEALED_MAX_SHARE,
} from "./binding-warnings.ts";

const MAX_ITEMS = 1_000;

const Warning = z
  .object({ code: z.enum(BINDING_WARNINGS), detail: z.string(), fix: z.string() })
  .meta({ id: "BindingWarning" });

const count = (description: string) => z.int().meta({ description });

const BindingItem = z
  .object({
    hostname: z.string(),
    name: z.string().meta({ description: "Of the cookie, as SESSION_COOKIES spells it." }),
    sealed: count("Came with its seal."),
    unsealed: count("Came without one, and passed."),
    unsealed_after_sealed: count(
      "Came without one although it had one before, passed or taken off: a program copies this cookie alone, or a jar lost the seal at a logout.",
    ),
    removed: count("Came without one, and was taken off."),
    unsealed_share: z.number().nullable().meta({
      description:
        "From 0 to 1: `unsealed` and `unsealed_after_sealed` of these two and `sealed`; null: none of them came.",
    }),
    warning: Warning.nullable().meta({
      description: `\`unsealed\`: its share is above ${UNSEALED_MAX_SHARE}. \`removed\`: the same of \`removed\`, in mode \`strict\`.`,
    }),
  })
  .meta({ id: "BindingItem" });

const HostBindingItem = BindingItem.extend({
  account: z.string().nullable().meta({ description: "Null: accounts share the host." }),
}).meta({ id: "HostBindingItem" });

const reportOf = <S extends z.ZodType>(item: S) =>
  z.object({
    mode: z.enum(BIND_SESSIONS).meta({ description: "BIND_SESSIONS of this deployment." }),
    days: z.int().meta({ description: "Today (UTC) and the days before it that are counted." }),
    items: z.array(item).meta({
      description: `One for each cookie and host, the largest share without a seal first; at most ${MAX_ITEMS}.`,
    }),
    strict_is_safe: z.boolean().meta({
      description: `True when seven days are counted, at least ${SEALED_MIN_VISITS} visits came with a seal in them, and no item is above the limit: strict logs out hardly anybody. False while that is not known, in every mode; \`warnings\` says what is missing.`,
    }),
    warnings: z.array(Warning).meta({ description: "Of the whole; what concerns one cookie stands in its item." }),
  });

const Binding = reportOf(BindingItem).meta({ id: "Binding" });
const HostBinding = reportOf(HostBindingItem).meta({ id: "HostBinding" });

const DESCRIPTION =
  "How session cookies came in the last seven days: with the seals that Gatehouse set beside them, or without. It tells when `BIND_SESSIONS = strict` is safe, and decides nothing. A visit is counted within some minutes; a visit with two session cookies counts twice. Anybody can send a cookie without a seal, so scans raise the numbers. Nothing is counted while BIND_SESSIONS is `off`, nor of cookies that are `:unbound`.";

const getBinding = defineEndpoint({
  method: "get",
  path: "/accounts/{account}/binding",
  access: "sessions:read",
  operationId: "getBinding",
  tag: "sessions",
  summary: "How the session cookies of an account came",
  description: `${DESCRIPTION} Hosts that accounts share are not among them.`,
  params: AccountParams,
  responses: { 200: { description: "The counts of the account's hosts.", schema: Binding } },
  problems: ["account_not_found"],
  async handle({ params }, deps) {
    const account = await findAccount(deps, params.account);
    if (!account.ok) return toProblem(account.error);
    const { items, ...report } = await readReport(deps, { account: params.account });
    return reply(200, { ...report, items: items.map(viewItem) });
  },
});

const getHostBinding = defineEndpoint({
  method: "get",
  path: "/binding",
  access: "operator",
  operationId: "getHostBinding",
  tag: "sessions",
  summary: "How the session cookies of all hosts came",
  description: `${DESCRIPTION} Shared hosts are among them.`,
  responses: { 200: { description: "The counts of all hosts.", schema: HostBinding } },
  problems: [],
  async handle(_call, deps) {
    const { items, ...report } = await readReport(deps, "all");
    return reply(200, { ...report, items: items.map((item) => ({ ...viewItem(item), account: item.sum.account })) });
  },
});

async function readReport({ bindingCounts, config, now }: AdminDeps, hosts: BindingHosts) {
  const at = now();
  const counted = await bindingCounts.sums(hosts, at, MAX_ITEMS);
  const { bindSessions: mode, sessionCookies } = config;
  const advice = adviseOnBinding({ ...counted, mode, unbound: sessionCookies.unbound, now: at });
  return {
    mode,
    days: BINDING_DAYS,
    items: advice.items,
    strict_is_safe: advice.isStrictSafe,
    warnings: [...advice.warnings],
  };
}

const viewItem = ({ sum, unsealedShare, warning }: JudgedSum) => ({
  hostname: sum.hostname,
  name: sum.name,
  sealed: sum.sealed,
  unsealed: sum.unsealed,
  unsealed_after_sealed: sum.unsealedAfterSealed,
  removed: sum.removed,
  unsealed_share: unsealedShare === null ? null : Math.round(unsealedShare * 10_000) / 10_000,
  warning,
});

export const bindingEndpoints: readonly Endpoint[] = [getBinding, getHostBinding];
