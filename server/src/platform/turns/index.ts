export { SlowTurns } from "./slow-turns.js";
export type { SlowTurn } from "./slow-turns.js";
