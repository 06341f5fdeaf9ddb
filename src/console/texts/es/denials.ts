import { numbersIn } from "../numbers.ts";
import type { Texts } from "../texts.ts";

const { n } = numbersIn("es");

export const denials: Texts["denials"] = {
  title: "Visitas rechazadas",
  lead: {
    enforce:
      "Quién llamó desde una dirección que no está en la lista y fue rechazado. Se cuentan por dirección, dispositivo y día, y se conservan 90 días.",
    monitor: "La lista solo se observa: estas visitas pasaron, y se rechazarían si estuviera activada.",
    off: "La lista está desactivada: ahora no se rechaza a nadie. Lo contado antes se conserva 90 días.",
  },
  caption: "Visitas rechazadas, primero las más recientes",
  columns: {
    address: "Dirección",
    device: "Dispositivo",
    surface: "Destino",
    count: "Visitas",
    first: "Primera",
    last: "Última",
    act: "Acción",
  },
  surface: { dashboard: "Panel", api: "API" },
  everySurface: "Todos",
  outcome: { blocked: "Rechazada", would_be_blocked: "Solo anotada" },
  reason: {
    address_not_listed: "No está en la lista",
    entry_expired: "Su entrada ha caducado",
    worker_request: "Enviada por un Worker de otra zona de Cloudflare",
  },
  count: (visits) => n(visits),
  manyAddresses: "Muchas direcciones",
  manyAddressesHint: "Más de las que se conservan una a una.",
  manyDevices: "Varios dispositivos",
  search: "Dirección, red, dispositivo o referencia",
  filter: "Filtrar",
  none: "No se rechazó ninguna visita.",
  letIn: "Dejar entrar…",
  form: {
    title: "Dejar entrar a una dirección",
    lead: "La añade a la lista de direcciones de confianza. Funciona al instante.",
    label: "Etiqueta",
    labelHint: "Quién o qué es, por ejemplo «Ana en casa».",
    howLong: "Durante cuánto tiempo",
    hour: "1 hora",
    day: "1 día",
    week: "1 semana",
    always: "Para siempre",
    alwaysHint: "Las direcciones de casa y del móvil cambian: para siempre se confiaría también en su próximo dueño.",
    scope: "Qué parte de la red",
    address: "Solo esta dirección",
    network: "Toda su red (/64)",
    networkHint:
      "Una casa u oficina tiene al menos una /64, y sus dispositivos cambian de dirección dentro de ella cada día.",
    button: "Dejar entrar",
    noAddress:
      "Estas visitas vinieron de más direcciones de las que se conservan una a una: desde aquí no se puede dejar entrar a ninguna.",
  },
  errors: {
    label: "La etiqueta es demasiado larga o tiene caracteres que no caben en una línea de texto.",
    alreadyListed: "Esta dirección ya está en la lista y puede entrar.",
    tooMany: "La lista está llena.",
    everything: "Junto con las demás entradas, esto dejaría entrar a cualquiera. Para eso, desactive la lista.",
  },
  done: {
    until: "{address} puede entrar hasta {time}.",
    always: "{address} puede entrar.",
  },
};
