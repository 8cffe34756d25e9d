import type { Effect } from "../chaos-vendor.js";

/** A message that left Carillon, in its final state in the database. */
export interface DeliveryEnd {
  vendor: Effect["vendor"];
  /** The vendor's name of the message: its idempotency key, or the recipient's address if the vendor has no keys. */
  name: string;
  state: string;
  status: string;
  reason: string | null;
  /** Whether an answer reported success. */
  hasSentAnswer: boolean;
  /** Attempts whose worker died before it stored the answer. */
  lostAnswers: number;
  attemptCount: number;
}

/** How often a message is tried before it is given up, where repeats are allowed. */
const ATTEMPTS_MAX = 8;
const FINAL = new Set(["SENT", "UNDELIVERED", "DELIVERED", "BOUNCED"]);

/**
 * I4: compares what vendors accepted with the database, one sentence per broken promise. With a key, and at most
 * once, nothing is duplicated; at least once, there are no more duplicates than lost answers. No message is lost, and
 * none has no outcome.
 */
export function checkDeliveries(effects: readonly Effect[], ends: readonly DeliveryEnd[]): string[] {
  const byName = new Map(effects.map((effect) => [`${effect.vendor}/${effect.name}`, effect]));
  return [
    ...ends.flatMap((end) => checkEnd(end, byName.get(`${end.vendor}/${end.name}`))),
    ...checkStrangers(effects, ends),
    ...checkDoubles(effects, ends),
  ];
}

function checkEnd(end: DeliveryEnd, effect?: Effect): string[] {
  const { vendor, name, state, status, reason, hasSentAnswer, attemptCount } = end;
  const broken: string[] = [];
  const what = `${vendor}/${name}`;
  if (!FINAL.has(state) && state !== "UNCERTAIN") broken.push(`I4: ${what} is unfinished (${state}).`);
  if (state !== "SENT" && reason === null) broken.push(`I4: ${what} is ${state} without a reason.`);
  if (state === "UNDELIVERED" && vendor !== "twilio" && attemptCount < ATTEMPTS_MAX)
    broken.push(`I4: ${what} was given up after ${attemptCount} attempts.`);
  if (state !== status) broken.push(`I4: ${what} is ${state}, and its message says ${status}.`);
  if (hasSentAnswer && (effect?.taken ?? 0) === 0)
    broken.push(`I4: ${what} is called sent, and the vendor has it not.`);
  if (effect && effect.bodies.size > 1)
    broken.push(`I4: ${what} was sent with ${effect.bodies.size} different bodies.`);
  if (effect && effect.early > 0) broken.push(`I4: ${what} was sent ${effect.early} times before its Retry-After.`);
  if (vendor !== "postmark" && effect && effect.taken > 1) broken.push(`I4: ${what} was taken ${effect.taken} times.`);
  return broken;
}

/** A second key for one message would duplicate it: each name that a vendor knows must be a message. */
function checkStrangers(effects: readonly Effect[], ends: readonly DeliveryEnd[]): string[] {
  const known = new Set(ends.map(({ vendor, name }) => `${vendor}/${name}`));
  return effects
    .filter(({ vendor, name }) => !known.has(`${vendor}/${name}`))
    .map(({ vendor, name }) => `I4: ${vendor}/${name} was sent, and is no message.`);
}

function checkDoubles(effects: readonly Effect[], ends: readonly DeliveryEnd[]): string[] {
  const again = effects.filter(({ vendor }) => vendor === "postmark");
  const doubles = again.reduce((sum, { taken }) => sum + Math.max(0, taken - 1), 0);
  const withheld = again.reduce((sum, effect) => sum + effect.withheld, 0);
  // Answers that were sent, but not in time for the client, which a busy machine causes.
  const late = again.reduce((sum, { timedOut, hung }) => sum + Math.max(0, timedOut - hung), 0);
  const lost = ends.filter(({ vendor }) => vendor === "postmark").reduce((sum, end) => sum + end.lostAnswers, 0);
  const allowed = withheld + late + lost;
  return doubles > allowed ? [`I4: ${doubles} doubles, and only ${allowed} answers were lost.`] : [];
}
