import { CONTROLS } from "./style/controls.ts";
import { FRAME } from "./style/frame.ts";
import { LISTS } from "./style/lists.ts";
import { MATTER } from "./style/matter.ts";
import { TOKENS } from "./style/tokens.ts";

/** The console's one style sheet. Logical properties throughout: a right-to-left language needs no rule of its own. */
export const STYLE = [TOKENS, FRAME, MATTER, LISTS, CONTROLS].join("\n");
