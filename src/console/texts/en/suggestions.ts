import { numbersIn } from "../numbers.ts";

const { n, count } = numbersIn("en");

/** A list that is suggested from who visits, and the use of entries. */
export const suggestions = {
  title: "Suggestions",
  lead: "Where the sessions of the last 30 days came from, as the shortest list. Keep ticked what you trust; you review it before anything is saved.",
  none: "In the last 30 days no session was seen, so there is nothing to suggest. Sessions appear here as people use the dashboard.",
  considered: (sessions: number, addresses: number, listed: number) =>
    `${count(sessions, "session", "sessions")} from ${count(addresses, "address", "addresses")}, ${n(listed)} of them on the list.`,
  caption: "Suggested entries",
  columns: { pick: "Add", entry: "Entry", people: "Who", sessions: "Sessions", lastSeen: "Last seen", state: "State" },
  pick: (value: string) => `Add ${value}`,
  seen: (addresses: number, size: string) => `${n(addresses)} of its ${size} addresses were seen`,
  missing: (missing: number, addresses: number) => `${n(missing)} of ${n(addresses)} not on the list`,
  web: (sessions: number) => count(sessions, "in a browser", "in browsers"),
  api: (sessions: number) => count(sessions, "of an app or integration", "of apps and integrations"),
  nobody: (sessions: number) => count(sessions, "session of an unknown person", "sessions of unknown persons"),
  more: (more: number) =>
    `${count(more, "further suggestion", "further suggestions")} will be shown when these are on the list.`,
  leftOut: "Left out",
  leftOutText: "No entry is suggested for these addresses. Sessions from there would be turned away.",
  review: "Review what is ticked",
  nonePicked: "Tick at least one entry.",
  nothing: "The list has all of that already.",
  reviewTitle: "Review the suggestions",
  save: "Add to the list",
  forEmptyList: {
    title: "Your list is empty",
    text: "It can be built from the people who use the dashboard now.",
    link: "Build the list from who visits",
  },
  use: {
    lastUsed: "Last used",
    /** A list was recorded from a day on; the day stands behind it. */
    notSince: "Not since",
    never: "Never",
    days: (days: number) => `on ${n(days)} of the last 30 days`,
    unused: "Only what was not used for 90 days",
    noneUnused: "Nothing on the list was unused for 90 days.",
    tooEarly: "It is too early to tell: use has to be recorded for 90 days first.",
    /** The day stands behind it. */
    recordedSince: "Use is recorded since",
  },
};
