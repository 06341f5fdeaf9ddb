/** `/debug/request`: the request as it arrived here, headers as pairs. */
export function answerDebugRequest(request: Request): Response {
  return Response.json(
    { method: request.method, url: request.url, headers: [...request.headers] },
    { headers: { "Cache-Control": "no-store" } },
  );
}

/** `GET /cookies`: several Set-Cookie headers; one of them holds a comma, as dates do. */
export function answerCookies(): Response {
  const headers = new Headers({ "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" });
  headers.append("Set-Cookie", "theme=dark; Path=/");
  headers.append("Set-Cookie", "locale=pt-BR; Path=/; Expires=Fri, 31 Dec 2027 23:59:59 GMT");
  headers.append("Set-Cookie", "tour=done; Path=/; HttpOnly; SameSite=Strict");
  return new Response("Three cookies.\n", { headers });
}

/** `/go`: a redirect to the dashboard, or to wherever `to` says: also to other hosts, for the tests of the gate. */
export function answerGo(request: Request): Response {
  const to = new URL(request.url).searchParams.get("to") ?? "/dashboard";
  if (!/^[\x21-\x7e]+$/.test(to)) return new Response("to is not a URL.\n", { status: 400 });
  return new Response(null, { status: 302, headers: { Location: to } });
}
