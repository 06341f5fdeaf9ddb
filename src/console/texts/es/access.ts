import type { Texts } from "../texts.ts";

export const access: Texts["access"] = {
  enter: {
    title: "Abrir la consola",
    text: "Este enlace funciona una sola vez, durante unos minutos.",
    button: "Abrir la consola",
  },
  linkGone: {
    title: "Este enlace ya no funciona",
    text: "Un enlace a la consola funciona una sola vez y durante cinco minutos. Vuelva al producto y abra la consola desde su menú.",
  },
  login: {
    title: "Entrar en la consola",
    text: "Abra la consola desde el menú de su producto. Si le dieron un token de la cuenta, puede pegarlo aquí.",
    token: "Token de la cuenta",
    tokenHint: "Empieza por gth_. Se usa una vez, para entrar, y no se guarda.",
    button: "Entrar",
    wrong: "Este token no es válido: puede estar mal escrito, incompleto, caducado o revocado.",
    noRights: "Este token no da derecho a ver nada en la consola.",
  },
  loggedOut: "Ha cerrado la sesión.",
  tooMany: {
    title: "Demasiados intentos",
    text: (seconds) =>
      `Han fallado demasiados intentos desde su dirección. Espere ${seconds} segundos y vuelva a intentarlo.`,
  },
  notAllowed: {
    title: "Su dirección no está en la lista",
    text: "La lista de direcciones de esta cuenta está activada y vale también para la consola: solo se abre desde una dirección de confianza.",
    address: "Su dirección",
    whatToDo: "Qué hacer",
    network: "Use la red desde la que suele trabajar y desactive cualquier VPN que cambie su dirección.",
    colleague: "Pida a alguien que esté en una dirección de confianza que añada la suya.",
    operator:
      "Si nadie puede entrar: quien administra Gatehouse puede cambiar la lista con su API, desde cualquier lugar.",
  },
  otherAccount: {
    title: "Este no es el dominio de su cuenta",
    text: "El enlace o el token es de otra cuenta que este dominio. Abra la consola desde el menú de su propio producto.",
  },
  sessionOver: {
    title: "Se ha cerrado su sesión",
    text: "La consola se cierra tras 30 minutos sin uso, a las 12 horas en todo caso y cuando termina su sesión en el producto. No se guardó nada.",
    kept: "Lo que escribió se conserva en esta página. Vuelva a abrir la consola en otra pestaña, regrese aquí y continúe.",
    notKept:
      "Lo que escribió no está en esta página. Vuelva atrás en su navegador para verlo y abra de nuevo la consola en otra pestaña antes de enviarlo otra vez.",
    logIn: "Abrir la consola en otra pestaña",
    again: "Continuar con lo que escribí",
  },
  choose: {
    title: "Elija una cuenta",
    text: "Este navegador tiene sesiones abiertas en varias cuentas.",
  },
  otherAccountsForm: {
    title: "Este formulario es de otra cuenta",
    text: (form, here) =>
      `Este formulario es de la cuenta «${form}», y su sesión es de «${here.join("», «")}». No se guardó nada en ninguna.`,
    kept: (form) =>
      `Lo que escribió se conserva en esta página. Abra la consola de «${form}» en otra pestaña, regrese aquí y continúe.`,
    notKept: (form) =>
      `Vuelva atrás en su navegador para ver lo que escribió. Abra la consola de «${form}» antes de enviarlo otra vez.`,
  },
  formStale: {
    title: "Confirme, por favor",
    text: "Este formulario se abrió en una sesión anterior. Aún no se guardó nada; lo que escribió se conserva.",
    again: "Continuar con lo que escribí",
  },
  formTooLarge: {
    title: "Este formulario contiene demasiado",
    text: "No se guardó nada. Vuelva atrás y acorte lo que escribió.",
  },
  foreignForm: {
    title: "Esta petición no viene de la consola",
    text: "No se hizo nada. Vaya a la página en la consola y use su propio formulario.",
  },
};
