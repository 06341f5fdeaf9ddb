export default {
  async fetch(request: Request, env: { STORE: KVNamespace }): Promise<Response> {
    const n = Number((await env.STORE.get("n")) ?? 0) + 1;
    await env.STORE.put("n", String(n));
    return Response.json({ n, url: request.url });
  },
};
