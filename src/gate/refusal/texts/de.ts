import type { RefusalTexts } from "./texts.ts";

export const de: RefusalTexts = {
  language: "de",
  direction: "ltr",
  labels: {
    address: "Ihre Adresse",
    reference: "Referenz",
    contact: "Kontakt:",
    whatToDo: "Was Sie tun können",
  },
  address_not_allowed: {
    title: "Zugriff von dieser Adresse nicht erlaubt",
    explanation:
      "Die Adresse, von der aus Sie zugreifen, steht nicht auf der Liste der vertrauenswürdigen Adressen dieses Kontos.",
    leaveVpn:
      "Wenn Sie über ein VPN oder einen Proxy verbunden sind, trennen Sie diese Verbindung und laden Sie die Seite neu.",
    askAdministrator:
      "Bitten Sie Ihren Administrator, die oben angezeigte Adresse in die Liste aufzunehmen, und geben Sie dabei die Referenz an.",
  },
  unknown_host: {
    title: "Hier ist nichts zu finden",
    explanation: "Unter dieser Webadresse gibt es keinen Dienst. Bitte prüfen Sie, ob sie richtig geschrieben ist.",
  },
  unavailable: {
    title: "Vorübergehend nicht verfügbar",
    explanation:
      "Ihre Anfrage konnte gerade nicht bearbeitet werden. Bitte versuchen Sie es in wenigen Augenblicken erneut.",
  },
  misconfigured: {
    title: "Dienst nicht verfügbar",
    explanation:
      "Dieser Dienst ist nicht richtig eingerichtet. Bitte informieren Sie den Betreiber und geben Sie dabei die Referenz an.",
  },
  rate_limited: {
    title: "Zu viele Anfragen",
    explanation:
      "Über Ihre Verbindung sind zu viele Anfragen eingegangen. Bitte warten Sie einen Moment und versuchen Sie es dann erneut.",
  },
};
