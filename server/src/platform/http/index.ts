export { fetchJson, type FetchRules } from "./guarded-fetch.js";
export { checkFetchUrl, isPrivateAddress } from "./fetch-url.js";
export { statusOfCode } from "./error-status.js";
