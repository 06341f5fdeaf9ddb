import * as z from "zod";
import { eventOf, publish } from "../../accounts/change.ts";
import { readPage } from "../../input/cursor.ts";
import { Hostname } from "../../input/hostname.ts";
import type { Host } from "../../storage/accounts/hosts.ts";
import { defineEndpoint, type Endpoint } from "../http/endpoint.ts";
import { toProblem } from "../http/refusal-problem.ts";
import { reply, replyPage } from "../http/reply.ts";
import { ChangeOutcome, page, pageQuery } from "../http/schemas.ts";
import { ChangedHost, HostView, hostNotFound, hostTaken, viewHost } from "./hosts.ts";

const SharedHostParams = z.object({ hostname: Hostname });

const listSharedHosts = defineEndpoint({
  method: "get",
  path: "/shared-hosts",
  access: "operator",
  operationId: "listSharedHosts",
  tag: "hosts",
  summary: "List the hosts that many accounts share",
  description: "In the order of their names.",
  query: pageQuery(50, 100),
  responses: { 200: { description: "A page of hosts.", schema: page(HostView) } },
  problems: ["invalid_cursor"],
  async handle({ query }, deps) {
    const listing = { list: "shared-hosts", keyOf: ({ hostname }: Host) => hostname };
    const found = await readPage(listing, query, (page) => deps.hosts.listShared(page));
    return found.ok ? replyPage(found.value, viewHost) : toProblem(found.error);
  },
});

const putSharedHost = defineEndpoint({
  method: "put",
  path: "/shared-hosts/{hostname}",
  access: "operator",
  operationId: "putSharedHost",
  tag: "hosts",
  summary: "Share a host",
  description:
    "On it the account is known from the credential. Takes no body. `revision` is the host's own: it belongs to no account.",
  params: SharedHostParams,
  responses: { 200: { description: "The host.", schema: ChangedHost } },
  problems: ["invalid_request", "host_taken"],
  async handle({ actor, params: { hostname } }, deps) {
    const found = await deps.hosts.find(hostname);
    if (found?.target.kind === "shared") {
      const published = found.publishedRevision === found.revision;
      return reply(200, { ...viewHost(found), revision: found.revision, published });
    }
    const now = deps.now();
    const put = await deps.hosts.putShared(hostname, eventOf(deps, actor, "shared_host.added", { hostname }), now);
    if (!put.ok) return hostTaken(hostname);
    const published = await publish(deps, () => deps.publisher.publishHost(hostname));
    // A tombstone's counter goes on, a new host begins at 1.
    return reply(200, { ...viewHost({ hostname, createdAt: now }), revision: (found?.revision ?? 0) + 1, published });
  },
});

const deleteSharedHost = defineEndpoint({
  method: "delete",
  path: "/shared-hosts/{hostname}",
  access: "operator",
  operationId: "deleteSharedHost",
  tag: "hosts",
  summary: "Stop sharing a host",
  params: SharedHostParams,
  responses: { 200: { description: "It is no longer shared.", schema: ChangeOutcome } },
  problems: ["invalid_request", "host_not_found"],
  async handle({ actor, params: { hostname } }, deps) {
    const found = await deps.hosts.find(hostname);
    const event = eventOf(deps, actor, "shared_host.removed", { hostname });
    const removed = await deps.hosts.removeShared(hostname, event, deps.now());
    if (found === null || !removed.ok) return hostNotFound(hostname);
    const published = await publish(deps, () => deps.publisher.publishHost(hostname));
    return reply(200, { revision: found.revision + 1, published });
  },
});

export const sharedHostEndpoints: readonly Endpoint[] = [listSharedHosts, putSharedHost, deleteSharedHost];
