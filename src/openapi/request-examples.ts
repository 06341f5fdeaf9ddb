type Examples = Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;

/** Bodies as people send them, by operation and media type. A test reads each as the API would. */
export const REQUEST_EXAMPLES: Readonly<Record<string, Readonly<Record<string, Examples>>>> = {
  createAccount: {
    "application/json": { account: { summary: "A customer", value: { id: "acme", name: "Acme Ltd" } } },
  },
  updateAccount: { "application/json": { name: { summary: "Another name", value: { name: "Acme Holdings" } } } },
  updatePolicy: {
    "application/json": {
      monitor: { summary: "See first what would be turned away", value: { mode: "monitor" } },
      enforce: { summary: "Restrict dashboard and API", value: { mode: "enforce", block_api_requests: true } },
      sessions: {
        summary: "Shorter sessions",
        value: { session: { idle_days: 14, idle_days_2fa: 30, absolute_days: 90 }, contact: "it@acme.example" },
      },
    },
  },
  approveAccessRequest: {
    "application/json": {
      day: { summary: "For a day", value: { for: "1d" } },
      network: { summary: "The whole network, for good", value: { prefix: 64, label: "Ann at home" } },
    },
  },
  addEntries: {
    "application/json": {
      one: {
        summary: "One entry, for a while",
        value: { value: "203.0.113.7", label: "Auditor", expires_at: "2027-12-31T23:59:59Z" },
      },
      many: {
        summary: "Many entries",
        value: { items: [{ value: "49.37.165.0/24", label: "Bangalore office" }, { value: "2001:db8:40::/48" }] },
      },
    },
    "text/plain": { ticket: { summary: "From a ticket", value: "49.14.176.91, 49.37.165.0/24 # Bangalore office\n" } },
    "text/csv": {
      sheet: {
        summary: "From a spreadsheet",
        value: "value,label,enabled,expires_at\r\n203.0.113.10-203.0.113.20,VPN,true,\r\n",
      },
    },
  },
  readList: {
    "text/plain": {
      mail: {
        summary: "From a mail",
        value: "Hi, please let in:\n• 203.0.113.7 (Ann's home)\n• 198.51.100.0 255.255.255.0 – Berlin office\n",
      },
    },
    "application/json": {
      ranges: { summary: "From a provider", value: { prefixes: [{ ip_prefix: "3.5.140.0/22", service: "AMAZON" }] } },
    },
  },
  replaceEntries: {
    "application/json": { list: { summary: "The whole list", value: { items: [{ value: "49.37.165.0/24" }] } } },
    "text/plain": {
      list: { summary: "The whole list", value: "49.37.165.0/24 # Bangalore office\n203.0.113.* # VPN\n" },
    },
  },
  updateEntry: { "application/json": { off: { summary: "Switch it off", value: { enabled: false } } } },
  check: {
    "application/json": { page: { summary: "A page", value: { address: "49.37.9.9", path: "/dashboard" } } },
  },
  preview: {
    "application/json": {
      enforce: { summary: "If the list as it is were enforced", value: { policy: { mode: "enforce" } } },
    },
  },
  createToken: {
    "application/json": { script: { summary: "For a script", value: { name: "CI", scopes: ["allowlist:write"] } } },
  },
  revokeSessions: {
    "application/json": {
      user: { summary: "Everything of one user", value: { user: "42" } },
      all: { summary: "Everybody", value: { all: true } },
    },
  },
};
