/** What the warning says of a host that could not be asked; whoever reads the engine's log looks for it. */
export const notCompared = "not compared";
