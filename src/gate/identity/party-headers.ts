import type { Party } from "../../sessions/credentials/credential.ts";

/** The credential headers of one session alone, as the origin gets them. */
export function headersOfParty(party: Party, from: Headers): Headers {
  const headers = new Headers();
  const cookies = party.flatMap(({ part }) => (part === null ? [] : [part.raw.trim()]));
  if (cookies.length > 0) headers.set("Cookie", cookies.join("; "));
  for (const { kind, name } of party) {
    const text = kind === "token" ? from.get(name) : null;
    if (text !== null) headers.set(name, text);
  }
  return headers;
}
