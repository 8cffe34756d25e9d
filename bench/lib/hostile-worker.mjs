import os from "node:os";
import { parentPort, workerData } from "node:worker_threads";
import { HOSTILITIES } from "./hostilities.mjs";

/** Attacks until it is ended, in a thread of its own: what an attack costs its client must not slow the victim's. */
// A neighbour's own work is done elsewhere. Here it shares the cores with the server and the victim, so it yields to both: on
// Linux this is the priority of the thread.
os.setPriority(0, Math.min(os.constants.priority.PRIORITY_LOW, os.getPriority() + 10));

const { atOnce, attack } = HOSTILITIES[workerData.name];
for (let count = 0; count < atOnce; count += 1) void again();
parentPort.postMessage("begun");

async function again() {
  for (;;) await attack(workerData.neighbour);
}
