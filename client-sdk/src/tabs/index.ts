export { shareSocket } from "./share-socket.js";
