import { fork } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import path from "node:path";
import { ask } from "./carillon.mjs";

const POSTMARK = "https://api.postmarkapp.com";

/** Starts a mail vendor on this machine. Returns its URL and `say`, which takes "hang" and "answer". */
export async function startVendor(bench) {
  const child = fork(path.join(import.meta.dirname, "vendor.mjs"), { execArgv: [] });
  bench.owns(child, () => child.kill());
  const [{ url }] = await once(child, "message");
  return { url, say: (words) => child.send(words) };
}

/** Settings of a Carillon that sends its mail to that vendor. */
export function mailSettings({ url }) {
  return {
    CARILLON_ORIGIN_MAP: JSON.stringify({ [POSTMARK]: url }),
    CARILLON_ENCRYPTION_KEYS: randomBytes(32).toString("base64"),
  };
}

/** Creates the channel `mail`, which sends through the vendor. */
export async function addMailChannel(url) {
  const settings = { from: { address: "hi@acme.example", name: "Acme" }, serverToken: "a-token-of-the-bench" };
  const i = { channelKey: "mail", name: "Mail", type: "EMAIL", providers: [{ providerKey: "postmark", settings }] };
  await ask(url, "mutation($i: CreateChannelInput!) { createChannel(input: $i) { isReplay } }", { i });
}
