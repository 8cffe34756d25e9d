export { standardError, standardOutput } from "./line-writer.js";
export { createLogger } from "./logger.js";
export type { Logger } from "./logger.js";
