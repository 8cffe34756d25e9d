export { readOrMakeKeyFile } from "./key-file.js";
export { isKey, KeyRing, newKey } from "./key-ring.js";
export type { Opened } from "./key-ring.js";
