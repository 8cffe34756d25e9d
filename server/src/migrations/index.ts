import { Foundation1764000000000 } from "./0001-foundation.js";
import { LaneClaims1764000002000 } from "./0002-lane-claims.js";
import { FullBatches1764000003000 } from "./0003-full-batches.js";
import { Lists1764000004000 } from "./0004-lists.js";

/** All migrations, oldest first. */
export const MIGRATIONS = [
  Foundation1764000000000,
  LaneClaims1764000002000,
  FullBatches1764000003000,
  Lists1764000004000,
];
