import { Foundation1764000000000 } from "./0001-foundation.js";

/** All migrations, oldest first. */
export const MIGRATIONS = [Foundation1764000000000];
