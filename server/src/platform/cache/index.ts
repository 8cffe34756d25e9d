export { expiresAfter, lookUp } from "./look-up.js";
