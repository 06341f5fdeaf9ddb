import { numbersIn } from "../numbers.ts";
import type { Texts } from "../texts.ts";

const { count } = numbersIn("es");

export const sessions: Texts["sessions"] = {
  title: "Sesiones",
  lead: "Todos los dispositivos con sesión abierta en esta cuenta, primero el visto más recientemente. Al cerrar la sesión de un dispositivo, queda fuera aquí al instante y en todas partes en menos de 30 segundos.",
  active: "Abiertas",
  ended: "Cerradas",
  views: "Qué sesiones",
  caption: { active: "Dispositivos con sesión abierta", ended: "Sesiones cerradas" },
  columns: {
    device: "Dispositivo",
    user: "Usuario",
    address: "Dirección",
    twoFactor: "2FA",
    loggedIn: "Inicio",
    lastSeen: "Visto por última vez",
    ended: "Cierre",
    act: "Acción",
  },
  search: "Buscar por usuario, dirección o dispositivo",
  of: "Sesiones de {user}",
  at: "Sesiones en {address}",
  showAll: "Mostrar todas las sesiones",
  thisDevice: "Este dispositivo",
  apiAccess: "API",
  newDevice: "Dispositivo nuevo",
  notYou: "¿No es usted? {link}",
  changePassword: "Cambie su contraseña",
  notThem: "¿No es suyo? Cierre la sesión y pida que cambien la contraseña.",
  unknownUser: "No se sabe",
  whyUnknown: "El producto no dice quiénes son sus usuarios; aun así, Gatehouse distingue los dispositivos.",
  none: {
    active: "Ningún dispositivo tiene la sesión abierta, hasta donde Gatehouse ha visto.",
    ended: "Todavía no se ha cerrado ninguna sesión.",
  },
  firstAddress: "Inició sesión desde {address}",
  logOut: "Cerrar sesión",
  logOutDevice: "{device} de {user}",
  logOutUser: "Cerrar todas las sesiones de {user}",
  logOutOthers: "Cerrar todas las demás",
  done: {
    one: "La sesión del dispositivo está cerrada.",
    gone: "La sesión de ese dispositivo ya estaba cerrada.",
    many: (n) => count(n, "sesión cerrada.", "sesiones cerradas."),
    holds: "Vale aquí al instante, y en todas partes en menos de 30 segundos.",
  },
  confirm: {
    userTitle: "Cerrar las sesiones de un usuario",
    userText: "Se cierran todos los dispositivos y tokens de la API de {user}, también los que aún no se han visto.",
    keep: "Mantener abierta la sesión de este dispositivo",
    othersTitle: "Cerrar todas las demás sesiones",
    othersText:
      "Se cierran todas las sesiones de esta cuenta en todos los dispositivos, y dejan de funcionar todos los tokens de la API, salvo el dispositivo que usa ahora.",
    everybodyText:
      "Se cierran todas las sesiones de esta cuenta en todos los dispositivos, también la suya, y dejan de funcionar todos los tokens de la API: no se sabe qué dispositivo usa ahora.",
    howMany: (n) => `Abiertas en este momento: ${count(n, "sesión", "sesiones")}.`,
    userButton: "Cerrar las sesiones de {user}",
    othersButton: "Cerrar todas las demás",
    everybodyButton: "Cerrar todas",
  },
  reasons: {
    logout: "Cerró la sesión",
    revoked: "La cerró un administrador o el producto",
    password_changed: "Se cambió la contraseña",
    signal_invalid: "No se pudo leer el mensaje del producto sobre ella",
    idle: "Demasiado tiempo sin uso",
    absolute: "Llegó a la duración máxima de una sesión",
    replaced: "Otro inicio de sesión ocupó su lugar",
    ended_before_restore: "Se cerró antes de restaurar la base de datos",
  },
};
