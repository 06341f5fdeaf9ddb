/** A text as people have it, and what must be found in it. */
export interface Snippet {
  readonly name: string;
  readonly text: string;
  /** Each entry with its label; null: none. */
  readonly found: readonly (readonly [value: string, label: string | null])[];
  /** What is left out, and its code. */
  readonly leftOut?: readonly (readonly [text: string, code: string])[];
}

const MAIL: readonly Snippet[] = [
  {
    name: "bullets with brackets",
    text: "Hi team,\n\nplease whitelist these:\n\n• 203.0.113.7 (Ann's home)\n• 198.51.100.0/24 (Berlin office)\n\nThanks\nBob",
    found: [["203.0.113.7", "Ann's home"], ["198.51.100.0/24", "Berlin office"]], // biome-ignore format: rows
  },
  {
    name: "hyphens and dashes",
    text: "- 203.0.113.7 – Ann\n- 203.0.113.8 - Bob at home\n* 203.0.113.9: Carol\n",
    found: [["203.0.113.7", "Ann"], ["203.0.113.8", "Bob at home"], ["203.0.113.9", "Carol"]], // biome-ignore format: rows
  },
  {
    name: "a quoted answer",
    text: "On Monday Ann wrote:\n> Our office has 203.0.113.7\n>> and the branch 198.51.100.7\n",
    found: [["203.0.113.7", "office has"], ["198.51.100.7", "branch"]], // biome-ignore format: rows
  },
  {
    name: "a sentence with a full stop",
    text: "Our IPs are 203.0.113.7 and 203.0.113.8.",
    found: [["203.0.113.7", null], ["203.0.113.8", null]], // biome-ignore format: rows
  },
  {
    name: "a sentence that is no label",
    text: "As agreed on the phone yesterday, could you please add our new address 203.0.113.7 to the list before Friday?",
    found: [["203.0.113.7", null]],
  },
  {
    name: "numbered",
    text: "1. 203.0.113.7 Head office\n2. 198.51.100.7 Warehouse\n3) 192.0.2.7 Shop\n",
    found: [["203.0.113.7", "Head office"], ["198.51.100.7", "Warehouse"], ["192.0.2.7", "Shop"]], // biome-ignore format: rows
  },
  {
    name: "headings with colons",
    text: "Berlin office:\n203.0.113.7\n203.0.113.8\n\nMunich:\n198.51.100.0/28\n",
    found: [["203.0.113.7", "Berlin office"], ["203.0.113.8", "Berlin office"], ["198.51.100.0/28", "Munich"]], // biome-ignore format: rows
  },
  {
    name: "the name before",
    text: "Office: 203.0.113.7\nVPN gateway = 198.51.100.7\n",
    found: [["203.0.113.7", "Office"], ["198.51.100.7", "VPN gateway"]], // biome-ignore format: rows
  },
  {
    name: "the ticket with a missing blank",
    text: "Archer49.37.165.0/16\n49.14.176.91, 49.37.165.0/24",
    found: [["49.37.165.0/16", "Archer"], ["49.14.176.91", null], ["49.37.165.0/24", null]], // biome-ignore format: rows
  },
  {
    name: "a netmask",
    text: "Branch 203.0.113.0 255.255.255.0\nVPN 198.51.100.0/255.255.255.240",
    found: [["203.0.113.0/24", "Branch"], ["198.51.100.0/28", "VPN"]], // biome-ignore format: rows
  },
  {
    name: "blanks around the slash, and a port",
    text: "203.0.113.0 / 24\nsftp 198.51.100.7:22\n",
    found: [["203.0.113.0/24", null], ["198.51.100.7", "sftp"]], // biome-ignore format: rows
  },
  {
    name: "ranges in words",
    text: "203.0.113.1 to 203.0.113.9\n198.51.100.10~198.51.100.20\n192.0.2.10-20\n2001:db8::1 – 2001:db8::9",
    found: [
      ["203.0.113.1-203.0.113.9", null],
      ["198.51.100.10-198.51.100.20", null],
      ["192.0.2.10-192.0.2.20", null],
      ["2001:db8::1-2001:db8::9", null],
    ],
  },
  {
    name: "German",
    text: "Bitte freischalten:\nBüro Köln: 203.0.113.7\nvon 198.51.100.1 bis 198.51.100.6\n",
    found: [["203.0.113.7", "Büro Köln"], ["198.51.100.1-198.51.100.6", "von"]], // biome-ignore format: rows
  },
  {
    name: "a defanged address",
    text: "Seen from 203[.]0[.]113[.]7 (our scanner)",
    found: [["203.0.113.7", "Seen, scanner"]],
  },
  {
    name: "hidden characters",
    text: "\u200b203.0.113.7\u00a0Ann\u200e\n",
    found: [["203.0.113.7", "Ann"]],
  },
  {
    name: "an address that is none",
    text: "Office 203.0.113.300\nHome 203.0.113.7",
    found: [["203.0.113.7", "Home"]],
    leftOut: [["203.0.113.300", "octet_out_of_range"]],
  },
  {
    name: "what Gatehouse does not have",
    text: "203.0.113.7\ncountry:DE\nAS13335\noffice.example.com\n",
    found: [["203.0.113.7", null]],
    leftOut: [["country:DE", "unsupported_kind"], ["AS13335", "unsupported_kind"], ["office.example.com", "hostname"]], // biome-ignore format: rows
  },
  {
    name: "versions, times and hardware addresses",
    text: "Firmware v1.2.3.4, checked 12:30:45 on 00:1a:2b:3c:4d:5e\nUplink 203.0.113.7\n",
    found: [["203.0.113.7", "Uplink"]],
  },
];

