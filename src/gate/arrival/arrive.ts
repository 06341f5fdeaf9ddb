import { formatAddress } from "../../address/address.ts";
import type { Log, LogRecord } from "../../log.ts";
import type { Surface } from "../../policy/surface.ts";
import type { RegionRecord } from "../../storage/sessions/session-records.ts";
import type { Visitation } from "../memory/edge-copy.ts";
import type { Refusal } from "../refusal/kinds.ts";
import { renderRefusal } from "../refusal/refusal.ts";
import { type Client, readClient } from "./client-address.ts";
import type { VisitUrl } from "./visit-url.ts";

/** What belongs to one visit: its time, its reference, and a way to finish work after its response. */
export interface Moment extends Visitation {
  readonly requestId: string;
}

/** The facts of one visit. */
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

/** A visit with a known address. */
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
 * The canonical name of the host that a URL names: the URL parser has written it in lower case and ASCII and removed
 * the port; the dot at the end of a fully qualified name is removed too. Hosts are compared by the equality of these
 * names and in no other way.
 */
export function canonicalHostname({ hostname }: Pick<URL, "hostname">): string {
  return hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
}

/** Longer than any name that Cloudflare gives. */
const NAME_MAX_LENGTH = 100;

/** Where a request comes from, as Cloudflare tells it. */
export function readRegion(cf: Request["cf"]): RegionRecord {
  return { country: nameOf(cf?.country), region: nameOf(cf?.region), city: nameOf(cf?.city) };
}

const nameOf = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value.slice(0, NAME_MAX_LENGTH) : null;
