import { identify, noteUse } from "../../access/identify.ts";
import { hasScope, type Scope } from "../../accounts/actor.ts";
import { isSameOrigin, readForm } from "../../sent-form.ts";
import { isSameSecret } from "../../storage/secret.ts";
import { readText } from "../page.ts";
import { ErrorSummary, TextField } from "../parts/form.tsx";
import { Notice } from "../parts/notice.tsx";
import type { ConsoleRequest } from "../request.ts";
import { redirectResponse, withCookie } from "../respond.ts";
import { actorOf } from "./actor.ts";
import { noLoginCookie, readLoginCookie } from "./cookies.ts";
import { type Destination, refuseOtherAccount, welcome } from "./enter.tsx";
import { isHostOf, loginEvent } from "./entering.ts";
import { MAX_PLAIN_FORM_BYTES } from "./form-sizes.ts";
import { plainPage } from "./plain.tsx";
import { refuseAddress, refuseForeignForm, refuseTooMany } from "./refusals.tsx";

export function showLogin(asked: ConsoleRequest): Promise<Response> {
  return loginPage(asked, null);
}

/** An account token, pasted once: it opens a session with its own rights, which is over when the token is. */
export async function logIn(
  asked: ConsoleRequest,
  needs: readonly Scope[],
  destination: Destination,
): Promise<Response> {
  const { deps, request, url, texts } = asked;
  if (!isSameOrigin(request.headers, url.origin)) return refuseForeignForm(asked);
  const wait = deps.attempts.secondsBlocked(deps.address, deps.now());
  if (wait > 0) return refuseTooMany(asked, wait);
  const form = await readForm(request, MAX_PLAIN_FORM_BYTES);
  const token = form.ok ? readText(form.value, "token").trim() : "";
  const { wrong, noRights } = texts.access.login;

  const identified = await identify(deps, token, { operation: "openConsole", account: undefined });
  if (!identified.ok) {
    const { error } = identified;
    if (error.code === "rate_limited") return refuseTooMany(asked, error.seconds);
    return error.code === "address_not_allowed" ? refuseAddress(asked, null) : loginPage(asked, wrong);
  }
  if (identified.value.kind === "operator") return loginPage(asked, wrong);
  const { actor } = identified.value;
  noteUse(deps, identified.value.token);
  const { account, id: tokenId, name, scopes } = actor;
  if (!needs.some((scope) => hasScope(scopes, scope))) return loginPage(asked, noRights);
  if (!(await isHostOf(account, asked))) return refuseOtherAccount(asked);

  const wanted = {
    account,
    openedWith: "token",
    tokenId,
    actorName: name,
    user: null,
    session: null,
    scopes: [...scopes],
  } as const;
  const event = () => loginEvent(asked, actor, "console.entered", { with: "token" });
  const opened = await deps.consoleSessions.open(wanted, event, deps.now());
  if (opened === null) return loginPage(asked, wrong);
  return welcome(asked, { account, secret: opened.secret }, destination(url.searchParams.get("to")));
}

/** Ends the login to this account everywhere at once; logins to others stay. A form without its proof ends nothing. */
export async function logOut(asked: ConsoleRequest): Promise<Response> {
  const { deps, request, url, params } = asked;
  if (!isSameOrigin(request.headers, url.origin)) return refuseForeignForm(asked);
  const account = params.account ?? "";
  const secret = readLoginCookie(request.headers, account);
  const session = secret === null ? null : await deps.consoleSessions.find(secret, deps.now());
  if (session?.account === account) {
    const form = await readForm(request, MAX_PLAIN_FORM_BYTES);
    if (!form.ok || !(await isSameSecret(readText(form.value, "csrf"), session.csrf))) return refuseForeignForm(asked);
    await deps.consoleSessions.end(session, loginEvent(asked, actorOf(session), "console.left", {}), deps.now());
  }
  return withCookie(redirectResponse(asked.href("/login?out=1"), deps.requestId), noLoginCookie(account));
}

function loginPage(asked: ConsoleRequest, error: string | null): Promise<Response> {
  const { texts, url, href } = asked;
  const { login, loggedOut } = texts.access;
  const problem = error ?? undefined;
  const content = (
    <>
      {url.searchParams.has("out") && error === null ? (
        <Notice kind="success" isNews>
          <p>{loggedOut}</p>
        </Notice>
      ) : null}
      <ErrorSummary texts={texts} errors={error === null ? [] : [{ id: "token", text: error }]} />
      <p>{login.text}</p>
      <form method="post" action={href("/login") + destinationQuery(url)} novalidate>
        <TextField
          id="token"
          name="token"
          type="password"
          label={login.token}
          hint={login.tokenHint}
          error={problem}
          isCode
        />
        <button type="submit">{login.button}</button>
      </form>
    </>
  );
  const status = error === null ? 200 : 422;
  return plainPage(asked, { status, title: login.title, content, hasErrors: error !== null });
}

function destinationQuery(url: URL): string {
  const to = url.searchParams.get("to");
  return to === null ? "" : `?to=${encodeURIComponent(to)}`;
}
