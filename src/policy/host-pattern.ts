/** The id of the account in a hostname, or null when the hostname does not match the pattern. */
export type HostPattern = (hostname: string) => string | null;

const PLACE = "{account}";

/**
 * Compiles a pattern such as `{account}.example.com` or `app.{account}.example.com`. The account is one whole label, and
 * matches every id of an account (`[a-z0-9-]{1,63}`). Null: the text is not such a pattern.
 */
export function compileHostPattern(pattern: string): HostPattern | null {
  const labels = pattern.split(".");
  const isLabel = (label: string): boolean => label === PLACE || /^(?!-)[a-z0-9-]{1,63}$/.test(label);
  if (labels.length < 2 || labels.filter((label) => label === PLACE).length !== 1 || !labels.every(isLabel))
    return null;

  const [prefix = "", suffix = ""] = pattern.split(PLACE);
  return (hostname) => {
    if (hostname.length <= prefix.length + suffix.length) return null;
    if (!hostname.startsWith(prefix) || !hostname.endsWith(suffix)) return null;
    const account = hostname.slice(prefix.length, hostname.length - suffix.length);
    return /^[a-z0-9-]{1,63}$/.test(account) ? account : null;
  };
}
