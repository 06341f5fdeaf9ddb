import type { Texts } from "../texts.ts";

export const check: Texts["check"] = {
  title: "Probar una dirección",
  lead: "Qué pasaría con una visita: se pregunta al mismo código que decide en el borde de la red. No cambia nada.",
  address: "Dirección",
  addressHint: "Por ejemplo 203.0.113.7 o 2001:db8::7. La suya es {address}.",
  path: "Ruta",
  pathHint: "Lo que se visita, por ejemplo /dashboard o /api/v4/leads.",
  button: "Probar",
  errors: {
    address: "Eso no es una dirección. Escriba una como 203.0.113.7 o 2001:db8::7, sin prefijo.",
    path: "Eso no es una ruta. Escriba una que empiece por una barra, como /dashboard.",
  },
  verdict: {
    allow: "{address} puede visitar {path}.",
    deny: "{address} no puede visitar {path}.",
    denyIfOn: "{address} puede visitar {path} por ahora, y se rechazaría si la lista estuviera activada.",
  },
  reason: "Motivo",
  reasons: {
    address_listed: "La dirección está en la lista.",
    api_not_restricted: "La ruta es de la API, que está abierta a todas las direcciones.",
    public_path: "La ruta es pública: nunca se restringe.",
    address_not_listed: "La dirección no está en la lista.",
    entry_expired: "Estaba en la lista; su entrada ha caducado.",
    worker_request: "Desde esta dirección envían los Workers de otras zonas de Cloudflare; no se les deja entrar.",
  },
  surface: "Cuenta como",
  surfaces: { dashboard: "Panel", api: "API", public: "Ruta pública" },
  mode: "La lista está",
  modes: { off: "Desactivada", monitor: "Solo en observación", enforce: "Activada" },
  matches: "Entradas que cubren la dirección",
  noMatches: "Ninguna entrada cubre esta dirección.",
  columns: { entry: "Entrada", label: "Etiqueta", state: "Estado", expires: "Caduca" },
  states: { live: "Deja entrar", disabled: "Inactiva", expired: "Caducada" },
};
