import { accountPath, type ConsoleRequest } from "../request.ts";
import { redirectResponse } from "../respond.ts";
import { readLoginCookies } from "./cookies.ts";
import { plainPage } from "./plain.tsx";

/**
 * A page that names no account: the console's front, and the addresses that its pages had before each named one. It leads to
 * the account that the browser is logged in to, or asks which one. A page can always be asked for; a form must name its
 * account, and is not led anywhere.
 */
export async function chooseAccount(asked: ConsoleRequest, path: string): Promise<Response> {
  const { deps, request, texts, url } = asked;
  const accounts = await deps.consoleSessions.liveAccounts(readLoginCookies(request.headers), deps.now());
  const link = (account: string): string => asked.href(accountPath(account, path)) + url.search;
  const [first, ...others] = accounts;
  if (first === undefined) return redirectResponse(loginLink(asked, path), deps.requestId);
  if (others.length === 0) return redirectResponse(link(first.id), deps.requestId);

  const { choose } = texts.access;
  const content = (
    <>
      <p>{choose.text}</p>
      <ul>
        {accounts.map(({ id, name }) => (
          <li>
            <a href={link(id)}>
              <bdi>{name}</bdi>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
  return plainPage(asked, { status: 200, title: choose.title, content, self: path });
}

/** The login, which leads to this path afterwards. */
export function loginLink({ href }: Pick<ConsoleRequest, "href">, path: string): string {
  return href(path === "/" ? "/login" : `/login?to=${encodeURIComponent(path)}`);
}
