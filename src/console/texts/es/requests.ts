import { numbersIn } from "../numbers.ts";
import type { Texts } from "../texts.ts";

const { n } = numbersIn("es");

export const requests: Texts["requests"] = {
  title: "Solicitudes",
  lead: "Visitantes rechazados que piden entrar. Una solicitud abierta caduca después de una semana.",
  unproven:
    "El nombre y el motivo son lo que escribió el visitante; nadie los ha comprobado. Pregunte a la persona antes de dejarla entrar.",
  caption: "Solicitudes, primero las más recientes",
  columns: {
    who: "Nombre y motivo",
    address: "Dirección",
    device: "Dispositivo",
    when: "Pedida",
    reference: "Referencia",
    state: "Estado",
    act: "Acción",
  },
  states: { open: "Abierta", approved: "Dejado entrar", declined: "Denegada", expired: "Caducada" },
  filter: { legend: "Cuáles", all: "Todas" },
  open: (count) => `Abiertas (${n(count)})`,
  noReason: "Sin motivo",
  none: "No hay solicitudes abiertas.",
  noneAtAll: "Nadie ha pedido acceso todavía.",
  day: "Dejar entrar un día",
  choose: "Dejar entrar durante…",
  always: "Siempre",
  decline: "Denegar",
  of: (name, address) => `${name}, ${address}`,
  form: {
    title: "Dejar entrar a un visitante",
    button: "Dejar entrar",
    label: "Etiqueta",
    labelHint: "Así se llama la entrada en la lista.",
  },
  settled: "Esta solicitud ya no está abierta: alguien la ha decidido o ha caducado. No se cambió nada.",
  done: {
    until: "{address} puede entrar hasta {time}.",
    always: "{address} puede entrar.",
    declined: "La solicitud se denegó. Al visitante no se le dice, y no puede pedir de nuevo durante un día.",
    on: "Ahora los visitantes rechazados pueden solicitar acceso.",
    off: "Los visitantes rechazados ya no pueden solicitar acceso.",
  },
  switch: {
    title: "Qué ven los visitantes",
    label: "Los visitantes rechazados pueden solicitar acceso",
    hint: "La página que rechaza al visitante tiene entonces un formulario: un nombre y un motivo de 200 caracteres como máximo. Lo que se envía aparece aquí; nadie entra por ello. Se acepta una solicitud abierta por dirección, 10 por red y 100 por cuenta. No hay formulario en los hosts que comparten varias cuentas ni para programas.",
    notEnforced: "La lista no está activada ahora, así que no se rechaza a nadie y nadie puede solicitar acceso.",
    save: "Guardar",
  },
};
