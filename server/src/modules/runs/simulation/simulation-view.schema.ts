import type { Scope } from "../../requests/index.js";
import { toBlocks } from "../../feeds/index.js";
import { toMessageContent } from "../../delivery/index.js";
import { toObject } from "../../objects/index.js";
import { toUser, type Recipient } from "../../users/index.js";
import { toTrace } from "../api/run-view.schema.js";
import { RunStatus } from "../api/run.schema.js";
import type { ImaginedWorld } from "./imagined-world.js";
import { SimulatedMessage, SimulatedRun, Simulation } from "./simulate.schema.js";
import type { Simulated } from "./simulation.service.js";

export function toSimulation(scope: Scope, { outcome, world }: Simulated): Simulation {
  const recipientOf = (key: string): Recipient | null => toRecipient(scope, world, key);
  return Object.assign(new Simulation(), {
    messages: outcome.messages.map(({ at, recipientKey, content, address, ...message }) =>
      Object.assign(new SimulatedMessage(), message, {
        at: new Date(at),
        recipient: recipientOf(recipientKey),
        blocks: content.type === "IN_APP" ? toBlocks(content.blocks) : [],
        content: toMessageContent(content, address),
      }),
    ),
    runs: outcome.runs.map(({ recipientKey, status, trace }) =>
      Object.assign(new SimulatedRun(), {
        recipient: recipientOf(recipientKey),
        status: RunStatus[status],
        trace: toTrace(trace),
      }),
    ),
  });
}

function toRecipient(scope: Scope, world: ImaginedWorld, key: string): Recipient | null {
  const user = world.userOf(key);
  if (user) return toUser(scope, user);
  const object = world.objectOf(key);
  return object && toObject(scope, object);
}
