import { AddressText } from "../../input/scalars.ts";
import { DENIED_SURFACES, type DeniedSurface } from "../../storage/visits/denials.ts";
import { keepQuery } from "../query.ts";

/** The filter of the page, as its URL has it. */
export const denialsQuery = (query: URLSearchParams): URLSearchParams => keepQuery(query, ["address", "surface"]);

/** The filter of the list. `isWrong`: what was typed is no address, and the list is not narrowed to it. */
export function readDenialsFilter(query: URLSearchParams) {
  const kept = denialsQuery(query);
  const surface: DeniedSurface | undefined = DENIED_SURFACES.find((each) => each === kept.get("surface"));
  const typed = kept.get("address");
  const address = AddressText.safeParse(typed ?? "");
  return {
    isWrong: typed !== null && !address.success,
    ...(surface === undefined ? {} : { surface }),
    ...(address.success ? { address: address.data } : {}),
  };
}
