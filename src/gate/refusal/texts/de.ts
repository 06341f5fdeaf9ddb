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
  request: {
    title: "Um Zugang bitten",
    explanation:
      "Die Administratoren dieses Kontos sehen, was Sie hier schreiben, Ihre Adresse und Ihr Gerät, und können Sie einlassen.",
    name: "Ihr Name",
    reason: "Grund (freiwillig)",
    send: "Anfrage senden",
    faults: {
      stale:
        "Dieses Formular war zu lange offen, oder Ihre Adresse hat sich geändert. Bitte senden Sie es noch einmal.",
      no_name: "Bitte geben Sie Ihren Namen an.",
      too_long: "Ein Text ist zu lang. Bitte schreiben Sie höchstens 200 Zeichen.",
    },
    sent: {
      title: "Ihre Anfrage wurde gesendet",
      explanation: "Die Administratoren dieses Kontos haben Ihre Anfrage. Diese Seite ändert sich nicht von selbst.",
      next: "Wie es weitergeht",
      wait: "Wenn man Ihnen sagt, dass Sie Zugang haben, laden Sie diese Seite neu. Wenn niemand antwortet, wenden Sie sich an Ihren Administrator und geben Sie dabei die Referenz an.",
      tryAgain: "Das Produkt noch einmal öffnen",
    },
    full: {
      title: "Zu viele Anfragen warten",
      explanation: "Ihre Anfrage konnte nicht angenommen werden, weil viele andere auf Antwort warten.",
    },
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