const SHEETS: readonly Snippet[] = [
  {
    name: "Excel cells",
    text: "Site\tIP address\tContact\nBerlin\t203.0.113.7\tAnn\nMunich\t198.51.100.0/24\tBob\n",
    found: [["203.0.113.7", "Berlin, Ann"], ["198.51.100.0/24", "Munich, Bob"]], // biome-ignore format: rows
  },
  {
    name: "Google Sheets, addresses first",
    text: "203.0.113.7\tBerlin office\n198.51.100.7\tAnn at home\n2001:db8::/48\tData centre",
    found: [["203.0.113.7", "Berlin office"], ["198.51.100.7", "Ann at home"], ["2001:db8::/48", "Data centre"]], // biome-ignore format: rows
  },
  {
    name: "a mask in its own cell",
    text: "Berlin\t203.0.113.0\t255.255.255.0\nMunich\t198.51.100.64\t255.255.255.192\n",
    found: [["203.0.113.0/24", "Berlin"], ["198.51.100.64/26", "Munich"]], // biome-ignore format: rows
  },
  {
    name: "semicolons without a header",
    text: "203.0.113.7;Office;yes\n198.51.100.7;Branch;yes\n",
    found: [["203.0.113.7", "Office"], ["198.51.100.7", "Branch"]], // biome-ignore format: rows
  },
  {
    name: "semicolons in one line",
    text: "203.0.113.7; 198.51.100.7;192.0.2.0/24",
    found: [["203.0.113.7", null], ["198.51.100.7", null], ["192.0.2.0/24", null]], // biome-ignore format: rows
  },
  {
    name: "CSV with a header of other names",
    text: "\ufeffip;description;active\r\n203.0.113.7;Office, 2nd floor;yes\r\n198.51.100.7;Old;no\r\n",
    found: [["203.0.113.7", "Office, 2nd floor"], ["198.51.100.7", "Old"]], // biome-ignore format: rows
  },
  {
    name: "quoted cells",
    text: '"Berlin","203.0.113.7","fiber"\n"Munich","198.51.100.7","cable"\n',
    found: [["203.0.113.7", "Berlin, fiber"], ["198.51.100.7", "Munich, cable"]], // biome-ignore format: rows
  },
  {
    name: "several addresses in a cell",
    text: "Berlin\t203.0.113.7, 203.0.113.8\nMunich\t198.51.100.7 / 198.51.100.8\n",
    found: [["203.0.113.7", "Berlin"], ["203.0.113.8", "Berlin"], ["198.51.100.7", "Munich"], ["198.51.100.8", "Munich"]], // biome-ignore format: rows
  },
  {
    name: "a Markdown table",
    text: "| Site | IP |\n| --- | --- |\n| Berlin | 203.0.113.7 |\n| Munich | `198.51.100.7` |\n",
    found: [["203.0.113.7", "Berlin"], ["198.51.100.7", "Munich"]], // biome-ignore format: rows
  },
  {
    name: "an HTML table",
    text: "<table><tr><td>Berlin</td><td>203.0.113.7</td></tr>\n<tr><td>Munich</td><td><b>198.51.100.7</b></td></tr></table>",
    found: [["203.0.113.7", "Berlin"], ["198.51.100.7", "Munich"]], // biome-ignore format: rows
  },
  {
    name: "names between addresses of one line",
    text: "Berlin 203.0.113.7, Munich 198.51.100.7",
    found: [["203.0.113.7", "Berlin"], ["198.51.100.7", "Munich"]], // biome-ignore format: rows
  },
  {
    name: "names behind addresses of one line",
    text: "203.0.113.7 (Berlin), 198.51.100.7 (Munich)",
    found: [["203.0.113.7", "Berlin"], ["198.51.100.7", "Munich"]], // biome-ignore format: rows
  },
];

