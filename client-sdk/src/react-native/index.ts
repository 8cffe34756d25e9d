export { type AppSignalsOptions, type AppStateLike, type NetInfoLike, createAppSignals } from "./app-signals.js";
export { type AsyncStorageLike, openMarkStorage } from "./mark-storage.js";
