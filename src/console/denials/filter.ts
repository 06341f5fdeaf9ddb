import { MAX_SEARCH_LENGTH } from "../../allowlist/search.ts";
import { DENIED_SURFACES, type DeniedSurface } from "../../storage/visits/denials.ts";
import { keepQuery } from "../query.ts";

/** The filter of the page, as its URL has it. */
export const denialsQuery = (query: URLSearchParams): URLSearchParams => keepQuery(query, ["q", "address", "surface"]);

/** The filter of the list. Links of before have `address` for what is looked for. */
export function readDenialsFilter(query: URLSearchParams) {
  const kept = denialsQuery(query);
  const surface: DeniedSurface | undefined = DENIED_SURFACES.find((each) => each === kept.get("surface"));
  const q = (kept.get("q") ?? kept.get("address") ?? "").trim().slice(0, MAX_SEARCH_LENGTH);
  return { q, ...(surface === undefined ? {} : { surface }) };
}
