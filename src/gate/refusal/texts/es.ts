import type { RefusalTexts } from "./texts.ts";

export const es: RefusalTexts = {
  language: "es",
  direction: "ltr",
  labels: {
    address: "Su dirección",
    reference: "Referencia",
    contact: "Contacto:",
    whatToDo: "Qué puede hacer",
  },
  address_not_allowed: {
    title: "Acceso no permitido desde esta dirección",
    explanation:
      "La dirección desde la que se conecta no figura en la lista de direcciones de confianza de esta cuenta.",
    leaveVpn: "Si utiliza una VPN o un proxy, desactívelo y vuelva a cargar esta página.",
    askAdministrator:
      "Pida a su administrador que añada a la lista la dirección que se muestra arriba e indíquele la referencia.",
  },
  unknown_host: {
    title: "Aquí no hay nada",
    explanation: "No hay ningún servicio en esta dirección web. Compruebe que esté bien escrita.",
  },
  unavailable: {
    title: "No disponible temporalmente",
    explanation: "No se ha podido atender su solicitud en este momento. Vuelva a intentarlo dentro de unos instantes.",
  },
  misconfigured: {
    title: "Servicio no disponible",
    explanation: "Este servicio no está bien configurado. Comuníqueselo a sus responsables e indíqueles la referencia.",
  },
  rate_limited: {
    title: "Demasiadas solicitudes",
    explanation: "Se han recibido demasiadas solicitudes desde su conexión. Espere un momento y vuelva a intentarlo.",
  },
};
