import { numbersIn } from "../numbers.ts";

const { n } = numbersIn("en");

/** The page of access requests. */
export const requests = {
  title: "Requests",
  lead: "Visitors who were turned away and ask to be let in. An open request expires after a week.",
  unproven: "The visitor wrote name and reason, and no one has checked them. Ask the person before you let them in.",
  caption: "Requests, the newest first",
  columns: {
    who: "Name and reason",
    address: "Address",
    device: "Device",
    when: "Asked",
    reference: "Reference",
    state: "State",
    act: "Action",
  },
  states: { open: "Open", approved: "Let in", declined: "Declined", expired: "Expired" },
  filter: { legend: "Which", all: "All" },
  open: (count: number) => `Open (${n(count)})`,
  noReason: "No reason given",
  none: "No request is open.",
  noneAtAll: "No one has asked for access yet.",
  day: "Let in for a day",
  choose: "Let in for…",
  always: "Always",
  decline: "Decline",
  of: (name: string, address: string) => `${name}, ${address}`,
  form: {
    title: "Let a visitor in",
    button: "Let in",
    label: "Label",
    labelHint: "The entry in the list is called so.",
  },
  settled: "This request is not open any more: someone has decided it, or it has expired. Nothing was changed.",
  done: {
    until: "{address} may visit until {time}.",
    always: "{address} may visit.",
    declined: "The request was declined. The visitor is not told, and cannot ask again for a day.",
    on: "Visitors who are turned away can ask for access now.",
    off: "Visitors who are turned away cannot ask for access any more.",
  },
  switch: {
    title: "What visitors see",
    label: "Visitors who are turned away may ask for access",
    hint: "The page that turns a visitor away then has a form: a name, and a reason of at most 200 characters. What is sent appears here; no one is let in by it. One open request per address, 10 per network and 100 per account are taken. There is no form on hosts that several accounts share, nor for programs.",
    notEnforced: "The list is not on at present, so no one is turned away and no one can ask.",
    save: "Save",
  },
};
