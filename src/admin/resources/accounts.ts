import * as z from "zod";
import {
  ACCOUNT_ID,
  commitChange,
  eventOf,
  findAccount,
  publish,
  publishCommitted,
  toOutcome,
} from "../../accounts/change.ts";
import { readPage } from "../../input/cursor.ts";
import { line } from "../../input/scalars.ts";
import type { Account } from "../../storage/accounts/accounts.ts";
import type { FormerAccount } from "../../storage/accounts/former-accounts.ts";
import { formatTime } from "../../time.ts";
import { jsonBody } from "../http/body.ts";
import { defineEndpoint, type Endpoint } from "../http/endpoint.ts";
import { problem } from "../http/problem.ts";
import { CHANGE_PROBLEMS, toProblem } from "../http/refusal-problem.ts";
import { reply, replyPage } from "../http/reply.ts";
import { AccountParams, ChangeOutcome, page, pageQuery, Timestamp } from "../http/schemas.ts";
import { removeAccount } from "./account-removal.ts";

const MAX_NAME_LENGTH = 200;

const Name = line(MAX_NAME_LENGTH).meta({ description: "For people.", examples: ["Acme Ltd"] });

const AccountView = z
  .object({
    id: z.string(),
    name: z.string(),
    created_at: Timestamp,
    updated_at: Timestamp,
    revision: z.int().meta({ description: "Raised by every change of policy, allowlist or hosts." }),
    published_revision: z
      .int()
      .nullable()
      .meta({ description: "The revision that the edge's copy was last written at." }),
  })
  .meta({ id: "Account" });

const ChangedAccount = AccountView.extend(ChangeOutcome.shape).meta({ id: "ChangedAccount" });

const NewAccount = z
  .strictObject({
    id: z
      .string()
      .regex(ACCOUNT_ID, "An id is 1 to 63 characters of a–z, 0–9 and hyphen.")
      .meta({ description: "Chosen by the operator; it cannot be changed.", examples: ["acme"] }),
    name: Name,
  })
  .meta({ id: "NewAccount" });

const AccountPatch = z.strictObject({ name: Name.optional() }).meta({ id: "AccountPatch" });

const listAccounts = defineEndpoint({
  method: "get",
  path: "/accounts",
  access: "operator",
  operationId: "listAccounts",
  tag: "accounts",
  summary: "List accounts",
  description: "In the order of their ids.",
  query: pageQuery(50, 100),
  responses: { 200: { description: "A page of accounts.", schema: page(AccountView) } },
  problems: ["invalid_cursor"],
  async handle({ query }, deps) {
    const listing = { list: "accounts", keyOf: ({ id }: Account) => id };
    const found = await readPage(listing, query, (page) => deps.accounts.list(page));
    return found.ok ? replyPage(found.value, viewAccount) : toProblem(found.error);
  },
});

const createAccount = defineEndpoint({
  method: "post",
  path: "/accounts",
  access: "operator",
  operationId: "createAccount",
  tag: "accounts",
  summary: "Create an account",
  description: "Its list is off and empty: no visitor is turned away until its policy says so.",
  body: jsonBody(NewAccount),
  responses: { 201: { description: "The account.", schema: ChangedAccount } },
  problems: ["account_exists"],
  async handle({ actor, body }, deps) {
    const event = eventOf(deps, actor, "account.created", { name: body.name });
    const created = await deps.accounts.create(body, event, deps.now());
    if (!created.ok) return problem("account_exists", `There is an account ${body.id} already.`);
    const published = await publish(deps, () => deps.publisher.publishAccount(body.id));
    return reply(201, viewChanged(created.value, { revision: created.value.revision, published }));
  },
});

const getAccount = defineEndpoint({
  method: "get",
  path: "/accounts/{account}",
  access: "account",
  operationId: "getAccount",
  tag: "accounts",
  summary: "Read an account",
  params: AccountParams,
  responses: { 200: { description: "The account.", schema: AccountView } },
  problems: ["account_not_found"],
  async handle({ params }, deps) {
    const account = await findAccount(deps, params.account);
    return account.ok ? reply(200, viewAccount(account.value)) : toProblem(account.error);
  },
});

