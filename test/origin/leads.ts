export type LeadStage = "new" | "talking" | "won" | "lost";

export interface Lead {
  readonly id: number;
  readonly company: string;
  readonly contact: string;
  readonly stage: LeadStage;
  /** Whole euros. */
  readonly value: number;
  /** The user who looks after it. */
  readonly owner: string;
}

export const LEADS: readonly Lead[] = [
  { id: 1041, company: "Harbour & Finch", contact: "Mira Kovač", stage: "talking", value: 18_400, owner: "Ann Archer" },
  { id: 1042, company: "Nordlicht Optik", contact: "Jens Petersen", stage: "new", value: 7_250, owner: "Bob Breuer" },
  { id: 1043, company: "Cafés do Sul", contact: "Luísa Prado", stage: "won", value: 32_000, owner: "Ann Archer" },
  { id: 1044, company: "Bright <Labs>", contact: "Oona O'Shea", stage: "talking", value: 54_900, owner: "Ann Archer" },
  {
    id: 1045,
    company: "Atelier Marchand",
    contact: "Chloé Marchand",
    stage: "lost",
    value: 4_100,
    owner: "Bob Breuer",
  },
  { id: 1046, company: "Quay Logistics", contact: "Tariq Aziz", stage: "new", value: 21_750, owner: "Bob Breuer" },
  { id: 1047, company: "Sol y Sombra", contact: "Inés Ibarra", stage: "won", value: 12_600, owner: "Ann Archer" },
];
