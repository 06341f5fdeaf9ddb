import { numbersIn } from "../numbers.ts";
import type { Texts } from "../texts.ts";

const { count } = numbersIn("es");

export const activity: Texts["activity"] = {
  title: "Actividad",
  lead: "Qué se cambió, quién lo hizo y desde dónde. Primero lo más reciente.",
  caption: "Sucesos, primero los más recientes",
  columns: { when: "Cuándo", what: "Qué ocurrió", from: "Desde" },
  person: "Persona",
  everybody: "Todas",
  kind: "Tipo",
  everything: "Todo",
  filter: "Filtrar",
  none: "Todavía no ha ocurrido nada.",
  details: "Detalles",
  noCall: "Sin llamada",
  export: "Descargar como líneas JSON",
  actors: {
    operator: "El operador",
    origin: "El producto",
    gatehouse: "Gatehouse",
    job: "La programación de Gatehouse",
    token: "el token {name}",
  },
  groups: {
    list: "Lista de direcciones",
    policy: "Política",
    sessions: "Sesiones",
    access: "Tokens y consola",
    account: "Cuenta",
  },
  unknown: "{who}: {action}",
  entries: (n) => count(n, "entrada", "entradas"),
  sessions: (n) => count(n, "sesión", "sesiones"),
  nobody: "nadie",
  noLabel: "sin etiqueta",
  modes: { off: "desactivada", monitor: "solo en observación", enforce: "activada" },
  actions: {
    "allowlist.added": { kind: "Entradas añadidas", sentence: "{who} añadió {added} a la lista: {first}" },
    "allowlist.replaced": {
      kind: "Lista guardada",
      sentence: "{who} guardó la lista de direcciones: {lists}",
    },
    "entry.changed": { kind: "Entrada cambiada", sentence: "{who} cambió la entrada {before} por {after}" },
    "entry.removed": { kind: "Entrada quitada", sentence: "{who} quitó la entrada {before} de la lista" },
    "denial.allowed": {
      kind: "Visita rechazada admitida",
      sentence: "{who} dejó entrar a {range}, que había sido rechazada",
    },
    "access_request.approved": {
      kind: "Solicitud de acceso aprobada",
      sentence: "{who} dejó entrar a {range}, como lo había pedido {name}",
    },
    "access_request.declined": {
      kind: "Solicitud de acceso rechazada",
      sentence: "{who} rechazó la solicitud de acceso de {name} desde {address}",
    },
    "revision.restored": {
      kind: "Estado anterior recuperado",
      sentence: "{who} recuperó el estado tras el cambio {revision}: {lists}",
    },
    "revision.undone": { kind: "Cambio deshecho", sentence: "{who} deshizo el cambio {revision}: {lists}" },
    "change.refused": {
      kind: "Cambio denegado",
      sentence: "{who} quiso un cambio que se denegó, pues habría dejado fuera a personas o dado demasiado: {code}",
    },
    "policy.changed": { kind: "Política cambiada", sentence: "{who} cambió la política: {changes}" },
    "provisional.kept": { kind: "Prueba conservada", sentence: "{who} conservó el cambio que estaba a prueba" },
    "provisional.undone": { kind: "Prueba deshecha", sentence: "{who} deshizo el cambio que estaba a prueba" },
    "provisional.expired": {
      kind: "Prueba terminada",
      sentence: "Un cambio a prueba no se conservó a tiempo: se ha deshecho solo",
    },
    "session.revoked": { kind: "Sesión cerrada por otros", sentence: "{who} cerró la sesión de {whom} ({ended})" },
    "session.logged_out": { kind: "Sesión cerrada", sentence: "Un usuario cerró su sesión en el producto ({ended})" },
    "session.switch_denied": {
      kind: "Cambio de cuenta denegado",
      sentence: "El producto cambió una sesión a una cuenta que no admite su dirección: se cerró ({ended})",
    },
    "session.password_changed": {
      kind: "Contraseña cambiada",
      sentence: "{user} cambió la contraseña: se cerró todo lo demás ({ended})",
    },
    "session.signal_invalid": {
      kind: "Señal ilegible",
      sentence: "El producto dijo algo de una sesión que no se pudo leer; se cerró por seguridad ({ended})",
    },
    "session.expired": {
      kind: "Sesiones caducadas",
      sentence: "La política cerró {ended}: {idle} por falta de uso, {absolute} por antigüedad",
    },
    "console.entered": { kind: "Consola abierta", sentence: "{who} abrió la consola" },
    "console.left": { kind: "Consola cerrada", sentence: "{who} salió de la consola" },
    "console.ended": { kind: "Sesión de consola cerrada", sentence: "{who} cerró la sesión de {name} en la consola" },
    "token.created": { kind: "Token creado", sentence: "{who} creó el token de API {name}" },
    "token.revoked": { kind: "Token revocado", sentence: "{who} revocó el token de API {name}" },
    "token.refused": { kind: "Token denegado", sentence: "Se denegó a {who}: {code}" },
    "account.created": { kind: "Cuenta creada", sentence: "{who} creó esta cuenta como {name}" },
    "account.renamed": {
      kind: "Cuenta renombrada",
      sentence: "{who} cambió el nombre de la cuenta de {before} a {after}",
    },
    "account.removed": { kind: "Cuenta eliminada", sentence: "{who} eliminó la cuenta {name}" },
    "host.added": { kind: "Dominio añadido", sentence: "{who} añadió el dominio {hostname}" },
    "host.removed": { kind: "Dominio quitado", sentence: "{who} quitó el dominio {hostname}" },
  },
  whom: {
    user: "{user} en todas partes",
    all: "todo el mundo",
    device: "{device}",
    deviceOf: "{device} de {user}",
    some: "un dispositivo",
  },
  lists: {
    added: "añadió {entries}",
    reactivated: "reactivó {entries}",
    removed: "quitó {entries}",
    changed: "cambió {entries}",
  },
  policy: {
    mode: "la lista está {after} (antes {before})",
    block_api_requests: {
      on: "las peticiones de API desde fuera se bloquean",
      off: "la API está abierta a todas las direcciones",
    },
    access_requests: {
      on: "los visitantes rechazados pueden solicitar acceso",
      off: "los visitantes rechazados no pueden solicitar acceso",
    },
    other: "{name}: {after} (antes {before})",
    names: {
      idle_days: "días hasta que se cierra una sesión sin uso",
      idle_days_2fa: "lo mismo con 2FA",
      absolute_days: "días hasta que se cierra cualquier sesión",
      api_idle_days: "días hasta que caduca un token de API sin uso",
      bind_network: "la vinculación de las sesiones al lugar donde empezaron",
      contact: "el contacto",
    },
    nothing: "nada",
  },
};
