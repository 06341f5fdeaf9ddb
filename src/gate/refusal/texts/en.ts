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
  request: {
    title: "Ask for access",
    explanation:
      "The administrators of this account see what you write here, your address and your device, and can let you in.",
    name: "Your name",
    reason: "Reason (optional)",
    send: "Send request",
    faults: {
      stale: "This form was open for too long, or your address has changed. Please send it again.",
      no_name: "Please enter your name.",
      too_long: "A text is too long. Please write at most 200 characters.",
    },
    sent: {
      title: "Your request has been sent",
      explanation: "The administrators of this account have your request. This page will not change by itself.",
      next: "What happens next",
      wait: "When you are told that you have been let in, reload this page. If no one answers, ask your administrator and mention the reference.",
      tryAgain: "Try to open the product again",
    },
    full: {
      title: "Too many requests are waiting",
      explanation: "Your request could not be taken, because many others are waiting for an answer.",
    },
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
