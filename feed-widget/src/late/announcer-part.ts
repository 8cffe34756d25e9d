export { announceArrivals } from "../feed/announce-arrivals.js";
