import { lookup } from "node:dns";
import { request as requestHttp, type IncomingMessage, type RequestOptions } from "node:http";
import { request as requestHttps } from "node:https";
import type { LookupFunction } from "node:net";
import { checkFetchUrl, isPrivateAddress } from "./fetch-url.js";

export interface FetchRules {
  /** Whether loopback may be asked, by http too. */
  isDevelopment: boolean;
  /** From the look-up of the name to the last byte. */
  timeoutMs: number;
  maxBytes: number;
}

/**
 * Reads JSON from an address that a customer gave. It follows no redirect, and connects only to addresses that it has judged
 * itself, so that a name cannot point elsewhere between the check and the connection.
 */
export async function fetchJson(text: string, rules: FetchRules): Promise<unknown> {
  const why = checkFetchUrl(text, rules.isDevelopment);
  if (why !== null) throw new Error(why);
  const url = new URL(text);
  const isLoopback = /^(?:localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  const options: RequestOptions = {
    agent: false,
    headers: { accept: "application/json", "accept-encoding": "identity" },
    signal: AbortSignal.timeout(rules.timeoutMs),
    lookup: isLoopback ? lookup : publicLookup,
  };
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const request = url.protocol === "https:" ? requestHttps : requestHttp;
    request(url, options, resolve).on("error", reject).end();
  });
  if (answer.statusCode !== 200) {
    answer.destroy();
    throw new Error(`The address answered ${answer.statusCode}; redirects are not followed.`);
  }
  return JSON.parse(await readText(answer, rules.maxBytes));
}

async function readText(answer: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of answer) {
    if (!Buffer.isBuffer(chunk)) throw new Error("The answer is no bytes.");
    bytes += chunk.length;
    if (bytes > maxBytes) throw new Error(`The answer has more than ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** All of a name's addresses must be public, else a name with two of them could be tried until the private one is met. */
const publicLookup: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return done(error, "", 0);
    const [first] = addresses;
    if (!first || addresses.some(({ address }) => isPrivateAddress(address))) {
      return done(new Error("The name points to a private address, which is not fetched."), "", 0);
    }
    return options.all ? done(null, addresses) : done(null, first.address, first.family);
  });
};
