import type { RefusalTexts } from "./texts.ts";

export const fr: RefusalTexts = {
  language: "fr",
  direction: "ltr",
  labels: {
    address: "Votre adresse",
    reference: "Référence",
    contact: "Contact\u00a0:",
    whatToDo: "Ce que vous pouvez faire",
  },
  address_not_allowed: {
    title: "Accès non autorisé depuis cette adresse",
    explanation:
      "L’adresse depuis laquelle vous vous connectez ne figure pas dans la liste des adresses de confiance de ce compte.",
    leaveVpn: "Si vous utilisez un VPN ou un proxy, désactivez-le, puis rechargez cette page.",
    askAdministrator:
      "Demandez à votre administrateur d’ajouter à la liste l’adresse affichée ci-dessus, en lui indiquant la référence.",
  },
  request: {
    title: "Demander l’accès",
    explanation:
      "Les administrateurs de ce compte voient ce que vous écrivez ici, votre adresse et votre appareil, et peuvent vous autoriser.",
    name: "Votre nom",
    reason: "Motif (facultatif)",
    send: "Envoyer la demande",
    faults: {
      stale: "Ce formulaire est resté ouvert trop longtemps ou votre adresse a changé. Veuillez l’envoyer de nouveau.",
      no_name: "Veuillez indiquer votre nom.",
      too_long: "Un texte est trop long. Veuillez écrire 200 caractères au plus.",
    },
    sent: {
      title: "Votre demande a été envoyée",
      explanation: "Les administrateurs de ce compte ont reçu votre demande. Cette page ne change pas d’elle-même.",
      next: "La suite",
      wait: "Lorsqu’on vous aura dit que l’accès est ouvert, rechargez cette page. Sans réponse, adressez-vous à votre administrateur en lui indiquant la référence.",
      tryAgain: "Essayer d’ouvrir le produit de nouveau",
    },
    full: {
      title: "Trop de demandes sont en attente",
      explanation: "Votre demande n’a pas pu être prise, car beaucoup d’autres attendent une réponse.",
    },
  },
  unknown_host: {
    title: "Rien à cette adresse",
    explanation: "Aucun service ne correspond à cette adresse web. Veuillez vérifier qu’elle est correctement écrite.",
  },
  unavailable: {
    title: "Momentanément indisponible",
    explanation: "Votre demande n’a pas pu être traitée. Veuillez réessayer dans quelques instants.",
  },
  misconfigured: {
    title: "Service indisponible",
    explanation:
      "Ce service n’est pas configuré correctement. Veuillez en informer ses responsables en leur indiquant la référence.",
  },
  rate_limited: {
    title: "Trop de requêtes",
    explanation: "Votre connexion a envoyé trop de requêtes. Veuillez patienter un instant, puis réessayer.",
  },
};
