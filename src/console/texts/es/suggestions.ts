import { numbersIn } from "../numbers.ts";
import type { Texts } from "../texts.ts";

const { n, count } = numbersIn("es");

export const suggestions: Texts["suggestions"] = {
  title: "Sugerencias",
  lead: "De dónde vinieron las sesiones de los últimos 30 días, como la lista más corta. Deje marcado lo que es de confianza; lo revisará antes de que se guarde nada.",
  none: "En los últimos 30 días no se vio ninguna sesión, así que no hay nada que sugerir. Las sesiones aparecen aquí cuando se usa el panel.",
  considered: (sessions, addresses, listed) =>
    `${count(sessions, "sesión", "sesiones")} desde ${count(addresses, "dirección", "direcciones")}, ${n(listed)} de ellas en la lista.`,
  caption: "Entradas sugeridas",
  columns: {
    pick: "Añadir",
    entry: "Entrada",
    people: "Quién",
    sessions: "Sesiones",
    lastSeen: "Última visita",
    state: "Estado",
  },
  pick: (value) => `Añadir ${value}`,
  seen: (addresses, size) => `se vieron ${n(addresses)} de sus ${size} direcciones`,
  missing: (missing, addresses) => `${n(missing)} de ${n(addresses)} no están en la lista`,
  web: (sessions) => count(sessions, "en un navegador", "en navegadores"),
  api: (sessions) => count(sessions, "de una aplicación o integración", "de aplicaciones e integraciones"),
  nobody: (sessions) => count(sessions, "sesión de una persona desconocida", "sesiones de personas desconocidas"),
  more: (more) =>
    `${count(more, "sugerencia más se mostrará", "sugerencias más se mostrarán")} cuando estas estén en la lista.`,
  leftOut: "Sin sugerencia",
  leftOutText: "Para estas direcciones no se sugiere ninguna entrada. Las sesiones desde allí se rechazarían.",
  review: "Revisar lo marcado",
  nonePicked: "Marque al menos una entrada.",
  nothing: "La lista ya tiene todo eso.",
  reviewTitle: "Revisar las sugerencias",
  save: "Añadir a la lista",
  forEmptyList: {
    title: "Su lista está vacía",
    text: "Se puede formar a partir de las personas que usan el panel ahora.",
    link: "Formar la lista a partir de las visitas",
  },
  use: {
    lastUsed: "Último uso",
    notSince: "No desde el",
    never: "Nunca",
    days: (days) => `en ${n(days)} de los últimos 30 días`,
    unused: "Solo lo que no se usó en 90 días",
    noneUnused: "Nada en la lista lleva 90 días sin uso.",
    tooEarly: "Todavía no se puede saber: el uso tiene que registrarse antes durante 90 días.",
    recordedSince: "El uso se registra desde el",
  },
};
