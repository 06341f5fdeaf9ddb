import { configureGlobal } from "fast-check";

// The same cases in every run: a run that fails for one change fails again, and none fails for luck. To look further,
// change the seed (or take it out) and run a property many times.
configureGlobal({ seed: 20_261_122 });