const CHAT: readonly Snippet[] = [
  {
    name: "Slack, with code",
    text: "[10:42] Ann Lee: my new IP is `203.0.113.7`\n[10:43] Bob: mine `198.51.100.7` :wave:",
    found: [["203.0.113.7", "Ann Lee my new"], ["198.51.100.7", "Bob mine, wave"]], // biome-ignore format: rows
  },
  {
    name: "Slack, with a link",
    text: "Ann: <http://203.0.113.7|203.0.113.7> please",
    found: [["203.0.113.7", "Ann"]],
  },
  {
    name: "Gatehouse's own text",
    text: "203.0.113.7 until 2031-12-01T18:00Z off # Ann at home\n198.51.100.0/24 # Office\n",
    found: [["203.0.113.7", "Ann at home"], ["198.51.100.0/24", "Office"]], // biome-ignore format: rows
  },
  {
    name: "comments, and what is switched off by one",
    text: "# Offices\n203.0.113.7\n# 198.51.100.7 old office\n",
    found: [["203.0.113.7", "Offices"]],
    leftOut: [["198.51.100.7", "commented_out"]],
  },
];

const ROUTERS: readonly Snippet[] = [
  {
    name: "iptables",
    text: [
      '-A INPUT -s 203.0.113.0/24 -p tcp -m tcp --dport 443 -m comment --comment "Berlin office" -j ACCEPT',
      "-A INPUT -s 198.51.100.7/32 -d 192.0.2.1/32 -p tcp -j ACCEPT",
      "-A INPUT -s 192.0.2.66/32 -j DROP",
      "-A INPUT ! -s 10.0.0.0/8 -j ACCEPT",
    ].join("\n"),
    found: [["203.0.113.0/24", "Berlin office"], ["198.51.100.7/32", null]], // biome-ignore format: rows
    leftOut: [["192.0.2.1/32", "not_a_source"], ["192.0.2.66/32", "deny_rule"], ["10.0.0.0/8", "negated"]], // biome-ignore format: rows
  },
  {
    name: "nginx",
    text: "location /admin {\n  allow 203.0.113.7; # Ann\n  allow 198.51.100.0/24;\n  allow 2001:db8::/48;\n  deny 192.0.2.1;\n  deny all;\n}",
    found: [["203.0.113.7", "Ann"], ["198.51.100.0/24", null], ["2001:db8::/48", null]], // biome-ignore format: rows
    leftOut: [["192.0.2.1", "deny_rule"]],
  },
  {
    name: "nginx with comments above",
    text: "# Berlin office\nallow 203.0.113.7;\n\n# VPN\nallow 198.51.100.7;\n",
    found: [["203.0.113.7", "Berlin office"], ["198.51.100.7", "VPN"]], // biome-ignore format: rows
  },
  {
    name: "Apache 2.4",
    text: "<RequireAny>\n  Require ip 203.0.113.7 198.51.100.0/24\n  Require not ip 192.0.2.1\n</RequireAny>",
    found: [["203.0.113.7", null], ["198.51.100.0/24", null]], // biome-ignore format: rows
    leftOut: [["192.0.2.1", "deny_rule"]],
  },
  {
    name: "Apache 2.2",
    text: "Order deny,allow\nAllow from 203.0.113.0/255.255.255.0\nAllow from 198.51.100.7\n",
    found: [["203.0.113.0/24", null], ["198.51.100.7", null]], // biome-ignore format: rows
  },
  {
    name: "ufw commands",
    text: "ufw allow from 203.0.113.7 to any port 22 comment 'Ann'\nufw allow from 198.51.100.0/24 to 192.0.2.1 port 443\nufw deny from 192.0.2.66\n",
    found: [["203.0.113.7", "Ann"], ["198.51.100.0/24", null]], // biome-ignore format: rows
    leftOut: [["192.0.2.1", "not_a_source"], ["192.0.2.66", "deny_rule"]], // biome-ignore format: rows
  },
  {
    name: "ufw status",
    text: "To                         Action      From\n--                         ------      ----\n443/tcp                    ALLOW IN    203.0.113.7                # Ann\n22                         DENY IN     192.0.2.66\n",
    found: [["203.0.113.7", "Ann"]],
    leftOut: [["192.0.2.66", "deny_rule"]],
  },
  {
    name: "Cisco ACL",
    text: "ip access-list extended OFFICES\n remark Berlin\n permit ip host 203.0.113.7 any\n permit tcp 198.51.100.0 0.0.0.255 host 192.0.2.1 eq 443\n deny ip any any\n",
    found: [["203.0.113.7", "Berlin"], ["198.51.100.0/24", "Berlin"]], // biome-ignore format: rows
    leftOut: [["192.0.2.1", "not_a_source"]],
  },
  {
    name: "Cisco numbered ACL and prefix list",
    text: "access-list 10 permit 203.0.113.0 0.0.0.255\naccess-list 10 deny 192.0.2.1\nip prefix-list OFFICE seq 5 permit 198.51.100.0/24\n",
    found: [["203.0.113.0/24", null], ["198.51.100.0/24", null]], // biome-ignore format: rows
    leftOut: [["192.0.2.1", "deny_rule"]],
  },
  {
    name: "Cisco ASA objects",
    text: "object network BERLIN\n host 203.0.113.7\nobject network MUNICH\n subnet 198.51.100.0 255.255.255.0\n",
    found: [["203.0.113.7", "BERLIN"], ["198.51.100.0/24", "MUNICH"]], // biome-ignore format: rows
  },
  {
    name: "FortiGate",
    text: 'config firewall address\n edit "Berlin office"\n  set subnet 203.0.113.0 255.255.255.0\n next\n edit "VPN"\n  set type iprange\n  set subnet 198.51.100.7 255.255.255.255\n next\nend\n',
    found: [["203.0.113.0/24", "Berlin office"], ["198.51.100.7/32", "VPN"]], // biome-ignore format: rows
  },
  {
    name: "MikroTik",
    text: '/ip firewall address-list\nadd address=203.0.113.7 list=office comment="Berlin office"\nadd address=198.51.100.0/24 disabled=yes list=office\n',
    found: [["203.0.113.7", "Berlin office"], ["198.51.100.0/24", null]], // biome-ignore format: rows
  },
  {
    name: "Juniper",
    text: "set policy-options prefix-list OFFICES 203.0.113.0/24\nset policy-options prefix-list OFFICES 2001:db8::/48\n",
    found: [["203.0.113.0/24", null], ["2001:db8::/48", null]], // biome-ignore format: rows
  },
  {
    name: "pf",
    text: "table <office> { 203.0.113.7, 198.51.100.0/24 }\npass in proto tcp from 192.0.2.7 to 192.0.2.1 port 443\nblock in from 192.0.2.66 to any\n",
    found: [["203.0.113.7", "table"], ["198.51.100.0/24", "table"], ["192.0.2.7", null]], // biome-ignore format: rows
    leftOut: [["192.0.2.1", "not_a_source"], ["192.0.2.66", "deny_rule"]], // biome-ignore format: rows
  },
  {
    name: "nftables",
    text: 'ip saddr { 203.0.113.7, 198.51.100.0/24 } tcp dport 443 accept comment "offices"\nip daddr 192.0.2.1 accept\nip saddr 192.0.2.66 drop\n',
    found: [["203.0.113.7", "offices"], ["198.51.100.0/24", "offices"]], // biome-ignore format: rows
    leftOut: [["192.0.2.1", "not_a_source"], ["192.0.2.66", "deny_rule"]], // biome-ignore format: rows
  },
  {
    name: "Windows firewall",
    text: 'netsh advfirewall firewall add rule name="Office" dir=in action=allow remoteip=203.0.113.7,198.51.100.0/24 localip=192.0.2.1',
    found: [["203.0.113.7", "Office"], ["198.51.100.0/24", "Office"]], // biome-ignore format: rows
    leftOut: [["192.0.2.1", "not_a_source"]],
  },
  {
    name: "a routing table",
    text: "0.0.0.0         192.0.2.1       0.0.0.0         UG    0      0        0 eth0\n203.0.113.0/24 dev eth1 scope link\n",
    found: [["192.0.2.1", "UG eth0"], ["203.0.113.0/24", "dev eth1 scope link"]], // biome-ignore format: rows
    leftOut: [["0.0.0.0", "no_visitor"], ["0.0.0.0", "no_visitor"]], // biome-ignore format: rows
  },
  {
    name: "a hosts file",
    text: "127.0.0.1 localhost\n203.0.113.7 berlin.example.com\n",
    found: [["127.0.0.1", "localhost"], ["203.0.113.7", "berlin.example.com"]], // biome-ignore format: rows
  },
  {
    name: "HAProxy and Caddy",
    text: "acl office src 203.0.113.7 198.51.100.0/24\n@office remote_ip 192.0.2.0/24\n",
    found: [["203.0.113.7", "acl office"], ["198.51.100.0/24", "acl office"], ["192.0.2.0/24", "office remote_ip"]], // biome-ignore format: rows
  },
  {
    name: "an SPF record",
    text: '"v=spf1 ip4:203.0.113.0/24 ip6:2001:db8::/48 include:_spf.example.com -all"',
    found: [["203.0.113.0/24", "v=spf1"], ["2001:db8::/48", "v=spf1"]], // biome-ignore format: rows
  },
];

