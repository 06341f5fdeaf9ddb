import type { EntryErrorCode } from "../../../address/entry/entry.ts";
import { type Remark, readEntryFacts } from "../entry-facts.ts";
import { numbersIn } from "../numbers.ts";
import type { Texts } from "../texts.ts";

const { n, count } = numbersIn("es");

const things = (live: number, onlyAddresses: boolean): string =>
  onlyAddresses ? count(live, "dirección", "direcciones") : count(live, "dirección o red", "direcciones y redes");

export const allowlist: Texts["allowlist"] = {
  title: "Lista de direcciones",
  state: {
    off: () => ({ word: "Desactivada:", text: "el panel y la API están abiertos a cualquier dirección." }),
    monitor: (live, onlyAddresses) => ({
      word: "En observación:",
      text: `no se rechaza a nadie; las visitas desde fuera de sus ${things(live, onlyAddresses)} se anotan en las visitas rechazadas.`,
    }),
    enforce: (live, onlyAddresses, blockApi) => ({
      word: "Activada:",
      text: blockApi
        ? `solo ${things(live, onlyAddresses)} pueden usar el panel y la API.`
        : `solo ${things(live, onlyAddresses)} pueden usar el panel; la API está abierta.`,
    }),
  },
  tabs: {
    label: "Formas de ver la lista",
    text: "Como texto",
    table: "Como tabla",
    suggestions: "Sugerencias",
    file: "Por archivo",
  },

  switch: {
    legend: "¿Quién puede usar el panel?",
    modes: {
      off: { label: "Cualquiera", hint: "Desactivada. La lista se conserva y no hace nada." },
      monitor: { label: "Cualquiera, y observar", hint: "No se rechaza a nadie; usted ve a quién se rechazaría." },
      enforce: {
        label: "Solo direcciones de confianza",
        hint: "Activada. Los demás ven una página que lo explica.",
      },
    },
  },
  api: {
    label: "Bloquear peticiones de API que no sean de confianza",
    warning:
      "Con esto activado, las aplicaciones móviles y las integraciones dejan de funcionar fuera de las direcciones de confianza: en casa, de viaje, con datos móviles.",
    hits: (untrusted, considered) =>
      considered === 0
        ? "En los últimos 30 días no se vio ninguna aplicación móvil ni integración."
        : untrusted === 0
          ? `De los ${count(considered, "dispositivo visto", "dispositivos vistos")} en los últimos 30 días, ahora no afectaría a ninguno.`
          : `Afectaría a ${n(untrusted)} de los ${count(considered, "dispositivo visto", "dispositivos vistos")} en los últimos 30 días.`,
    hitsUnknown: "En este momento no se puede saber a cuántos dispositivos afectaría.",
  },
  box: {
    label: "Direcciones de confianza",
    hint: "Una por línea: una dirección (203.0.113.7), una red (203.0.113.0/24, 2001:db8::/48) o un rango (203.0.113.10-203.0.113.20). Detrás, si quiere: until 2027-12-31 (o until 2027-12-31T18:00Z) para que caduque, off para desactivarla, y # con una etiqueta. Lo que quite de una línea deja de valer.",
    lines: (first, last) =>
      first === last
        ? `Direcciones de confianza, línea ${n(first)}`
        : `Direcciones de confianza, líneas ${n(first)} a ${n(last)}`,
    line: (line) => `Línea ${n(line)}`,
    tooLong: (total) =>
      `Esta lista tiene ${n(total)} entradas: demasiadas para un cuadro de texto. Cámbiela en la tabla o con un archivo.`,
  },
  you: {
    title: "Su dirección",
    listed: (label) => (label === null ? "Está en la lista." : `Está en la lista: ${label}.`),
    notListed: "No está en la lista.",
    add: "Añadirla",
    addAddress: "Añadir esta dirección",
    addNetwork: (network) => `Añadir la red ${network}`,
    ipv6: "Con IPv6, los dispositivos cambian a diario el final de su dirección. Lo que permanece es la red (/64): es la de su casa u oficina.",
    unknown: "No se conoce su dirección.",
    endsTitle: "Su propio acceso termina pronto",
    extend: "Dar a esa entrada una caducidad posterior",
    addInstead: "O añada abajo su dirección como entrada sin caducidad.",
    askOther: "Pida a alguien que pueda cambiar la lista que dé a esa entrada una caducidad posterior.",
    until: "Está en la lista hasta el {time}.",
  },
  help: {
    title: "Cómo funciona",
    items: [
      "Quien llega desde otra dirección ve una página que le dice a quién acudir. Nada llega al servidor del producto.",
      "Un cambio vale en todas partes en menos de un minuto.",
      "No puede quedarse fuera por descuido: un cambio que lo haría pregunta antes.",
    ],
  },
  review: "Revisar los cambios",
  addedLine: "La línea se añadió al cuadro. Valdrá cuando la guarde.",
  alreadyInBox: "Esta dirección ya está en el cuadro.",
  nothingChanged: "Todavía no hay ningún cambio.",
  saved: "Los cambios están guardados y en vigor.",
  partlySaved: "Solo se guardó una parte de sus cambios. Lo que falta sigue aquí:",

  error: ({ code }) =>
    Object.hasOwn(ERRORS, code)
      ? ERRORS[code as keyof typeof ERRORS]
      : "Esto no es una dirección, una red ni un rango, como 203.0.113.7 o 203.0.113.0/24.",
  warning: describeWarning,
  tooManyEntries:
    "La lista sería demasiado larga: una cuenta tiene como máximo 250.000 entradas. Escriba las vecinas como una sola red.",
  errorInLine: (line, text) => `Línea ${n(line)}: ${text}`,

  reviewing: {
    title: "Revisar los cambios",
    after: "Después de guardar",
    changes: "Qué cambia",
    mode: (before, after) => `Quién puede usar el panel: ${after} (antes: ${before})`,
    blockApi: (isOn) =>
      isOn
        ? "La API queda bloqueada para direcciones que no sean de confianza."
        : "La API queda abierta a cualquier dirección.",
    added: (entries) => count(entries, "entrada añadida", "entradas añadidas"),
    removed: (entries) => count(entries, "entrada quitada", "entradas quitadas"),
    updated: (entries) => `${count(entries, "entrada queda", "entradas quedan")} con otra etiqueta, estado o caducidad`,
    parts: {
      never: "nunca",
      expiry: (before, after) =>
        after === "nunca" ? `ya no caducará (antes: el ${before})` : `caduca: ${after} (antes: ${before})`,
      on: "se activa",
      off: "se desactiva",
      label: (before, after) => `etiqueta ${after ?? "–"} (antes: ${before ?? "–"})`,
    },
    listSame: "La lista misma queda como está.",
    warnings: "Mírelo otra vez, por favor",
    shutOut: "Quién se quedaría fuera",
    shutOutNone: "Nadie: todas las sesiones de los últimos 30 días podrían seguir entrando.",
    shutOutOff: "Nadie: este ajuste no rechaza a nadie.",
    shutOutNoSessions: "En los últimos 30 días no se vio ninguna sesión, así que aquí no se puede decir nada.",
    shutOutCount: (sessions, considered) =>
      `A partir de ahora se rechazarían ${n(sessions)} de ${count(considered, "sesión vista", "sesiones vistas")} en los últimos 30 días:`,
    letInCount: (sessions) => `${count(sessions, "sesión volvería", "sesiones volverían")} a entrar.`,
    deniedLetIn: (visitors) =>
      `${count(visitors, "visitante rechazado", "visitantes rechazados")} en los últimos 30 días podrían entrar.`,
    columns: { user: "Usuario", device: "Dispositivo", address: "Dirección", lastSeen: "Última visita" },
    yourself: "Usted se quedaría fuera",
    yourselfText: (address) =>
      `Usted está en ${address}, que no estaría en la lista. Perdería de inmediato el panel y esta consola; solo se podría deshacer desde una dirección de confianza, o por quien administra Gatehouse.`,
    yourselfCheckbox: (address) => `Sí, dejar fuera ${address}, donde estoy ahora`,
    yourselfMissing: "Marque la casilla si de verdad quiere quedarse fuera, o vuelva atrás y añada su dirección.",
    ends: {
      soon: "Su propio acceso terminaría en menos de un día",
      later: "Su propio acceso terminará",
      text: "Usted está en {address}. Su acceso al panel y a esta consola termina el {time}, porque entonces caduca la entrada {entry}.",
      fix: "Para conservarlo, vuelva atrás y dé a esa entrada una caducidad posterior o ninguna, o añada su dirección como entrada sin caducidad.",
      fixOrAcknowledge:
        "Para conservarlo, vuelva atrás y dé a esa entrada una caducidad posterior o ninguna, o añada su dirección como entrada sin caducidad. O guárdelo de todos modos:",
      checkbox: (address) => `Sí, ${address}, donde estoy ahora, puede perder el acceso entonces`,
      missing: "Marque la casilla si de verdad quiere perder el acceso entonces, o vuelva atrás y prolónguelo.",
    },
    empty: "Ya no podría entrar nadie",
    emptyText:
      "La lista no tiene ninguna entrada que funcione, así que no se puede activar. Vuelva atrás y añada al menos una dirección, o abra el panel a todo el mundo.",
    save: "Guardar los cambios",
    edit: "Seguir editando",
  },
  merging: {
    title: "Otra persona cambió la lista mientras tanto",
    text: "No se pierde nada de lo suyo ni de lo otro: el formulario de abajo contiene ambas cosas. Repáselo y vuelva a revisarlo.",
    theirs: "Los otros cambios",
    mine: "Los suyos",
    onlySwitches: "Otro ajuste de la cuenta, o nada que esta página muestre.",
    by: (who) => `Por ${who}`,
    operator: "quien administra Gatehouse",
    modeContested: (theirs) => `Otra persona eligió para el uso del panel: ${theirs}. Abajo queda lo que eligió usted.`,
    blockApiContested: "Otra persona cambió la casilla de la API. Abajo queda lo que eligió usted.",
    added: "Añadido",
    removed: "Quitado",
    changed: "Cambiado",
  },

  table: {
    caption: "Entradas de la lista",
    columns: { entry: "Entrada", label: "Etiqueta", state: "Estado", expires: "Caduca", actions: "Cambiar" },
    states: { on: "Funciona", off: "Desactivada", expired: "Caducada" },
    covers: (size) => `${size} direcciones`,
    edit: "Editar",
    editOf: (value) => `Editar ${value}`,
    search: "Buscar una dirección o una etiqueta",
    total: (total) => count(total, "entrada", "entradas"),
    empty: "La lista está vacía.",
    noneFound: "Ninguna entrada contiene eso.",
    addTitle: "Añadir una entrada",
    added: "La entrada está añadida y en vigor.",
    changed: "La entrada está cambiada y en vigor.",
    removed: "La entrada se ha quitado.",
    zone: "Zona horaria:",
  },
  entry: {
    title: "Editar la entrada",
    value: "Dirección, red o rango",
    label: "Etiqueta",
    labelHint: "Para las personas: una oficina, un nombre, un motivo.",
    enabled: "Funciona",
    enabledHint: "Desactivada, se conserva y no deja entrar a nadie.",
    expires: "Caduca",
    expiresHint: "Déjelo vacío para que no caduque.",
    expiresPast: "Eso ya ha pasado. Desactive la entrada, o indique un momento futuro.",
    expiresWrong: "Eso no es una fecha y hora.",
    labelTooLong: "Tiene más de 200 caracteres.",
    controlCharacters: "Tiene caracteres de control.",
    alreadyListed: "Otra entrada cubre exactamente las mismas direcciones.",
    created: "Añadida",
    by: (who) => `por ${who}`,
    save: "Guardar",
    add: "Añadir",
    remove: "Quitar la entrada",
    moved:
      "Otra persona cambió esta entrada mientras tanto. Lo que usted escribió sigue aquí; debajo está lo que se guardó. Guarde otra vez para reemplazarlo.",
    theirs: "Guardado por la otra persona",
    reviewRemoval: "¿Quitar esta entrada?",
    reviewChange: "¿Guardar este cambio?",
    confirmRemoval: "Quitarla",
    confirmChange: "Guardarlo",
  },
  file: {
    title: "Importar y exportar",
    export: "Exportar",
    exportHint:
      "Cualquiera de los dos archivos lo contiene todo, también etiquetas, estados y caducidad; si se vuelve a importar, no cambia nada.",
    exportCsv: "Descargar CSV",
    exportText: "Descargar texto",
    import: "Importar",
    choose: "Archivo",
    chooseHint:
      "Texto con una entrada por línea, o CSV cuya primera línea nombra las columnas: value (o ip, address, cidr), label, enabled, expires_at. Hasta 250.000 entradas.",
    how: "¿Qué se hace con la lista?",
    add: { label: "Añadir las entradas del archivo", hint: "Lo que ya está en la lista queda como está." },
    replace: { label: "Reemplazar la lista por el archivo", hint: "Lo que no está en el archivo se quita." },
    button: "Revisar la importación",
    uploading: "Subiendo y comprobando…",
    uploadFailed: "El archivo no llegó. Compruebe su conexión y vuelva a intentarlo.",
    noFile: "Elija primero un archivo.",
    tooLarge: "El archivo pasa de 16 MB. Envíelo por partes con la API.",
    notText: "El archivo no es texto en UTF-8.",
    noEntries: "El archivo no tiene ninguna entrada.",
    errors: (errors) =>
      `${count(errors, "línea del archivo no se puede", "líneas del archivo no se pueden")} leer. No se cambió nada.`,
    imported: "La importación está guardada y en vigor.",
    moved: "Otra persona cambió la lista mientras tanto. Esto es lo que la importación supondría ahora.",
    reviewTitle: "Revisar la importación",
    save: "Guardar la importación",
    nothing: "La lista ya lo tiene todo: no hay nada que cambiar.",
  },
};

