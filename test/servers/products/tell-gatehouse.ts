import type { IncomingMessage, ServerResponse } from "node:http";

/** tellGatehouse(request, response, "session", { user: "42", name: "Zoë", two_factor: true }) */
export function tellGatehouse(
  request: IncomingMessage,
  response: ServerResponse,
  signal: string,
  about: Readonly<Record<string, string | boolean>> = {},
): void {
  const id = request.headers["gatehouse-request-id"];
  if (typeof id !== "string") return; // there is no Gatehouse in front
  const parameters = Object.entries({ ...about, request: id }).map(([key, value]) => `${key}=${write(value)}`);
  response.appendHeader("Gatehouse-Signal", [signal, ...parameters].join("; "));
}

/** RFC 9651: a Boolean, a String, or a Display String for what is not ASCII. */
function write(value: string | boolean): string {
  if (typeof value === "boolean") return value ? "?1" : "?0";
  if (/^[ -~]*$/.test(value)) return `"${value.replace(/["\\]/g, "\\$&")}"`;
  return `%"${encodeURIComponent(value).replace(/%../g, (octet) => octet.toLowerCase())}"`;
}
