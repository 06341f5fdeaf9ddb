/** The account that a hostname names, or null when the pattern does not fit it. */
export type HostPattern = (hostname: string) => string | null;

const PLACE = "{account}";

/**
 * Compiles a pattern such as `{account}.example.com` or `app.{account}.example.com`: the account is one whole label, and
 * an account's id is what may stand there (`[a-z0-9-]{1,63}`). Null: it is no such pattern.
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
