import type { Mode } from "../../../policy/policy.ts";
import { type Remark, sentence } from "../entry-facts.ts";
import { numbersIn } from "../numbers.ts";

const { n, count } = numbersIn("en");

const things = (live: number, onlyAddresses: boolean): string =>
  onlyAddresses ? count(live, "address", "addresses") : count(live, "address or network", "addresses and networks");

/** The allowlist: its page, the review of a change, its table, and files. */
export const allowlist = {
  title: "Allowlist",
  /** The state in one sentence: the word that stands out, and the rest. */
  state: {
    off: () => ({ word: "Off:", text: "the dashboard and the API are open to every address." }),
    monitor: (live: number, onlyAddresses: boolean) => ({
      word: "Watching:",
      text: `no one is turned away; visits from outside your ${things(live, onlyAddresses)} are noted under denied visits.`,
    }),
    enforce: (live: number, onlyAddresses: boolean, blockApi: boolean) => ({
      word: "On:",
      text: blockApi
        ? `only ${things(live, onlyAddresses)} may use the dashboard and the API.`
        : `only ${things(live, onlyAddresses)} may use the dashboard; the API is open.`,
    }),
  },
  tabs: {
    label: "Ways to see the list",
    text: "As text",
    table: "As a table",
    suggestions: "Suggestions",
    file: "By file",
  },

  switch: {
    legend: "Who may use the dashboard?",
    modes: {
      off: { label: "Everyone", hint: "Off. The list is kept and does nothing." },
      monitor: { label: "Everyone, and watch", hint: "No one is turned away; you see who would be." },
      enforce: { label: "Only trusted addresses", hint: "On. Everybody else sees a page that says so." },
    } satisfies Record<Mode, { label: string; hint: string }>,
  },
  api: {
    label: "Block untrusted API requests",
    warning:
      "When this is on, mobile apps and integrations stop working everywhere but at trusted addresses: at home, on the road, on mobile data.",
    hits: (untrusted: number, considered: number) =>
      considered === 0
        ? "No mobile app or integration was seen in the last 30 days."
        : untrusted === 0
          ? `Of the ${count(considered, "device", "devices")} seen in the last 30 days, it would hit none now.`
          : `It would hit ${n(untrusted)} of the ${count(considered, "device", "devices")} seen in the last 30 days.`,
    hitsUnknown: "How many devices that would hit cannot be told at this moment.",
  },
  box: {
    label: "Trusted addresses",
    hint: "One a line: an address (203.0.113.7), a network (203.0.113.0/24, 2001:db8::/48) or a range (203.0.113.10-203.0.113.20). Behind it, if you like: until 2027-12-31 (or until 2027-12-31T18:00Z), off, and # with a label. What you take out of a line no longer holds.",
    lines: (first: number, last: number) =>
      first === last ? `Trusted addresses, line ${n(first)}` : `Trusted addresses, lines ${n(first)} to ${n(last)}`,
    line: (line: number) => `Line ${n(line)}`,
    tooLong: (total: number) =>
      `This list has ${n(total)} entries: too many for a text box. Change it in the table, or by file.`,
  },
  you: {
    title: "Your address",
    listed: (label: string | null) => (label === null ? "It is on the list." : `It is on the list: ${label}.`),
    notListed: "It is not on the list.",
    add: "Add it",
    addAddress: "Add this address",
    addNetwork: (network: string) => `Add the network ${network}`,
    ipv6: "With IPv6, devices change the end of their address daily. The network (/64) is what stays: it is your home's or office's own.",
    unknown: "Your address is not known.",
    endsTitle: "Your own access ends soon",
    extend: "Give that entry a later end",
    addInstead: "Or add your address below as an entry without an end.",
    askOther: "Ask somebody who may change the list to give that entry a later end.",
    until: "It is on the list until {time}.",
  },
  help: {
    title: "How it works",
    items: [
      "Visitors from other addresses see a page that tells them whom to ask. Nothing reaches the product's own server.",
      "A change holds everywhere within a minute.",
      "You cannot lock yourself out by accident: a change that would do that asks first.",
    ],
  },
  review: "Review the changes",
  addedLine: "The line was added to the box. It counts once you have saved.",
  alreadyInBox: "This address is in the box already.",
  nothingChanged: "Nothing is changed yet.",
  saved: "Your changes are saved and in force.",
  partlySaved: "Only part of your changes is saved. What is not is still here:",

  error: sentence as (remark: Remark) => string,
  /** `value`: the entry as it was written. */
  warning: ((remark: Remark) => sentence(remark)) as (remark: Remark, value: string) => string,
  tooManyEntries:
    "The list would be too long: an account has at most 250,000 entries. Write neighbours as one network.",
  errorInLine: (line: number, text: string) => `Line ${n(line)}: ${text}`,

  reviewing: {
    title: "Review the changes",
    after: "After saving",
    changes: "What changes",
    mode: (before: string, after: string) => `Who may use the dashboard: ${after} (was: ${before})`,
    blockApi: (isOn: boolean) =>
      isOn ? "The API is blocked for untrusted addresses." : "The API is open to every address.",
    added: (entries: number) => `${count(entries, "entry", "entries")} added`,
    removed: (entries: number) => `${count(entries, "entry", "entries")} removed`,
    updated: (entries: number) =>
      `${count(entries, "entry stays", "entries stay")} with another label, state or expiry`,
    /** Of an entry that stays, each part that changes. */
    parts: {
      never: "never",
      expiry: (before: string, after: string) =>
        after === "never" ? `will not expire any more (was: until ${before})` : `expires ${after} (was: ${before})`,
      on: "switched on",
      off: "switched off",
      label: (before: string | null, after: string | null) => `label ${after ?? "–"} (was: ${before ?? "–"})`,
    },
    listSame: "The list itself stays as it is.",
    warnings: "Please look again",
    shutOut: "Who would be shut out",
    shutOutNone: "No one: all sessions of the last 30 days would still get in.",
    shutOutOff: "No one: this setting turns no one away.",
    shutOutNoSessions: "No session was seen in the last 30 days, so nothing can be said here.",
    shutOutCount: (sessions: number, considered: number) =>
      `${n(sessions)} of ${count(considered, "session", "sessions")} seen in the last 30 days would be turned away from now on:`,
    letInCount: (sessions: number) => `${count(sessions, "session", "sessions")} would be let in again.`,
    deniedLetIn: (visitors: number) =>
      `${count(visitors, "visitor", "visitors")} turned away in the last 30 days would be let in.`,
    columns: { user: "User", device: "Device", address: "Address", lastSeen: "Last seen" },
    yourself: "This would shut you out",
    yourselfText: (address: string) =>
      `You are at ${address}, which would not be on the list. You would lose the dashboard and this console at once; only from a trusted address, or by the operator, could it be undone.`,
    yourselfCheckbox: (address: string) => `Yes, shut out ${address}, where I am now`,
    yourselfMissing: "Tick the box if you mean to shut yourself out, or go back and add your address.",
    /** The visitor's own access ends when an entry runs out. */
    ends: {
      soon: "Your own access would end within a day",
      later: "Your own access will end",
      text: "You are at {address}. Your access to the dashboard and to this console ends on {time}, because the entry {entry} runs out then.",
      fix: "To keep it, go back and give that entry a later end or none, or add your address as an entry without an end.",
      fixOrAcknowledge:
        "To keep it, go back and give that entry a later end or none, or add your address as an entry without an end. Or save it anyway:",
      checkbox: (address: string) => `Yes, ${address}, where I am now, may lose access then`,
      missing: "Tick the box if you mean to lose access then, or go back and extend it.",
    },
    empty: "No one could get in any more",
    emptyText:
      "The list has no entry that works, so it cannot be enforced. Go back and add at least one address, or open the dashboard to everyone.",
    save: "Save the changes",
    edit: "Back to editing",
  },
  merging: {
    title: "Somebody else changed the list meanwhile",
    text: "Nothing of yours is lost, and nothing of theirs: the form below has both. Look it over and review it again.",
    theirs: "Their changes",
    mine: "Yours",
    onlySwitches: "Another setting of the account, or nothing that this page shows.",
    by: (who: string) => `By ${who}`,
    operator: "the operator",
    modeContested: (theirs: string) =>
      `They have set who may use the dashboard to: ${theirs}. Your own choice stands below.`,
    blockApiContested: "They have set the API checkbox differently. Your own choice stands below.",
    added: "Added",
    removed: "Removed",
    changed: "Changed",
  },

  table: {
    caption: "Entries of the list",
    columns: { entry: "Entry", label: "Label", state: "State", expires: "Expires", actions: "Change" },
    states: { on: "Works", off: "Switched off", expired: "Expired" },
    covers: (size: string) => `${size} addresses`,
    edit: "Edit",
    editOf: (value: string) => `Edit ${value}`,
    search: "Search for an address or a label",
    total: (total: number) => count(total, "entry", "entries"),
    empty: "The list is empty.",
    noneFound: "No entry has that.",
    addTitle: "Add an entry",
    added: "The entry is added and in force.",
    changed: "The entry is changed, and in force.",
    removed: "The entry is removed.",
    /** Below a date that is typed; the script puts the reader's zone in the place of UTC. */
    zone: "Time zone:",
  },
  entry: {
    title: "Edit the entry",
    value: "Address, network or range",
    label: "Label",
    labelHint: "For people: an office, a person, a reason.",
    enabled: "Works",
    enabledHint: "When it is off, it is kept and lets no one in.",
    expires: "Expires",
    expiresHint: "Leave it empty for good.",
    expiresPast: "That is in the past. Switch the entry off instead, or give a time to come.",
    expiresWrong: "That is not a date and time.",
    labelTooLong: "It is longer than 200 characters.",
    controlCharacters: "It has control characters.",
    alreadyListed: "Another entry covers exactly the same addresses.",
    created: "Added",
    by: (who: string) => `by ${who}`,
    save: "Save",
    add: "Add",
    remove: "Remove the entry",
    moved:
      "Somebody else changed this entry meanwhile. What you typed is still here; below it is what they saved. Save again to replace it.",
    theirs: "Saved by them",
    reviewRemoval: "Remove this entry?",
    reviewChange: "Save this change?",
    confirmRemoval: "Remove it",
    confirmChange: "Save it",
  },
  file: {
    title: "Import and export",
    export: "Export",
    exportHint: "Either file holds everything: labels, states and expiry too. Put back, it changes nothing.",
    exportCsv: "Download CSV",
    exportText: "Download text",
    import: "Import",
    choose: "File",
    chooseHint:
      "Text with one entry a line, or CSV with a first line that names the columns: value (or ip, address, cidr), label, enabled, expires_at. Up to 250,000 entries.",
    how: "What should become of the list?",
    add: { label: "Add the file's entries", hint: "What is on the list already stays as it is." },
    replace: { label: "Replace the list by the file", hint: "What is not in the file is removed." },
    button: "Review the import",
    uploading: "Uploading, then checking…",
    uploadFailed: "The file did not get through. Check your connection and try again.",
    noFile: "Choose a file first.",
    tooLarge: "The file is larger than 16 MB. Send it through the API in parts.",
    notText: "The file is no text in UTF-8.",
    noEntries: "The file has no entry.",
    errors: (errors: number) => `${count(errors, "line", "lines")} of the file cannot be read. Nothing was changed.`,
    imported: "The import is saved and in force.",
    moved: "Somebody else changed the list meanwhile. This is what the import would mean now.",
    reviewTitle: "Review the import",
    save: "Save the import",
    nothing: "The list has all of it already: there is nothing to change.",
  },
};
