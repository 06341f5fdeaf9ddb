import { createRandom } from "./random.ts";

const random = createRandom(20_261_122);
export const hex = (digits: number): string => Array.from({ length: digits }, () => random(16).toString(16)).join("");

/** A session cookie beside one other. */
export const SMALL = `theme=dark; crm_session=${hex(32)}`;

/** What a product with the usual analytics and consent cookies gets. */
export const TYPICAL = [
  `_ga=GA1.1.${random(2 ** 31)}.1731000000`,
  `_ga_${hex(10).toUpperCase()}=GS1.1.1731000000.12.1.1731000900.60.0.0`,
  `_gcl_au=1.1.${random(2 ** 31)}.1731000000`,
  `_fbp=fb.1.1731000000000.${random(2 ** 31)}`,
  `ajs_anonymous_id=${hex(32)}`,
  "OptanonConsent=isGpcEnabled=0&datestamp=Sun+Nov+22+2026+12%3A00%3A00+GMT&version=202409.1.0&groups=C0001%3A1%2CC0002%3A1",
  `intercom-id-abcd1234=${hex(36)}`,
  `intercom-device-id-abcd1234=${hex(36)}`,
  `__stripe_mid=${hex(36)}`,
  `hubspotutk=${hex(32)}`,
  `crm_session=s%3A${hex(32)}.${hex(43)}`,
  `XSRF-TOKEN=${hex(64)}`,
  "locale=en-GB",
  "sidebar=collapsed",
].join("; ");

/** Many spellings of a session cookie's name. */
export const HOSTILE = `crm_session="${hex(32)}; crm.session=%65${hex(31)}, crm_session=${hex(32)} x; `.repeat(8);
