/** Events that come at once, so that a reader need not wait; then one a second, up to the bound. */
const EVENTS_AT_ONCE = 3;
const EVENTS_IN_ALL = 60;
const EVENT_INTERVAL_MS = 1_000;

/** `GET /events`: server-sent events, a minute of them. */
export function answerEvents(): Response {
  const encoder = new TextEncoder();
  let number = 0;
  const events = new ReadableStream<Uint8Array>({
    async pull(controller) {
      number += 1;
      if (number > EVENTS_AT_ONCE) await scheduler.wait(EVENT_INTERVAL_MS);
      controller.enqueue(encoder.encode(`id: ${number}\nevent: lead\ndata: {"number":${number}}\n\n`));
      if (number === EVENTS_IN_ALL) controller.close();
    },
  });
  return new Response(events, { headers: { "Content-Type": "text/event-stream", "Cache-Control": "no-store" } });
}

/** `GET /live`: a WebSocket that sends back what it gets, text as text and bytes as bytes. */
export function answerLive(request: Request): Response {
  if (request.headers.get("Upgrade")?.toLowerCase() !== "websocket") {
    return new Response("This is a WebSocket.\n", { status: 426, headers: { Upgrade: "websocket" } });
  }
  const { 0: client, 1: server } = new WebSocketPair();
  server.binaryType = "arraybuffer";
  server.accept();
  server.addEventListener("message", ({ data }) => server.send(data));
  return new Response(null, { status: 101, webSocket: client });
}

/** `POST /files`: counts the bytes of the body while they arrive and keeps none of them. */
export async function answerUpload(request: Request): Promise<Response> {
  let bytes = 0;
  for await (const chunk of request.body ?? []) bytes += chunk.byteLength;
  return Response.json({ bytes }, { status: 201 });
}
