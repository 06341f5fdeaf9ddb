import { parseAddress } from "../../address/entry/parse-address.ts";
import { keepQuery } from "../query.ts";

/** The filter of the page. It is in the page's URL, so that it can be bookmarked, sent and returned to. */
const NAMES = ["state", "user", "address", "q"] as const;

const MAX_USER_LENGTH = 256;
const MAX_SEARCH_LENGTH = 100;

/** The filter that a query gives. Values that are not valid are ignored. */
export function readSessionsFilter(query: URLSearchParams) {
  const kept = keepQuery(query, NAMES);
  const state: "active" | "ended" = kept.get("state") === "ended" ? "ended" : "active";
  const user = query.get("user") ?? "";
  const address = parseAddress(kept.get("address") ?? "");
  const q = kept.get("q")?.slice(0, MAX_SEARCH_LENGTH).trim();
  return {
    state,
    ...(user === "" || user.length > MAX_USER_LENGTH ? {} : { user }),
    ...(address.ok ? { address: address.value } : {}),
    ...(q === undefined || q === "" ? {} : { q }),
  };
}

/** The same as text, for a form that comes back to it. */
export const sessionsQuery = (query: URLSearchParams): URLSearchParams => keepQuery(query, NAMES);