const CODE: readonly Snippet[] = [
  {
    name: "Terraform",
    text: 'ingress {\n  description = "Berlin office"\n  cidr_blocks = ["203.0.113.0/24", "198.51.100.7/32"]\n}\n',
    found: [["203.0.113.0/24", "Berlin office"], ["198.51.100.7/32", "Berlin office"]], // biome-ignore format: rows
  },
  {
    name: "YAML",
    text: "allowlist:\n  - 203.0.113.7 # Ann\n  - 198.51.100.0/24 # Office\n",
    found: [["203.0.113.7", "Ann"], ["198.51.100.0/24", "Office"]], // biome-ignore format: rows
  },
  {
    name: "YAML with names",
    text: "- name: Berlin\n  ip: 203.0.113.7\n- name: Munich\n  ip: 198.51.100.7\n",
    found: [["203.0.113.7", "Berlin"], ["198.51.100.7", "Munich"]], // biome-ignore format: rows
  },
  {
    name: "a Kubernetes annotation",
    text: 'nginx.ingress.kubernetes.io/whitelist-source-range: "203.0.113.7/32,198.51.100.0/24"',
    found: [
      ["203.0.113.7/32", "nginx.ingress.kubernetes.io/whitelist-source-range"],
      ["198.51.100.0/24", "nginx.ingress.kubernetes.io/whitelist-source-range"],
    ],
  },
  {
    name: "a line of a .env file",
    text: "ALLOWED_IPS=203.0.113.7,198.51.100.0/24",
    found: [["203.0.113.7", "ALLOWED_IPS"], ["198.51.100.0/24", "ALLOWED_IPS"]], // biome-ignore format: rows
  },
  {
    name: "a Python list",
    text: 'ALLOWED = [\n    "203.0.113.7",  # Ann\n    "198.51.100.0/24",\n]\n',
    found: [["203.0.113.7", "Ann"], ["198.51.100.0/24", null]], // biome-ignore format: rows
  },
  {
    name: "an ini file",
    text: "[Berlin]\nip=203.0.113.7\n\n[Munich]\nip=198.51.100.7\n",
    found: [["203.0.113.7", "Berlin"], ["198.51.100.7", "Munich"]], // biome-ignore format: rows
  },
];

