import { numbersIn } from "../numbers.ts";

const { count } = numbersIn("en");

/**
 * The page of the audit trail: a sentence for each action. `{who}` is the actor; the other places are what the event's
 * detail holds (activity/sentence.tsx).
 */
export const activity = {
  title: "Activity",
  lead: "What was changed, by whom, and from where. The newest first.",
  caption: "Events, the newest first",
  columns: { when: "When", what: "What happened", from: "From" },
  person: "Person",
  everybody: "Everybody",
  kind: "Kind",
  everything: "Everything",
  filter: "Filter",
  none: "Nothing has happened yet.",
  details: "Details",
  noCall: "No call",
  export: "Download as JSON lines",
  actors: {
    operator: "The operator",
    origin: "The product",
    gatehouse: "Gatehouse",
    job: "Gatehouse’s schedule",
    token: "the token {name}",
  },
  groups: {
    list: "Allowlist",
    policy: "Policy",
    sessions: "Sessions",
    access: "Tokens and console",
    account: "Account",
  },
  unknown: "{who}: {action}",
  entries: (n: number) => count(n, "entry", "entries"),
  sessions: (n: number) => count(n, "session", "sessions"),
  nobody: "no one",
  noLabel: "no label",
  modes: { off: "off", monitor: "monitored only", enforce: "on" },
  actions: {
    "allowlist.added": { kind: "Entries added", sentence: "{who} added {added} to the allowlist: {first}" },
    "allowlist.replaced": {
      kind: "List replaced",
      sentence: "{who} saved the allowlist: {lists}",
    },
    "entry.changed": { kind: "Entry changed", sentence: "{who} changed the entry {before} to {after}" },
    "entry.removed": { kind: "Entry removed", sentence: "{who} removed the entry {before} from the allowlist" },
    "denial.allowed": { kind: "Denied visit let in", sentence: "{who} let {range} in, which had been turned away" },
    "access_request.approved": {
      kind: "Access request approved",
      sentence: "{who} let {range} in, for which {name} had asked",
    },
    "access_request.declined": {
      kind: "Access request declined",
      sentence: "{who} declined the access request of {name} from {address}",
    },
    "revision.restored": {
      kind: "Earlier state brought back",
      sentence: "{who} brought back the state after change {revision}: {lists}",
    },
    "revision.undone": { kind: "Change undone", sentence: "{who} undid change {revision}: {lists}" },
    "change.refused": {
      kind: "Change refused",
      sentence: "{who} wanted a change that was refused, for it would have shut people out or given too much: {code}",
    },
    "policy.changed": { kind: "Policy changed", sentence: "{who} changed the policy: {changes}" },
    "provisional.kept": { kind: "Trial kept", sentence: "{who} kept the change that was on trial" },
    "provisional.undone": { kind: "Trial undone", sentence: "{who} undid the change that was on trial" },
    "provisional.expired": {
      kind: "Trial over",
      sentence: "A change on trial was not kept in time: it has undone itself",
    },
    "session.revoked": { kind: "Logged out by others", sentence: "{who} logged out {whom} ({ended})" },
    "session.logged_out": { kind: "Logged out", sentence: "A user logged out of the product ({ended})" },
    "session.switch_denied": {
      kind: "Switch denied",
      sentence:
        "The product switched a session to an account that does not admit its address: it was logged out ({ended})",
    },
    "session.password_changed": {
      kind: "Password changed",
      sentence: "{user} changed the password: all else was logged out ({ended})",
    },
    "session.signal_invalid": {
      kind: "Unreadable signal",
      sentence: "The product said something about a session that could not be read; it was ended to be safe ({ended})",
    },
    "session.expired": {
      kind: "Sessions expired",
      sentence: "{ended} ended by the policy: {idle} unused for too long, {absolute} too old",
    },
    "console.entered": { kind: "Console opened", sentence: "{who} opened the console" },
    "console.left": { kind: "Console left", sentence: "{who} logged out of the console" },
    "console.ended": { kind: "Console login ended", sentence: "{who} logged {name} out of the console" },
    "token.created": { kind: "Token made", sentence: "{who} made the API token {name}" },
    "token.revoked": { kind: "Token revoked", sentence: "{who} revoked the API token {name}" },
    "token.refused": { kind: "Token refused", sentence: "{who} was refused: {code}" },
    "account.created": { kind: "Account created", sentence: "{who} created this account as {name}" },
    "account.renamed": { kind: "Account renamed", sentence: "{who} renamed the account from {before} to {after}" },
    "account.removed": { kind: "Account removed", sentence: "{who} removed the account {name}" },
    "host.added": { kind: "Host added", sentence: "{who} added the host {hostname}" },
    "host.removed": { kind: "Host removed", sentence: "{who} removed the host {hostname}" },
  },
  whom: {
    user: "{user} everywhere",
    all: "everybody",
    device: "{device}",
    deviceOf: "{device} of {user}",
    some: "a device",
  },
  lists: {
    added: "added {entries}",
    reactivated: "made {entries} live again",
    removed: "removed {entries}",
    changed: "changed {entries}",
  },
  policy: {
    mode: "the list is {after} (was {before})",
    block_api_requests: {
      on: "API requests from elsewhere are blocked",
      off: "API requests are open to all addresses",
    },
    access_requests: {
      on: "visitors who are turned away may ask for access",
      off: "visitors who are turned away cannot ask for access",
    },
    other: "{name} is {after} (was {before})",
    names: {
      idle_days: "days until an unused session ends",
      idle_days_2fa: "the same with 2FA",
      absolute_days: "days until any session ends",
      api_idle_days: "days until an unused API token ends",
      bind_network: "the binding of sessions to where they began",
      contact: "the contact",
    },
    nothing: "nothing",
  },
};
