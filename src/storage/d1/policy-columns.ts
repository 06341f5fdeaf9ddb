import type { Policy } from "../../policy/policy.ts";

/**
 * A policy as the values of its columns: mode, block_api_requests, idle_days, idle_days_2fa, absolute_days, api_idle_days,
 * bind_network, contact, access_requests.
 */
export const policyColumns = ({ mode, blockApiRequests, session, bindNetwork, contact, accessRequests }: Policy) =>
  [
    mode,
    blockApiRequests ? 1 : 0,
    session.idleDays,
    session.idleDays2fa,
    session.absoluteDays,
    session.apiIdleDays,
    bindNetwork,
    contact,
    accessRequests ? 1 : 0,
  ] as const;
