import { hasScope } from "../accounts/actor.ts";
import { ACCOUNT_ID } from "../accounts/change.ts";
import { isSameOrigin, readForm } from "../sent-form.ts";
import { isSameSecret } from "../storage/secret.ts";
import { type Admission, admit } from "./access/admit.ts";
import { loginLink } from "./access/choose.tsx";
import { readLoginCookie, readLoginCookies } from "./access/cookies.ts";
import { MAX_LIST_FORM_BYTES, MAX_PLAIN_FORM_BYTES, MAX_RETAINED_FORM_BYTES } from "./access/form-sizes.ts";
import { plainPage } from "./access/plain.tsx";
import {
  askAgain,
  refuseAddress,
  refuseForeignForm,
  refuseOtherAccountsForm,
  refuseTooLarge,
  refuseWithoutLogin,
} from "./access/refusals.tsx";
import { renderDocument } from "./layout.tsx";
import { type Act, type Answer, readText, type Section, type Show, type Visit } from "./page.ts";
import { accountPath, type ConsoleRequest } from "./request.ts";
import { fileResponse, htmlResponse, redirectResponse } from "./respond.ts";

/** The front page of an account: the first section that the visitor may see. */
export async function frontPage(asked: ConsoleRequest, sections: readonly Section[]): Promise<Response> {
  const admission = await admit(asked);
  if (admission.kind !== "in") return refuse(asked, admission);
  const first = sections.find(({ needs }) => hasScope(admission.visit.actor.scopes, needs));
  if (first === undefined) return missingRight(asked, sections[0]?.needs ?? "allowlist:read");
  return redirectResponse(admission.visit.href(first.menu.path), asked.deps.requestId);
}

interface Place {
  readonly section: Section;
  readonly sections: readonly Section[];
}

export async function servePage(asked: ConsoleRequest, { show, ...place }: Place & { readonly show: Show }) {
  const admission = await admit(asked);
  if (admission.kind !== "in") return refuse(asked, admission);
  const { visit } = admission;
  if (!hasScope(visit.actor.scopes, place.section.needs)) return missingRight(asked, place.section.needs);
  return toPage(asked, visit, place, await show(visit), asked.url);
}

/**
 * An act is done only for a form of our own, of this very account and login, and with the right to it. The form itself is
 * read when all else is known, and no more of it than the act has a use for.
 */
export async function serveAct(asked: ConsoleRequest, { act, ...place }: Place & { readonly act: Act }) {
  if (!isSameOrigin(asked.request.headers, asked.url.origin)) return refuseForeignForm(asked);
  const admission = await admit(asked);
  if (admission.kind === "out") return refuseOut(asked);
  if (admission.kind === "turned_away") return refuse(asked, admission);
  const { visit } = admission;
  for (const needed of [place.section.needs, act.needs]) {
    if (!hasScope(visit.actor.scopes, needed)) return missingRight(asked, needed);
  }
  const read = await readForm(asked.request, act.mayHoldList ? MAX_LIST_FORM_BYTES : MAX_PLAIN_FORM_BYTES);
  if (!read.ok && read.error === "no_form") return refuseForeignForm(asked);
  if (!read.ok) return refuseTooLarge(asked, act.mayHoldList ? "list" : "plain");
  const form = read.value;
  if (readText(form, "account") !== visit.account.id) return refuseMisdirected(asked, form, visit.account.name);
  if (!(await isSameSecret(readText(form, "csrf"), visit.csrf))) return askAgain(asked, form, visit.csrf);
  const self = { pathname: visit.href(place.section.menu.path), searchParams: new URLSearchParams() };
  return toPage(asked, visit, place, await act.act(visit, form), self);
}

/** A form whose own account is not the one that its path names. Without an account it is none of the console's. */
async function refuseMisdirected(asked: ConsoleRequest, form: FormData, here: string): Promise<Response> {
  const { deps, request } = asked;
  const account = readText(form, "account");
  if (!ACCOUNT_ID.test(account)) return refuseForeignForm(asked);
  // Its name only for a browser that is logged in to it; otherwise the id, which the form has itself.
  const logins = readLoginCookies(request.headers).filter((login) => login.account === account);
  const [named] = await deps.consoleSessions.liveAccounts(logins, deps.now());
  return refuseOtherAccountsForm(asked, { of: named?.name ?? account, here: [here] }, null);
}

/**
 * A form of an account for which the browser has no live login. What was typed is kept when it had one. Another account that
 * it is logged in to gets nothing of it, and the page says so.
 */
async function refuseOut(asked: ConsoleRequest): Promise<Response> {
  const { request, deps, params } = asked;
  const account = params.account ?? "";
  const secret = readLoginCookie(request.headers, account);
  const opened = secret === null ? null : await deps.consoleSessions.openedFor(secret);
  const former = opened?.id === account ? opened : null;
  const read = former === null ? null : await readForm(request, MAX_RETAINED_FORM_BYTES);
  const form = read?.ok === true ? read.value : null;
  const name = former?.name ?? account;
  if (form !== null && readText(form, "account") !== account) return refuseMisdirected(asked, form, name);

  const others = readLoginCookies(request.headers).filter((login) => login.account !== account);
  const here = await deps.consoleSessions.liveAccounts(others, deps.now());
  if (here.length === 0) return refuseWithoutLogin(asked, form);
  return refuseOtherAccountsForm(asked, { of: name, here: here.map((each) => each.name) }, form);
}

function refuse(
  asked: ConsoleRequest,
  admission: Exclude<Admission, { readonly kind: "in" }>,
): Response | Promise<Response> {
  if (admission.kind === "turned_away") return refuseAddress(asked, admission.visit.account.policy.contact);
  return redirectResponse(loginLink(asked, asked.url.pathname.slice(asked.href("").length)), asked.deps.requestId);
}

function missingRight(asked: ConsoleRequest, scope: string): Promise<Response> {
  const { missingRight: words } = asked.texts.common;
  const self = accountPath(asked.params.account ?? "", "/");
  return plainPage(asked, { status: 403, title: words.title, content: <p>{words.text(scope)}</p>, self });
}

async function toPage(
  asked: ConsoleRequest,
  visit: Visit,
  { section, sections }: Place,
  answer: Answer,
  self: { readonly pathname: string; readonly searchParams: URLSearchParams },
): Promise<Response> {
  const { deps, texts } = asked;
  const { href } = visit;
  switch (answer.kind) {
    case "redirect":
      return redirectResponse(href(answer.to), deps.requestId);
    case "download":
      return fileResponse(answer.file, deps.requestId);
    case "page": {
      const menu = sections
        .filter(({ needs }) => hasScope(visit.actor.scopes, needs))
        .map((each) => ({
          href: href(each.menu.path),
          label: each.menu.label(texts),
          waiting: each.menu.waiting?.(visit) ?? 0,
          isCurrent: each === section,
        }));
      const login = {
        account: visit.account,
        provisional: visit.account.provisional,
        mayChangeList: hasScope(visit.actor.scopes, "allowlist:write"),
        actorName: visit.session.actorName,
        csrf: visit.csrf,
        href,
        menu,
      };
      const frame = { texts, basePath: deps.config.basePath, self, login };
      const html = await renderDocument(
        { ...frame, title: answer.title, hasErrors: answer.hasErrors ?? false },
        answer.content,
      );
      return htmlResponse(html, { status: answer.status ?? 200, language: texts.language, requestId: deps.requestId });
    }
    default:
      return answer satisfies never;
  }
}
