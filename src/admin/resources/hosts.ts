import * as z from "zod";
import { type Committed, commitChange, eventOf, findAccount, publish, refused } from "../../accounts/change.ts";
import { readPage } from "../../input/cursor.ts";
import { Hostname } from "../../input/hostname.ts";
import type { Host } from "../../storage/accounts/hosts.ts";
import { formatTime } from "../../time.ts";
import type { AdminDeps } from "../deps.ts";
import { defineEndpoint, type Endpoint } from "../http/endpoint.ts";
import { type Problem, problem } from "../http/problem.ts";
import { CHANGE_PROBLEMS, toProblem } from "../http/refusal-problem.ts";
import { reply, replyPage } from "../http/reply.ts";
import { AccountParams, ChangeOutcome, page, pageQuery, Timestamp } from "../http/schemas.ts";

/** A host as it is answered; its account is in the path. */
export type HostFacts = Pick<Host, "hostname" | "createdAt">;

export const HostView = z.object({ hostname: z.string(), created_at: Timestamp }).meta({ id: "Host" });

export const ChangedHost = HostView.extend(ChangeOutcome.shape).meta({ id: "ChangedHost" });

export const viewHost = (host: HostFacts) => ({ hostname: host.hostname, created_at: formatTime(host.createdAt) });

const HostParams = AccountParams.extend({ hostname: Hostname });

const listHosts = defineEndpoint({
  method: "get",
  path: "/accounts/{account}/hosts",
  access: "account",
  operationId: "listHosts",
  tag: "hosts",
  summary: "List the hosts of an account",
  description: "In the order of their names.",
  params: AccountParams,
  query: pageQuery(50, 100),
  responses: { 200: { description: "A page of hosts.", schema: page(HostView) } },
  problems: ["account_not_found", "invalid_cursor"],
  async handle({ params, query }, deps) {
    const listing = { list: `hosts:${params.account}`, keyOf: ({ hostname }: Host) => hostname };
    const found = await readPage(listing, query, (page) => deps.hosts.listOf(params.account, page));
    if (!found.ok) return toProblem(found.error);
    const account = await findAccount(deps, params.account);
    return account.ok ? replyPage(found.value, viewHost) : toProblem(account.error);
  },
});

const putHost = defineEndpoint({
  method: "put",
  path: "/accounts/{account}/hosts/{hostname}",
  access: "operator",
  operationId: "putHost",
  tag: "hosts",
  summary: "Give a host to an account",
  description: "Takes no body. A host that the account has already stays as it is.",
  params: HostParams,
  responses: { 200: { description: "The host.", schema: ChangedHost } },
  problems: [...CHANGE_PROBLEMS, "invalid_request", "host_taken"],
  async handle({ actor, params: { account: id, hostname } }, deps) {
    const put = await commitChange<HostFacts, Problem<"host_taken">>(
      deps,
      { account: id, revisions: null },
      async (account) => {
        const host = await deps.hosts.find(hostname);
        if (host?.target.kind === "account" && host.target.account === id) return { kind: "unchanged", value: host };
        if (host !== null && host.target.kind !== "removed") return refused(hostTaken(hostname));
        const now = deps.now();
        const event = eventOf(deps, actor, "host.added", { hostname });
        const result = await deps.hosts.put({ account, event, now }, hostname);
        if (result.ok) return { kind: "changed", revision: result.value.revision, value: { hostname, createdAt: now } };
        // Taken since it was looked up, perhaps for this very account: the next attempt finds out.
        return { kind: "overtaken" };
      },
    );
    if (!put.ok) return toProblem(put.error);
    const published = await publishHostChange(deps, put.value, hostname);
    return reply(200, { ...viewHost(put.value.value), revision: put.value.revision, published });
  },
});

const deleteHost = defineEndpoint({
  method: "delete",
  path: "/accounts/{account}/hosts/{hostname}",
  access: "operator",
  operationId: "deleteHost",
  tag: "hosts",
  summary: "Take a host from an account",
  params: HostParams,
  responses: { 200: { description: "It is taken.", schema: ChangeOutcome } },
  problems: [...CHANGE_PROBLEMS, "invalid_request", "host_not_found"],
  async handle({ actor, params: { account: id, hostname } }, deps) {
    const removed = await commitChange<null, Problem<"host_not_found">>(
      deps,
      { account: id, revisions: null },
      async (account) => {
        const event = eventOf(deps, actor, "host.removed", { hostname });
        const result = await deps.hosts.remove({ account, event, now: deps.now() }, hostname);
        if (result.ok) return { kind: "changed", revision: result.value.revision, value: null };
        return result.error === "host_not_found" ? refused(hostNotFound(hostname)) : { kind: result.error };
      },
    );
    if (!removed.ok) return toProblem(removed.error);
    const published = await publishHostChange(deps, removed.value, hostname);
    return reply(200, { revision: removed.value.revision, published });
  },
});

export const hostTaken = (hostname: string): Problem<"host_taken"> =>
  problem("host_taken", `${hostname} belongs to an account or is shared. Take it from there first.`);

export const hostNotFound = (hostname: string): Problem<"host_not_found"> =>
  problem("host_not_found", `${hostname} is not among these hosts.`);

/** Publishes the account's snapshot before the host: no visit may find a host with no snapshot behind it. */
async function publishHostChange(deps: AdminDeps, change: Committed<unknown>, hostname: string): Promise<boolean> {
  const { account, isChanged } = change;
  if (!isChanged) return account.publishedRevision === account.revision;
  const isAccountPublished = await publish(deps, () => deps.publisher.publishAccount(account.id));
  const isHostPublished = await publish(deps, () => deps.publisher.publishHost(hostname));
  return isAccountPublished && isHostPublished;
}

export const hostEndpoints: readonly Endpoint[] = [listHosts, putHost, deleteHost];
