import type { Texts } from "../texts/texts.ts";
import type { Trust } from "../trust.ts";

/** Whether an address is on the list, in words; nothing where that is not known. */
export function TrustTag({ texts, trust }: { readonly texts: Texts; readonly trust: Trust }) {
  switch (trust) {
    case "listed":
      return <span class="tag good">{texts.common.onTheList}</span>;
    case "not_listed":
      return <span class="tag warn">{texts.common.notOnTheList}</span>;
    case "unknown":
      return null;
    default:
      return trust satisfies never;
  }
}
