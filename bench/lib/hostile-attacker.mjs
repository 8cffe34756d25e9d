import os from "node:os";
import { HOSTILITIES } from "./hostilities.mjs";

/**
 * Attacks until it is ended, in a process of its own: threads of one process share V8's helper threads, so the garbage of an
 * attack would slow the client of the victim.
 */
// A neighbour's own work is done elsewhere. Here it shares the cores with the server and the victim, so it yields to both.
os.setPriority(0, Math.min(os.constants.priority.PRIORITY_LOW, os.getPriority() + 10));

const { name, neighbour } = JSON.parse(process.argv[2] ?? "");
const { atOnce, attack } = HOSTILITIES[name];
for (let count = 0; count < atOnce; count += 1) void again();
process.send?.("begun");

async function again() {
  for (;;) await attack(neighbour);
}
