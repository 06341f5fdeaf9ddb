import type { Texts } from "../texts.ts";

export const provisional: Texts["provisional"] = {
  title: "Hay un cambio a prueba",
  text: "{who} hizo un cambio que se deshace solo el {when}, salvo que se conserve. Hasta entonces no se puede cambiar nada más de la lista ni de sus ajustes.",
  blocked:
    "Hay un cambio a prueba. Hasta que se conserve o se deshaga no se puede cambiar nada más de la lista ni de sus ajustes.",
  keep: "Conservarlo",
  undo: "Deshacerlo ahora",
  kept: "El cambio se conserva.",
  undone: "El cambio está deshecho: vuelve a regir lo de antes.",
  tooLate: "No se conservó a tiempo: el cambio se ha deshecho solo y vuelve a regir lo de antes. Hágalo de nuevo.",
  none: "Ya no hay ningún cambio a prueba.",
  notAdmitted:
    "La nueva lista no admite su dirección. Conserve el cambio desde una dirección que la lista admita, o deshágalo.",
  try: (minutes) => `Probarlo ${minutes} minutos`,
  tryHint:
    "Una prueba rige de inmediato y se deshace sola, salvo que usted la conserve aquí antes. Si se ha quedado fuera, solo tiene que esperar.",
  trying: "El cambio está a prueba. Si todo funciona, pulse «Conservarlo» arriba.",
  until: "(a prueba hasta el {when})",
};
