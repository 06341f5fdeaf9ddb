import { accountEndpoints } from "./accounts.ts";
import { allowlistEndpoints } from "./allowlist.ts";
import { auditEndpoints } from "./audit.ts";
import { checkEndpoints } from "./check.ts";
import { consoleLinkEndpoints } from "./console-links.ts";
import { consoleLoginEndpoints } from "./console-logins.ts";
import { denialEndpoints } from "./denials.ts";
import type { Endpoint } from "./endpoint.ts";
import { entryEndpoints } from "./entry.ts";
import { healthEndpoints } from "./health.ts";
import { hostEndpoints } from "./hosts.ts";
import { meEndpoints } from "./me.ts";
import { openapiEndpoints } from "./openapi.ts";
import { policyEndpoints } from "./policy.ts";
import { previewEndpoints } from "./preview.ts";
import { sessionEndpoints } from "./sessions.ts";
import { sharedHostEndpoints } from "./shared-hosts.ts";
import { tokenEndpoints } from "./tokens.ts";

/** Every endpoint of the API: what is mounted, described and run over by the security tests. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...healthEndpoints,
  ...openapiEndpoints,
  ...meEndpoints,
  ...accountEndpoints,
  ...hostEndpoints,
  ...sharedHostEndpoints,
  ...policyEndpoints,
  ...allowlistEndpoints,
  ...entryEndpoints,
  ...checkEndpoints,
  ...previewEndpoints,
  ...denialEndpoints,
  ...consoleLinkEndpoints,
  ...consoleLoginEndpoints,
  ...sessionEndpoints,
  ...tokenEndpoints,
  ...auditEndpoints,
];
