import type { Texts } from "../texts.ts";

export const allowlist: Texts["allowlist"] = {
  title: "Lista de direcciones",
};
