import { numbersIn } from "../numbers.ts";

const { n } = numbersIn("en");

/** The page of denied visits, and of letting one in. */
export const denials = {
  title: "Denied visits",
  lead: {
    enforce:
      "Visits from addresses that are not on the list, which were turned away. They are counted by address, device and day, and kept for 90 days.",
    monitor: "The list is only monitored: these visits went on, and would be turned away if it were on.",
    off: "The list is off: no one is turned away at present. What was counted before is kept for 90 days.",
  },
  caption: "Visits that were denied, the newest first",
  columns: {
    address: "Address",
    device: "Device",
    surface: "Reached for",
    count: "Visits",
    first: "First",
    last: "Last",
    act: "Action",
  },
  surface: { dashboard: "Dashboard", api: "API" },
  everySurface: "All",
  outcome: { blocked: "Turned away", would_be_blocked: "Only noted" },
  reason: {
    address_not_listed: "Not on the list",
    entry_expired: "Its entry has expired",
    worker_request: "Sent by a Worker of another Cloudflare zone",
  },
  count: (visits: number) => n(visits),
  manyAddresses: "Many addresses",
  manyAddressesHint: "More than are kept one by one.",
  manyDevices: "Several devices",
  search: "Address, network, device or reference",
  filter: "Filter",
  none: "No visit was denied.",
  letIn: "Let in…",
  form: {
    title: "Let an address in",
    lead: "Adds it to the list of trusted addresses. It works at once.",
    label: "Label",
    labelHint: "Who or what it is, such as “Ann at home”.",
    howLong: "For how long",
    hour: "1 hour",
    day: "1 day",
    week: "1 week",
    always: "For good",
    alwaysHint: "Home and mobile addresses change: for good, their next owner would be trusted too.",
    scope: "How much of the network",
    address: "This address alone",
    network: "Its whole network (/64)",
    networkHint:
      "A household or office has at least a /64, and its devices change their addresses within it every day.",
    button: "Let in",
    noAddress: "These visits came from more addresses than are kept one by one: none can be let in from here.",
  },
  errors: {
    label: "The label is too long, or has characters that no line of text has.",
    alreadyListed: "This address is on the list already, and may visit.",
    tooMany: "The list is full.",
    everything: "Together with the other entries this would let everyone in. Turn the list off instead.",
  },
  done: {
    until: "{address} may visit until {time}.",
    always: "{address} may visit.",
  },
};
