import { parentPort, workerData } from "node:worker_threads";
import { HOSTILITIES } from "./hostilities.mjs";

/** Attacks until it is ended, in a thread of its own: what an attack costs its client must not slow the victim's. */
const { atOnce, attack } = HOSTILITIES[workerData.name];
for (let count = 0; count < atOnce; count += 1) void again();
parentPort.postMessage("begun");

async function again() {
  for (;;) await attack(workerData.neighbour);
}
