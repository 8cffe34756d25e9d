import os from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { HOSTILITIES } from "./hostilities.mjs";

/**
 * Attacks until it is terminated. It runs in a thread of its own, so that the client-side cost of an attack does not
 * slow the victim.
 */
// A real neighbour uses its own machine. Here the attacker shares the cores with the server and the victim, so it has
// the lowest priority. On Linux, this is the priority of the thread.
os.setPriority(0, Math.min(os.constants.priority.PRIORITY_LOW, os.getPriority() + 10));

const { atOnce, attack } = HOSTILITIES[workerData.name];
for (let count = 0; count < atOnce; count += 1) void again();
parentPort.postMessage("begun");

async function again() {
  for (;;) await attack(workerData.neighbour);
}
