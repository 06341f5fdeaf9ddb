import { formatAddress } from "../../address/address.ts";
import type { Log, LogRecord } from "../../log.ts";
import type { Surface } from "../../policy/surface.ts";
import type { Visitation } from "../memory/edge-copy.ts";
import type { Refusal } from "../refusal/kinds.ts";
import { renderRefusal } from "../refusal/refusal.ts";
import { type Client, readClient } from "./client-address.ts";
import type { VisitUrl } from "./visit-url.ts";

/** One visit's own: its time, its reference, and what may end after its response. */
export interface Moment extends Visitation {
  readonly requestId: string;
}

/** One visit's own facts. */
export interface Visit extends Moment {
  readonly request: Request;
  readonly url: VisitUrl;
  /** Canonical. */
  readonly hostname: string;
  readonly isSecure: boolean;
  /** Where it comes from; null: that is not known, and the visit is refused. */
  readonly client: Client | null;
  readonly refuse: (refusal: Refusal, surface: Surface) => Response;
  /** A line in the operator's log about this visit. */
  readonly log: (level: LogRecord["level"], event: string, facts?: Readonly<Record<string, unknown>>) => void;
}

/** A visit whose address is known. */
export type ClientVisit = Visit & { readonly client: Client };

export const hasClient = (visit: Visit): visit is ClientVisit => visit.client !== null;

export function arrive(request: Request, url: VisitUrl, log: Log, moment: Moment): Visit {
  const { requestId } = moment;
  const hostname = canonicalHostname(url);
  return {
    ...moment,
    request,
    url,
    hostname,
    isSecure: url.protocol === "https:",
    client: readClient(request.headers),
    refuse: (refusal, surface) =>
      renderRefusal(refusal, { method: request.method, headers: request.headers, surface }, requestId),
    log: (level, event, facts) => log({ level, event, ...facts, request_id: requestId, host: hostname }),
  };
}

/** The client's address in canonical form. */
export const addressOf = ({ client }: ClientVisit): string => formatAddress(client.address);

/**
 * The canonical name of the host that a URL names: the URL parser has put it in lower case and ASCII and taken the port
 * off; the dot of a fully qualified name goes too. Equality of these names is the only comparison of hosts there is.
 */
export function canonicalHostname({ hostname }: Pick<URL, "hostname">): string {
  return hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
}
