import { request } from "node:http";
import type { Send } from "../../support/device.ts";

/** Requests to a loopback port under a Host of one's own, which `fetch` does not let anybody choose. */
export const sendTo =
  (port: number, hostHeaders: Readonly<Record<string, string>>): Send =>
  (path, { method, headers, body }) =>
    new Promise((resolve, reject) => {
      const sent = { ...headers, ...hostHeaders, ...(body === null ? {} : { "Content-Length": `${body.length}` }) };
      const outgoing = request({ host: "127.0.0.1", port, path, method, headers: sent }, async (incoming) => {
        const chunks: Buffer[] = [];
        for await (const chunk of incoming) chunks.push(chunk);
        const answered = new Headers();
        const { rawHeaders } = incoming;
        for (let i = 0; i + 1 < rawHeaders.length; i += 2)
          answered.append(rawHeaders[i] ?? "", rawHeaders[i + 1] ?? "");
        resolve(new Response(Buffer.concat(chunks), { status: incoming.statusCode ?? 0, headers: answered }));
      });
      outgoing.on("error", reject).end(body);
    });
