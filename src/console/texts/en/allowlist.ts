/** The page of the allowlist. */
export const allowlist = {
  title: "Allowlist",
};
