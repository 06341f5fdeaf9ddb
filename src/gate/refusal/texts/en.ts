import type { RefusalTexts } from "./texts.ts";

export const en: RefusalTexts = {
  language: "en",
  direction: "ltr",
  labels: {
    address: "Your address",
    reference: "Reference",
    contact: "Contact:",
    whatToDo: "What you can do",
  },
  address_not_allowed: {
    title: "Access from this address is not allowed",
    explanation: "The address you are connecting from is not on this account’s list of trusted addresses.",
    leaveVpn: "If you are using a VPN or a proxy, turn it off and reload this page.",
    askAdministrator: "Ask your administrator to add the address shown above to the list, and mention the reference.",
  },
  unknown_host: {
    title: "Nothing here",
    explanation: "There is no service at this web address. Please check that it is spelled correctly.",
  },
  unavailable: {
    title: "Temporarily unavailable",
    explanation: "Your request could not be handled just now. Please try again in a few moments.",
  },
  misconfigured: {
    title: "Service not available",
    explanation:
      "This service is not set up correctly. Please let the people who run it know, and mention the reference.",
  },
  rate_limited: {
    title: "Too many requests",
    explanation: "Too many requests have come from your connection. Please wait a moment, then try again.",
  },
};