/** By the parser's code. The text stands right at the line, so that it need not repeat it. */
const ERRORS: Readonly<Record<EntryErrorCode | "control_characters" | "in_the_past" | "json", string>> = {
  url: "Es una dirección web. Escriba la dirección IP, como 203.0.113.7.",
  port: "Lleva un puerto. Escriba solo la dirección IP.",
  zone_id: "Lleva un identificador de zona (%…). Escriba la dirección sin él.",
  hostname: "Es un nombre. Escriba la dirección IP, como 203.0.113.7.",
  leading_zero: "Un número empieza por cero, y no se sabe si es octal. Escríbalo sin ceros delante.",
  not_decimal: "Los cuatro números de una dirección IPv4 se escriben en decimal.",
  octet_out_of_range: "Los números de una dirección IPv4 van de 0 a 255.",
  short_ipv4: "Una dirección IPv4 tiene cuatro números, como 203.0.113.7.",
  invalid_ipv4: "No es una dirección IPv4 como 203.0.113.7.",
  invalid_ipv6: "No es una dirección IPv6 como 2001:db8::7.",
  unexpected_character: "Hay un carácter que no va en una dirección. Escriba, por ejemplo, 203.0.113.7 o 2001:db8::7.",
  too_many_entries: "La lista tiene más de 250.000 entradas.",
  empty: "La línea está vacía.",
  too_long:
    "Es demasiado largo. Ponga cada entrada en una línea, o separe con comas; una etiqueta tiene como máximo 200 caracteres.",
  several_entries: "Hay más de una entrada. Ponga cada una en una línea, o comas entre ellas.",
  covers_everything: "Esto cubre todas las direcciones. Para dejar entrar a cualquiera, desactive la lista.",
  invalid_prefix:
    "El número después de / no es una longitud de prefijo: de 0 a 32 en IPv4, de 0 a 128 en IPv6, sin ceros delante.",
  netmask: "Escriba la longitud del prefijo (/24) en vez de la máscara (255.255.255.0).",
  mapped_prefix: "Una dirección IPv4 dentro de IPv6 no admite un prefijo menor que 96. Escriba la red IPv4.",
  invalid_wildcard: "Un asterisco solo puede ocupar el final de una dirección IPv4 completa: 203.0.113.*",
  invalid_range: "Un rango se escribe con dos direcciones y un guion: 203.0.113.10-203.0.113.20",
  mixed_families: "Las dos direcciones de un rango han de ser ambas IPv4 o ambas IPv6.",
  reversed_range: "La primera dirección del rango es mayor que la última. Intercámbielas.",
  invalid_time:
    "Eso no es una fecha. Escriba until 2027-12-31, until 2027-12-31T18:00Z (UTC) o until never, que es sin caducidad.",
  repeated_option: "La línea dice dos veces lo mismo. Escriba until, y on u off, una sola vez.",
  misplaced_option:
    "Las opciones van al final de la línea, después de las direcciones y antes de #: until 2027-12-31, until never, off u on.",
  unsupported_kind:
    "Gatehouse no conoce países ni redes por su número (AS). Escriba las direcciones, redes o rangos de confianza.",
  label_without_sign: "Hay texto detrás de la dirección. Ponga # delante de la etiqueta.",
  json: "Esto es JSON, no una lista de direcciones. Ponga cada dirección en una línea.",
  in_the_past: "Ese momento ya ha pasado. Indique uno futuro, o until never, que es sin caducidad.",
  control_characters: "Hay caracteres de control. Quítelos.",
};

