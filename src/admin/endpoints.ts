import type { Endpoint } from "./http/endpoint.ts";
import { accountEndpoints } from "./resources/accounts.ts";
import { accessRequestEndpoints } from "./resources/allowlist/access-requests.ts";
import { allowlistEndpoints } from "./resources/allowlist/allowlist.ts";
import { checkEndpoints } from "./resources/allowlist/check.ts";
import { denialEndpoints } from "./resources/allowlist/denials.ts";
import { entryEndpoints } from "./resources/allowlist/entry.ts";
import { previewEndpoints } from "./resources/allowlist/preview.ts";
import { readEndpoints } from "./resources/allowlist/read.ts";
import { suggestionEndpoints } from "./resources/allowlist/suggestions.ts";
import { auditEndpoints } from "./resources/audit.ts";
import { bindingEndpoints } from "./resources/binding.ts";
import { consoleLinkEndpoints } from "./resources/console-links.ts";
import { consoleLoginEndpoints } from "./resources/console-logins.ts";
import { healthEndpoints } from "./resources/health.ts";
import { hostEndpoints } from "./resources/hosts.ts";
import { meEndpoints } from "./resources/me.ts";
import { openapiEndpoints } from "./resources/openapi.ts";
import { policyEndpoints } from "./resources/policy.ts";
import { provisionalEndpoints } from "./resources/provisional.ts";
import { revisionEndpoints } from "./resources/revisions/revisions.ts";
import { sessionEndpoints } from "./resources/sessions.ts";
import { sharedHostEndpoints } from "./resources/shared-hosts.ts";
import { tokenEndpoints } from "./resources/tokens.ts";

/** Every endpoint of the API: what is mounted, described and run over by the security tests. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...healthEndpoints,
  ...openapiEndpoints,
  ...meEndpoints,
  ...accountEndpoints,
  ...hostEndpoints,
  ...sharedHostEndpoints,
  ...policyEndpoints,
  ...provisionalEndpoints,
  ...allowlistEndpoints,
  // Before the entries: its path looks like one of them.
  ...suggestionEndpoints,
  ...entryEndpoints,
  ...readEndpoints,
  ...checkEndpoints,
  ...previewEndpoints,
  ...revisionEndpoints,
  ...denialEndpoints,
  ...accessRequestEndpoints,
  ...consoleLinkEndpoints,
  ...consoleLoginEndpoints,
  ...sessionEndpoints,
  ...bindingEndpoints,
  ...tokenEndpoints,
  ...auditEndpoints,
];
