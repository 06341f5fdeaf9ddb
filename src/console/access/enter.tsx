import { findAccount } from "../../accounts/change.ts";
import { isCallerAllowed } from "../../allowlist/caller-address.ts";
import { isSameOrigin } from "../../sent-form.ts";
import type { PresentedLogin } from "../../storage/console/console-sessions.ts";
import { accountPath, type ConsoleRequest } from "../request.ts";
import { redirectResponse, withCookie } from "../respond.ts";
import { actorOf, LINK_SCOPES } from "./actor.ts";
import { loginCookies } from "./cookies.ts";
import { isHostOf, loginEvent } from "./entering.ts";
import { plainPage } from "./plain.tsx";
import { refuseAddress, refuseForeignForm, refuseTooMany } from "./refusals.tsx";

/** The page of the menu to open first, as a path within an account; any other path leads to the front page. */
export type Destination = (path: string | null) => string;

/**
 * A link into the console. To open it uses nothing up: prefetchers, mail scanners and chat previews open links too. The
 * page has one button, which the script presses by itself when a person sees the page; that POST redeems the link.
 */
export async function showEntrance(asked: ConsoleRequest): Promise<Response> {
  const { texts, deps, url, params, href } = asked;
  const code = params.code ?? "";
  const wait = deps.attempts.secondsBlocked(deps.address, deps.now());
  if (wait > 0) return refuseTooMany(asked, wait);
  if ((await deps.consoleLinks.find(code, deps.now())) === null) return refuseLink(asked);
  const { enter } = texts.access;
  const self = `/enter/${code}`;
  const content = (
    <form method="post" action={href(self) + url.search} data-press-when-seen>
      <p>{enter.text}</p>
      <button type="submit">{enter.button}</button>
    </form>
  );
  return plainPage(asked, { status: 200, title: enter.title, content, self });
}

/** Uses the link up if its account's list lets the visitor in. A visitor who is turned away can use it again. */
export async function enter(asked: ConsoleRequest, destination: Destination): Promise<Response> {
  const { deps, params, url, request } = asked;
  if (!isSameOrigin(request.headers, url.origin)) return refuseForeignForm(asked);
  const wait = deps.attempts.secondsBlocked(deps.address, deps.now());
  if (wait > 0) return refuseTooMany(asked, wait);

  const code = params.code ?? "";
  const link = await deps.consoleLinks.find(code, deps.now());
  const found = link === null ? null : await findAccount(deps, link.account);
  if (found?.ok !== true) return refuseLink(asked);
  const account = found.value;
  if (!(await isHostOf(account.id, asked))) return refuseOtherAccount(asked);
  const { mode, contact } = account.policy;
  if (!(await isCallerAllowed(deps, { account: account.id, mode }))) return refuseAddress(asked, contact);

  const opened = await deps.consoleLinks.redeem(
    code,
    {
      scopes: LINK_SCOPES,
      event: (session, { user, createdBy }) => {
        const who = {
          account: account.id,
          openedWith: "link",
          tokenId: null,
          user,
          scopes: LINK_SCOPES,
          expiresAt: 0,
          ...session,
        } as const;
        return loginEvent(asked, actorOf(who), "console.entered", { with: "link", link_made_by: createdBy });
      },
    },
    deps.now(),
  );
  if (opened === null) return refuseLink(asked);
  return welcome(asked, { account: account.id, secret: opened.secret }, destination(url.searchParams.get("to")));
}

/** On to a page of the account's console, with the cookie of the login that was just opened. */
export function welcome(asked: ConsoleRequest, login: PresentedLogin, path: string): Response {
  const to = redirectResponse(asked.href(accountPath(login.account, path)), asked.deps.requestId);
  return loginCookies(asked.request.headers, login).reduce(withCookie, to);
}

/** Unknown, used and expired links are answered alike. Each counts as a failed attempt. */
async function refuseLink(asked: ConsoleRequest): Promise<Response> {
  const { deps, texts } = asked;
  const wait = await deps.attempts.fail(deps.address, deps.now());
  if (wait > 0) return refuseTooMany(asked, wait);
  const { linkGone } = texts.access;
  return plainPage(asked, { status: 404, title: linkGone.title, content: <p>{linkGone.text}</p> });
}

export function refuseOtherAccount(asked: ConsoleRequest): Promise<Response> {
  const { otherAccount } = asked.texts.access;
  return plainPage(asked, { status: 403, title: otherAccount.title, content: <p>{otherAccount.text}</p> });
}
