import type { Visit } from "../../page.ts";
import { Notice } from "../../parts/notice.tsx";

/** For an administrator who begins: where a first list comes from. */
export function EmptyList({ visit: { texts, href } }: { readonly visit: Pick<Visit, "texts" | "href"> }) {
  const { title, text, link } = texts.suggestions.forEmptyList;
  return (
    <Notice kind="info">
      <h2>{title}</h2>
      <p>{text}</p>
      <p>
        <a href={href("/allowlist/suggestions")}>{link}</a>
      </p>
    </Notice>
  );
}
