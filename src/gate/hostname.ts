/**
 * The canonical name of the host that a URL names: the URL parser has put it in lower case and ASCII and taken the port
 * off; the dot of a fully qualified name goes too. Equality of these names is the only comparison of hosts there is.
 */
export function canonicalHostname({ hostname }: Pick<URL, "hostname">): string {
  return hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
}
