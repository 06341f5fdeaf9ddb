import type { Section } from "../page.ts";
import { confirmRevocation } from "./confirm.tsx";
import { endSession, endSessions } from "./end.ts";
import { showSessions } from "./list.tsx";

/** Every device that is logged in, and a way to log it out. */
export const sessionsSection: Section = {
  menu: { path: "/sessions", label: (texts) => texts.sessions.title },
  needs: "sessions:read",
  pages: { "/sessions": showSessions, "/sessions/revoke": confirmRevocation },
  acts: { "/sessions/end": endSession, "/sessions/revoke": endSessions },
};
