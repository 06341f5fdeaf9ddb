import { hasScope } from "../accounts/actor.ts";
import { isAllowedBy } from "../allowlist/caller-address.ts";
import { isDueForTouch } from "../storage/console/console-sessions.ts";
import { isSameSecret } from "../storage/secret.ts";
import { actorOf } from "./access/actor.ts";
import { readSessionCookie } from "./access/cookies.ts";
import { plainPage } from "./access/plain.tsx";
import { MAX_LIST_FORM_BYTES, MAX_PLAIN_FORM_BYTES, MAX_RETAINED_FORM_BYTES, readForm } from "./access/read-form.ts";
import { askAgain, refuseAddress, refuseForeignForm, refuseTooLarge, refuseWithoutLogin } from "./access/refusals.tsx";
import { isSameOrigin } from "./access/same-origin.ts";
import { renderDocument } from "./layout.tsx";
import { type Act, type Answer, readText, type Section, type Show, type Visit } from "./page.ts";
import type { ConsoleRequest } from "./request.ts";
import { fileResponse, htmlResponse, redirectResponse } from "./respond.ts";

/** The caller: without a login, with a login but at an address that is not on the list, or let in. */
type Admission = { readonly kind: "out" } | { readonly kind: "turned_away"; readonly visit: Visit } | In;
type In = { readonly kind: "in"; readonly visit: Visit };

/** That a visit was noted may wait until the page has had its own queries. */
const TOUCH_DELAY_MS = 100;

/** The one query that every page starts with. */
async function admit(asked: ConsoleRequest): Promise<Admission> {
  const { deps, request, texts, url, params, href } = asked;
  const secret = readSessionCookie(request.headers);
  const found = secret === null ? null : await deps.consoleAdmissions.find(secret, deps.address, deps.now());
  if (found === null) return { kind: "out" };
  const { session, account, covering } = found;
  const visit = { deps, session, actor: actorOf(session), account, covering, texts, url, params, href };
  const isAllowed = isAllowedBy(deps, account.policy.mode, covering);
  if (!isAllowed) return { kind: "turned_away", visit: { ...visit, csrf: session.csrf } };
  if (isDueForTouch(session, deps.now())) {
    const failed = (error: unknown) => deps.log("console_touch_failed", { error: String(error) });
    const touch = () => deps.consoleSessions.touch(session, deps.now());
    deps.waitUntil(deps.sleep(TOUCH_DELAY_MS).then(touch).catch(failed));
  }
  return { kind: "in", visit: { ...visit, csrf: session.csrf } };
}

/** `/`: the first section that the visitor may see. */
export async function frontPage(asked: ConsoleRequest, sections: readonly Section[]): Promise<Response> {
  const admission = await admit(asked);
  if (admission.kind !== "in") return refuse(asked, admission);
  const first = sections.find(({ needs }) => hasScope(admission.visit.actor.scopes, needs));
  if (first === undefined) return missingRight(asked, sections[0]?.needs ?? "allowlist:read");
  return redirectResponse(asked.href(first.menu.path), asked.deps.requestId);
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
 * An act is done only for a form of our own, of this very login, and with the right to it. The form itself is read when all
 * else is known, and no more of it than the act has a use for.
 */
export async function serveAct(asked: ConsoleRequest, { act, ...place }: Place & { readonly act: Act }) {
  if (!isSameOrigin(asked.request.headers, asked.url.origin)) return refuseForeignForm(asked);
  const admission = await admit(asked);
  if (admission.kind === "out") return refuseWithoutLogin(asked, await readRetained(asked));
  if (admission.kind === "turned_away") return refuse(asked, admission);
  const { visit } = admission;
  for (const needed of [place.section.needs, act.needs]) {
    if (!hasScope(visit.actor.scopes, needed)) return missingRight(asked, needed);
  }
  const read = await readForm(asked.request, act.mayHoldList ? MAX_LIST_FORM_BYTES : MAX_PLAIN_FORM_BYTES);
  if (!read.ok && read.error === "no_form") return refuseForeignForm(asked);
  if (!read.ok) return refuseTooLarge(asked, act.mayHoldList ? "list" : "plain");
  const form = read.value;
  if (!(await isSameSecret(readText(form, "csrf"), visit.csrf))) return askAgain(asked, form, visit.csrf);
  const self = { pathname: asked.href(place.section.menu.path), searchParams: new URLSearchParams() };
  return toPage(asked, visit, place, await act.act(visit, form), self);
}

/** What was typed in a login that is over; null: it is too much to keep, or there never was such a login. */
async function readRetained({ request, deps }: ConsoleRequest): Promise<FormData | null> {
  const secret = readSessionCookie(request.headers);
  if (secret === null || !(await deps.consoleSessions.wasOpened(secret))) return null;
  const read = await readForm(request, MAX_RETAINED_FORM_BYTES);
  return read.ok ? read.value : null;
}

function refuse(asked: ConsoleRequest, admission: Exclude<Admission, In>): Response | Promise<Response> {
  if (admission.kind === "turned_away") return refuseAddress(asked, admission.visit.account.policy.contact);
  const to = asked.url.pathname.slice(asked.href("").length);
  return redirectResponse(
    asked.href(to === "/" ? "/login" : `/login?to=${encodeURIComponent(to)}`),
    asked.deps.requestId,
  );
}

function missingRight(asked: ConsoleRequest, scope: string): Promise<Response> {
  const { missingRight: words } = asked.texts.common;
  return plainPage(asked, { status: 403, title: words.title, content: <p>{words.text(scope)}</p>, self: "/" });
}

async function toPage(
  asked: ConsoleRequest,
  visit: Visit,
  { section, sections }: Place,
  answer: Answer,
  self: { readonly pathname: string; readonly searchParams: URLSearchParams },
): Promise<Response> {
  const { deps, texts, href } = asked;
  switch (answer.kind) {
    case "redirect":
      return redirectResponse(href(answer.to), deps.requestId);
    case "download":
      return fileResponse(answer.file, deps.requestId);
    case "page": {
      const menu = sections
        .filter(({ needs }) => hasScope(visit.actor.scopes, needs))
        .map((each) => ({ href: href(each.menu.path), label: each.menu.label(texts), isCurrent: each === section }));
      const login = {
        accountName: visit.account.name,
        actorName: visit.session.actorName,
        csrf: visit.csrf,
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
