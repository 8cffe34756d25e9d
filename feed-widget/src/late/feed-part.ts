export { Feed } from "../feed/feed.js";
