export { fetchJson, type FetchRules } from "./guarded-fetch.js";
export { checkFetchUrl } from "./fetch-url.js";
