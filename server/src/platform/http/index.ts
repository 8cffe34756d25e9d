export { fetchJson, type FetchRules } from "./guarded-fetch.js";
export { checkedLookup } from "./checked-lookup.js";
export { checkFetchUrl, isLoopbackName, isPrivateAddress } from "./fetch-url.js";
export { familyOf, networkList } from "./networks.js";
export { statusOfCode } from "./error-status.js";
