import type { Child } from "hono/jsx";
import { renderDocument } from "../layout.tsx";
import type { ConsoleRequest } from "../request.ts";
import { htmlResponse } from "../respond.ts";

interface PlainPage {
  readonly status: number;
  readonly title: string;
  readonly content: Child;
  readonly hasErrors?: boolean;
  /** A path of the console's that answers GET; absent: the login. */
  readonly self?: string;
}

/** A page without menu: for visitors who are not logged in, or who must not see more. */
export async function plainPage(asked: ConsoleRequest, page: PlainPage): Promise<Response> {
  const { texts, deps, href } = asked;
  const self = { pathname: href(page.self ?? "/login"), searchParams: asked.url.searchParams };
  const frame = { texts, basePath: deps.config.basePath, self, login: null };
  const html = await renderDocument({ ...frame, title: page.title, hasErrors: page.hasErrors ?? false }, page.content);
  return htmlResponse(html, { status: page.status, language: texts.language, requestId: deps.requestId });
}
