import type { FoundRange } from "./find-ranges.ts";

/** Lines that firewalls, routers and web servers read; in them words are no labels. */
const RULE =
  /^\s*(?:(?:-A|-I|add|set|edit|config|ip|ip6|ipv6|iptables|ip6tables|ufw|nft|route|access-list|object|network-object|host|subnet|permit|deny|allow|require|order|pass|block|server|listen|remote|push|authorized_keys|sudo|firewall-cmd|netsh|New-NetFirewallRule|aws|gcloud|az|satisfy|hosts|source|src|cidr_blocks|cidr_ip|cidr|from|whitelist|address-list|rule)\b)(?=.{0,200}(?:[\s="'(]))/i;

/** Words that only such lines have. */
const RULE_WORD =
  /(?:^|\s)(?:-s|--source|-j|saddr|daddr|permit|allow from|require ip|proto|src-address=|address=|remoteip=|accept|ALLOW IN|ALLOW|DENY IN|eq \d+|pass in|cidr_blocks|any port)(?=[\s="';,]|$)/;

/** Whether words of the line are the language of a firewall. */
export const isRuleLine = (line: string): boolean =>
  RULE_WORD.test(line.slice(0, 1_000)) ||
  (RULE.test(line.slice(0, 1_000)) &&
    !/^\s*\d+[.)]?\s/.test(line) &&
    !/^\s*(?:source|host|server|remote|from)\s*:/i.test(line));

/** A rule that keeps addresses out. */
const DENIES =
  /(?:^|[\s=:"'])(?:deny|denied|drop|reject|block|blocked|blocklist|blacklist|banned|not ip)(?=[\s;,"']|$)/i;

/** What stands right before an address that a rule is about, but that visitors do not come from. */
const NOT_SOURCE =
  /(?:^|[\s(])(?:-d|--dst|--destination|daddr|dst-address|dst|localip|next-hop|listen|proxy_pass|bind)\s{0,5}[=:]?\s{0,5}["'[({]{0,2}(?:https?:\/\/)?$|^\s*(?:default\s{1,5})?(?:gateway|gw|nameserver|dns|via|destination)\s{0,5}[=:]?\s{0,5}$/i;
const NEGATED = /(?:^|\s)!\s{0,3}(?:(?:-s|--source|saddr)\s{1,5})?$|(?:^|\s)(?:-s|--source)\s{1,3}!\s{1,3}$|!=\s{0,3}$/;

/** Why an address of a line is not proposed: a code and words. */
export interface LeftOutReason {
  readonly code: string;
  readonly detail: string;
}

export const COMMENTED_OUT: LeftOutReason = {
  code: "commented_out",
  detail: "It stands in a comment: whoever wrote the text has switched it off.",
};

const DENIED: LeftOutReason = { code: "deny_rule", detail: "The line keeps these addresses out." };
const DESTINATION: LeftOutReason = {
  code: "not_a_source",
  detail: "It is where connections go to, not where visitors come from.",
};
const EXCEPTED: LeftOutReason = { code: "negated", detail: "The rule is about all addresses but these." };

/**
 * Judges the ranges of a line: why one is not what visitors come from; null: nothing speaks against it. What holds for the
 * whole line is looked up once.
 */
export function createRangeJudge(
  line: string,
  isRule: boolean,
): (range: FoundRange, index: number) => LeftOutReason | null {
  if (DENIES.test(line)) return () => DENIED;
  const hasFrom = isRule && /(?:^|\s)from\s/i.test(line);
  const isAcl = isRule && /(?:^|\s)permit\s/i.test(line) && !/prefix-list/i.test(line);
  return ({ from }, index) => {
    const before = line.slice(Math.max(0, from - 60), from);
    if (NEGATED.test(before)) return EXCEPTED;
    if (NOT_SOURCE.test(before)) return DESTINATION;
    const isAfterTo = hasFrom && /(?:^|\s)to\s{1,5}(?:host\s{1,5})?$/i.test(before);
    return index > 0 && (isAfterTo || isAcl) ? DESTINATION : null;
  };
}
