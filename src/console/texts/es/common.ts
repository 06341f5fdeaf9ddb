import { numbersIn } from "../numbers.ts";
import type { Texts } from "../texts.ts";

const { n, count } = numbersIn("es");

export const common: Texts["common"] = {
  skipToContent: "Saltar al contenido",
  navigation: "Consola",
  language: "Idioma",
  account: "Cuenta",
  signedInAs: (name) => `Sesión de ${name}`,
  logOut: "Cerrar sesión",
  errorTitle: (title) => `Error: ${title}`,
  errorSummary: (errors) => `${count(errors, "punto requiere", "puntos requieren")} su atención`,
  moreErrors: (errors) => `Y ${n(errors)} más.`,
  cancel: "Cancelar",
  back: "Volver",
  continue: "Continuar",
  search: "Buscar",
  clearSearch: "Borrar la búsqueda",
  nextPage: "Página siguiente",
  firstPage: "Primera página",
  pages: "Páginas",
  waiting: "en espera",
  noneFound: "No se encontró nada.",
  never: "Nunca",
  yes: "Sí",
  no: "No",
  onTheList: "En la lista",
  notOnTheList: "Fuera de la lista",
  unknown: "No se sabe",
  utc: "UTC",
  andMore: (more) => `y ${n(more)} más`,
  working: "Un momento…",
  reference: (requestId) => `Referencia: ${requestId}`,
  notFound: {
    title: "Esa página no existe",
    text: "Puede que la dirección esté mal escrita, o que lo que mostraba ya no exista.",
    home: "Ir a la lista de direcciones",
  },
  failed: {
    title: "No ha funcionado",
    text: "Gatehouse no pudo acceder a sus datos, o encontró algo que no esperaba. No consta que se haya guardado nada. Vuelva a intentarlo dentro de un momento.",
  },
  missingRight: {
    title: "Su acceso no permite esto",
    text: (scope) => `Hace falta el permiso ${scope}, que su acceso no tiene.`,
  },
  concurrentChange: "Otras personas están cambiando la cuenta en este momento. No se guardó nada; vuelva a intentarlo.",
  unpublished:
    "El cambio está guardado. Su copia en el borde de la red aún no se pudo escribir; se reintentará sola en unos minutos.",
};
