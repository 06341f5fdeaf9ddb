import type { Show } from "../page.ts";

export const showAllowlist: Show = async ({ texts }) => ({
  kind: "page",
  title: texts.allowlist.title,
  content: <p>…</p>,
});
