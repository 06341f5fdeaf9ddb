import type { Section } from "../page.ts";
import { approve, showApproveForm } from "./approve.tsx";
import { decline } from "./decline.ts";
import { showRequests } from "./list.tsx";
import { setSwitch } from "./switch.tsx";

/** The requests of visitors who were turned away, and whether they may make any. */
export const requestsSection: Section = {
  menu: {
    path: "/requests",
    label: (texts) => texts.requests.title,
    waiting: ({ openRequests }) => openRequests,
  },
  needs: "allowlist:read",
  pages: { "/requests": showRequests, "/requests/:id": showApproveForm },
  acts: { "/requests/approve": approve, "/requests/decline": decline, "/requests/switch": setSwitch },
};
