/** What the form holds as it was shown, and what its buttons send with it. */
export function fieldsOf(html: string): Record<string, string> {
  const decode = (text = "") =>
    text
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&quot;", '"')
      .replaceAll("&#39;", "'")
      .replaceAll("&amp;", "&");
  const hidden = [...html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  const areas = [...html.matchAll(/<textarea(?=[^>]* name="([^"]+)")[^>]*>\n?([^<]*)<\/textarea>/g)];
  const checked = [...html.matchAll(/<input type="(?:radio|checkbox)" name="([^"]+)" value="([^"]+)" checked/g)];
  return Object.fromEntries([...hidden, ...areas, ...checked].map(([, name = "", value]) => [name, decode(value)]));
}
