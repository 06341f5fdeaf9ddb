import { numbersIn } from "../numbers.ts";
import type { Texts } from "../texts.ts";
import { allowlist } from "./allowlist.ts";

const { n, count } = numbersIn("es");

export const anyText: Texts["anyText"] = {
  summary: "Buscar las direcciones en cualquier texto",
  label: "Un correo, una tabla, JSON de un proveedor, reglas de un cortafuegos",
  hint: "Péguelo tal como está. Lo que se encuentre pasa a ser líneas del cuadro de arriba, con etiquetas según lo que haya al lado. Con eso no se guarda nada.",
  button: "Ponerlas en el cuadro",
  added: (lines) =>
    lines === 0
      ? "No se añadió ninguna línea al cuadro."
      : `${count(lines, "línea añadida", "líneas añadidas")} al cuadro. Gatehouse adivina: repáselas. Valdrán cuando las guarde.`,
  present: (entries) => `${count(entries, "entrada del texto ya está", "entradas del texto ya están")} en el cuadro.`,
  leftOut: (parts) => `${count(parts, "parte del texto no pasó", "partes del texto no pasaron")} al cuadro:`,
  reason: (remark) =>
    Object.hasOwn(REASONS, remark.code) ? REASONS[remark.code as keyof typeof REASONS] : allowlist.error(remark),
  empty: "Pegue primero un texto.",
  nothingFound: "No se encontró ninguna dirección. Corrija el texto, o vacíe este campo.",
  tooMany: (found) =>
    `El texto tiene ${n(found)} entradas: demasiadas para un cuadro de texto. Guárdelas en un archivo de texto o CSV e impórtelo.`,
};

/** Reasons that the reader of any text has besides the parser's. */
const REASONS = {
  commented_out: "Está en un comentario: quien escribió el texto la ha desactivado.",
  deny_rule: "La línea deja fuera estas direcciones.",
  not_a_source: "Es adonde van las conexiones, no de donde vienen los visitantes.",
  negated: "La regla trata de todas las direcciones menos estas.",
  no_visitor: "Es una máscara o un comodín, no la dirección de un visitante.",
};
