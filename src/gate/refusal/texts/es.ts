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
  request: {
    title: "Solicitar acceso",
    explanation:
      "Los administradores de esta cuenta ven lo que escriba aquí, su dirección y su dispositivo, y pueden permitirle el acceso.",
    name: "Su nombre",
    reason: "Motivo (opcional)",
    send: "Enviar la solicitud",
    faults: {
      stale: "Este formulario estuvo abierto demasiado tiempo o su dirección ha cambiado. Envíelo de nuevo.",
      no_name: "Escriba su nombre.",
      too_long: "Un texto es demasiado largo. Escriba como máximo 200 caracteres.",
    },
    sent: {
      title: "Su solicitud se ha enviado",
      explanation: "Los administradores de esta cuenta tienen su solicitud. Esta página no cambiará por sí sola.",
      next: "Qué sucede ahora",
      wait: "Cuando le digan que ya tiene acceso, recargue esta página. Si nadie responde, pregunte a su administrador e indique la referencia.",
      tryAgain: "Intentar abrir el producto de nuevo",
    },
    full: {
      title: "Hay demasiadas solicitudes en espera",
      explanation: "No se pudo aceptar su solicitud, porque muchas otras esperan respuesta.",
    },
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