function describeWarning({ code, detail, fix }: Remark, value: string): string {
  const facts = readEntryFacts(value);
  if (facts === null) return [detail, fix].filter(Boolean).join(" ");
  const { first, last, size, network } = facts;
  switch (code) {
    case "host_bits":
      return `${value} cubre ${size} direcciones, de ${first} a ${last}. ¿Quería decir otra cosa? Si no, está bien así.`;
    case "wide_prefix":
      return `${value} cubre ${size} direcciones. Ponga en la lista solo redes que sean únicamente suyas: las de un proveedor sirven también a sus otros clientes.`;
    case "cloudflare_workers":
      return "2a06:98c0::/29 es de donde vienen las peticiones de Cloudflare Workers, de cualquiera. Quítela.";
    case "private_address":
      return `${value} no es accesible desde internet: ningún visitante llega con ella. Escriba la dirección pública de la red.`;
    case "single_ipv6":
      return `${value} parece la dirección de un solo dispositivo; casi todos cambian la suya a diario dentro de la red. Escriba ${network} si se puede confiar en toda la red.`;
    case "ipv4_compatible":
      return `${value} es una dirección IPv6, no la IPv4 que parece. Escriba la IPv4 si la quería decir.`;
    case "duplicate":
      return `${value} ya estaba antes en la lista; las dos son una sola entrada.`;
    case "label_has_address":
      return "La etiqueta contiene una dirección, que no deja entrar a nadie: es solo texto. Si ha de ser una entrada, póngala en su propia línea.";
    case "still_allowed":
      return `${value} sigue o seguirá teniendo acceso por otra entrada más amplia. Si no ha de tenerlo, cambie también esa.`;
    case "already_listed":
      return `${value} ya está en la lista, y queda como está.`;
    default:
      return [detail, fix].filter(Boolean).join(" ");
  }
}
