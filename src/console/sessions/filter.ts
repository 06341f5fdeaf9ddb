import { parseAddress } from "../../address/address.ts";
import { keepQuery } from "../query.ts";

/** What a page of sessions is narrowed to: as its address says it, so that it can be kept, sent and gone back to. */
const NAMES = ["state", "user", "address", "q"] as const;

const MAX_USER_LENGTH = 256;
const MAX_SEARCH_LENGTH = 100;

/** Input of the API's list. What cannot be meant is as good as not there. */
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