const json = (value: unknown): string => JSON.stringify(value, null, 2);

const JSON_TEXTS: readonly Snippet[] = [
  {
    name: "AWS ip-ranges.json",
    text: json({
      syncToken: "1764244800",
      createDate: "2026-11-27-12-00-00",
      prefixes: [
        {
          ip_prefix: "3.5.140.0/22",
          region: "ap-northeast-2",
          service: "AMAZON",
          network_border_group: "ap-northeast-2",
        },
      ],
      ipv6_prefixes: [
        { ipv6_prefix: "2600:1f01:4874::/47", region: "us-west-2", service: "S3", network_border_group: "us-west-2" },
      ],
    }),
    found: [["3.5.140.0/22", "AMAZON, ap-northeast-2"], ["2600:1f01:4874::/47", "S3, us-west-2"]], // biome-ignore format: rows
  },
  {
    name: "an AWS security group",
    text: json({
      SecurityGroups: [
        {
          GroupName: "web",
          IpPermissions: [
            {
              FromPort: 443,
              IpRanges: [{ CidrIp: "203.0.113.0/24", Description: "Berlin office" }, { CidrIp: "0.0.0.0/0" }],
              Ipv6Ranges: [{ CidrIpv6: "2001:db8::/48" }],
            },
          ],
        },
      ],
    }),
    found: [["203.0.113.0/24", "Berlin office"], ["2001:db8::/48", "web"]], // biome-ignore format: rows
    leftOut: [["0.0.0.0/0", "covers_everything"]],
  },
  {
    name: "GitHub meta",
    text: json({
      verifiable_password_authentication: false,
      ssh_keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5"],
      hooks: ["192.30.252.0/22", "2a0a:a440::/29"],
      actions: ["4.148.0.0/16"],
      domains: { website: ["*.github.com"] },
    }),
    found: [["192.30.252.0/22", "hooks"], ["2a0a:a440::/29", "hooks"], ["4.148.0.0/16", "actions"]], // biome-ignore format: rows
  },
  {
    name: "Google cloud.json",
    text: json({
      syncToken: "1764244800000",
      prefixes: [
        { ipv4Prefix: "34.1.208.0/20", service: "Google Cloud", scope: "africa-south1" },
        { ipv6Prefix: "2600:1900:8000::/44", service: "Google Cloud", scope: "africa-south1" },
      ],
    }),
    found: [["34.1.208.0/20", "Google Cloud, africa-south1"], ["2600:1900:8000::/44", "Google Cloud, africa-south1"]], // biome-ignore format: rows
  },
  {
    name: "Cloudflare ips",
    text: json({
      result: {
        ipv4_cidrs: ["173.245.48.0/20"],
        ipv6_cidrs: ["2400:cb00::/32"],
        etag: "38f79d050aa027e3be3865e495dcc9bc",
      },
      success: true,
      errors: [],
    }),
    found: [["173.245.48.0/20", null], ["2400:cb00::/32", null]], // biome-ignore format: rows
  },
  {
    name: "a Cloudflare list",
    text: json({
      result: [
        {
          id: "2c0fc9fa937b11eaa1b71c4d701ab86e",
          ip: "203.0.113.7",
          comment: "Ann",
          created_on: "2026-01-01T08:00:00Z",
        },
      ],
    }),
    found: [["203.0.113.7", "Ann"]],
  },
  {
    name: "Fastly public-ip-list",
    text: json({ addresses: ["23.235.32.0/20"], ipv6_addresses: ["2a04:4e40::/32"] }),
    found: [["23.235.32.0/20", null], ["2a04:4e40::/32", null]], // biome-ignore format: rows
  },
  {
    name: "Oracle public_ip_ranges",
    text: json({
      last_updated_timestamp: "2026-11-20T18:00:00.000000",
      regions: [
        {
          region: "us-phoenix-1",
          cidrs: [
            { cidr: "129.146.0.0/21", tags: ["OCI"] },
            { cidr: "134.70.8.0/21", tags: ["OSN"] },
          ],
        },
      ],
    }),
    found: [["129.146.0.0/21", "us-phoenix-1"], ["134.70.8.0/21", "us-phoenix-1"]], // biome-ignore format: rows
  },
  {
    name: "Azure service tags",
    text: json({
      cloud: "Public",
      values: [
        {
          name: "ActionGroup",
          id: "ActionGroup",
          properties: { region: "", addressPrefixes: ["4.145.74.52/30", "2603:1000:4:402::178/125"] },
        },
      ],
    }),
    found: [["4.145.74.52/30", "ActionGroup"], ["2603:1000:4:402::178/125", "ActionGroup"]], // biome-ignore format: rows
  },
  {
    name: "Azure firewall rules",
    text: json([
      { name: "Berlin", startIpAddress: "203.0.113.1", endIpAddress: "203.0.113.9" },
      { name: "Ann", startIpAddress: "198.51.100.7", endIpAddress: "198.51.100.7" },
    ]),
    found: [["203.0.113.1-203.0.113.9", "Berlin"], ["198.51.100.7", "Ann"]], // biome-ignore format: rows
  },
  {
    name: "Google Cloud SQL",
    text: json({
      settings: {
        ipConfiguration: { authorizedNetworks: [{ kind: "sql#aclEntry", name: "Berlin", value: "203.0.113.0/24" }] },
      },
    }),
    found: [["203.0.113.0/24", "Berlin"]],
  },
  {
    name: "MongoDB Atlas",
    text: json({
      results: [{ cidrBlock: "203.0.113.7/32", comment: "Ann", groupId: "5f", ipAddress: "203.0.113.7" }],
      totalCount: 1,
    }),
    found: [["203.0.113.7/32", "Ann"]],
  },
  {
    name: "GitHub's organisation list (GraphQL)",
    text: json({
      data: {
        organization: {
          ipAllowListEntries: { nodes: [{ allowListValue: "203.0.113.0/24", name: "Berlin", isActive: true }] },
        },
      },
    }),
    found: [["203.0.113.0/24", "Berlin"]],
  },
  {
    name: "a plain array",
    text: '["203.0.113.7", "198.51.100.0/24", "203.0.113.300", "hello"]',
    found: [["203.0.113.7", null], ["198.51.100.0/24", null]], // biome-ignore format: rows
    leftOut: [["203.0.113.300", "octet_out_of_range"]],
  },
  {
    name: "Gatehouse's own answer",
    text: json({
      items: [
        {
          id: "ent_1",
          value: "203.0.113.7",
          cidr: "203.0.113.7/32",
          label: "Ann",
          enabled: false,
          expires_at: "2031-12-01T18:00:00Z",
        },
      ],
      next_cursor: null,
    }),
    found: [["203.0.113.7", "Ann"]],
  },
  {
    name: "an object of names",
    text: json({ Berlin: "203.0.113.7", Munich: ["198.51.100.7", "198.51.100.8"] }),
    found: [["203.0.113.7", "Berlin"], ["198.51.100.7", "Munich"], ["198.51.100.8", "Munich"]], // biome-ignore format: rows
  },
  {
    name: "JSON that is cut off",
    text: '{"allow": [\n  "203.0.113.7",\n  "198.51.100.0/24",\n',
    found: [["203.0.113.7", null], ["198.51.100.0/24", null]], // biome-ignore format: rows
  },
];

export const SNIPPETS: readonly Snippet[] = [...MAIL, ...SHEETS, ...CHAT, ...ROUTERS, ...CODE, ...JSON_TEXTS];
