import { relative } from "node:path";
import type { Settings } from "./settings.ts";

/** An address that is nobody's (RFC 5737), for the visit that is turned away. */
const STRANGER = "203.0.113.9";

const DEMO = `and log in as ann@example.com with ann-password. Its menu leads to Gatehouse's console: Settings, Whitelist of IP
addresses; and Profile, Sessions.
`;

/** What the person who ran `npm start` reads first. Its commands can be pasted into a shell in the same folder. */
export function firstScreen(settings: Settings, basePath: string, folder: string): string {
  const site = `http://localhost:${settings.port}`;
  const isDemo = settings.originUrl === null;
  const page = `${site}${isDemo ? "/login" : "/"}`;
  const devVars = shellWord(relative(folder, settings.devVars));
  return `
Gatehouse stands in front of ${settings.originUrl ?? "a demo CRM"}. Open ${site}/
${isDemo ? DEMO : ""}
Your own address is on the list of the account "demo", others are turned away. In a second terminal, in this folder:

1. Visit from an address that is not on the list: 403.

   curl -I -H 'CF-Connecting-IP: ${STRANGER}' ${page}

2. Add the address.

   curl -H "Authorization: Bearer $(grep ^OPERATOR_TOKEN= ${devVars} | cut -d= -f2-)" \\
     -H 'Content-Type: text/plain' -d '${STRANGER} # My first entry' \\
     ${site}${basePath}/api/v1/accounts/demo/allowlist

3. Run the first command again: let in, at once.

Write localhost: another name, even 127.0.0.1, is a host that no account has. Ctrl-C ends it all; what you change is kept.
`;
}

/** The text as one word of a POSIX shell, in quotes when it needs them. */
function shellWord(text: string): string {
  return /^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