const renameAccount = defineEndpoint({
  method: "patch",
  path: "/accounts/{account}",
  access: "operator",
  operationId: "updateAccount",
  tag: "accounts",
  summary: "Rename an account",
  params: AccountParams,
  body: jsonBody(AccountPatch),
  ifMatch: "honoured",
  responses: { 200: { description: "The account.", schema: ChangedAccount } },
  problems: CHANGE_PROBLEMS,
  async handle({ actor, params, body, revisions }, deps) {
    const changed = await commitChange(deps, { account: params.account, revisions }, async (account, atRevision) => {
      const name = body.name ?? account.name;
      if (name === account.name) return { kind: "unchanged", value: account };
      const now = deps.now();
      const basis = { name: account.name };
      const event = eventOf(deps, actor, "account.renamed", { before: account.name, after: name });
      const renamed = await deps.accounts.rename({ account, atRevision, basis, event, now }, name);
      return toOutcome(renamed, { ...account, name, updatedAt: now });
    });
    if (!changed.ok) return toProblem(changed.error);
    const published = await publishCommitted(deps, changed.value);
    return reply(200, viewChanged(changed.value.value, { revision: changed.value.revision, published }));
  },
});

const deleteAccount = defineEndpoint({
  method: "delete",
  path: "/accounts/{account}",
  access: "operator",
  operationId: "deleteAccount",
  tag: "accounts",
  summary: "Remove an account with everything of its own but its audit trail",
  description:
    "Its hosts are refused at once where the call is answered, and at other locations as soon as KV shows the removal there, usually within two minutes. Its id and its hostnames can be used again at once. Its audit trail is kept for the operator's AUDIT_RETENTION_DAYS, and only the operator can read it.",
  params: AccountParams,
  ifMatch: "honoured",
  responses: { 200: { description: "It is gone.", schema: ChangeOutcome } },
  problems: CHANGE_PROBLEMS,
  async handle({ actor, params, revisions }, deps) {
    const removed = await removeAccount(deps, actor, { account: params.account, revisions });
    return removed.ok ? reply(200, removed.value) : toProblem(removed.error);
  },
});

const FormerAccountView = z
  .object({
    id: z.string(),
    name: z.string().nullable().meta({
      description: "The last name; null: it is forgotten, as the audit trail does not keep the removal any more.",
    }),
    removed_at: Timestamp.meta({ description: "When the last account of this id was removed." }),
    reused: z.boolean().meta({ description: "There is an account of this id again." }),
  })
  .meta({ id: "FormerAccount" });

const listFormerAccounts = defineEndpoint({
  method: "get",
  path: "/former-accounts",
  access: "operator",
  operationId: "listFormerAccounts",
  tag: "accounts",
  summary: "List removed accounts",
  description:
    "In the order of their ids, each id once. `/former-accounts/{account}/audit` is the audit trail of each, as far as it is kept.",
  query: pageQuery(50, 100),
  responses: { 200: { description: "A page of removed accounts.", schema: page(FormerAccountView) } },
  problems: ["invalid_cursor"],
  async handle({ query }, deps) {
    const listing = { list: "former-accounts", keyOf: ({ id }: FormerAccount) => id };
    const found = await readPage(listing, query, (page) => deps.accounts.listFormer(page));
    return found.ok ? replyPage(found.value, viewFormerAccount) : toProblem(found.error);
  },
});

const viewFormerAccount = ({ id, name, removedAt, isReused }: FormerAccount) => ({
  id,
  name,
  removed_at: formatTime(removedAt),
  reused: isReused,
});

function viewAccount(account: Account) {
  return {
    id: account.id,
    name: account.name,
    created_at: formatTime(account.createdAt),
    updated_at: formatTime(account.updatedAt),
    revision: account.revision,
    published_revision: account.publishedRevision,
  };
}

function viewChanged(
  account: Account,
  { revision, published }: { readonly revision: number; readonly published: boolean },
) {
  const publishedRevision = published ? revision : account.publishedRevision;
  return { ...viewAccount(account), revision, published, published_revision: publishedRevision };
}

export const accountEndpoints: readonly Endpoint[] = [
  listAccounts,
  createAccount,
  getAccount,
  renameAccount,
  deleteAccount,
  listFormerAccounts,
];
