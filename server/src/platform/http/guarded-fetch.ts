import { lookup } from "node:dns";
import { request as requestHttp, type IncomingMessage, type RequestOptions } from "node:http";
import { request as requestHttps } from "node:https";
import { checkedLookup } from "./checked-lookup.js";
import { checkFetchUrl, isLoopbackName, isPrivateAddress } from "./fetch-url.js";

export interface FetchRules {
  /** Whether loopback may be asked, by http too. */
  isDevelopment: boolean;
  /** The time from the DNS look-up to the last byte. */
  timeoutMs: number;
  maxBytes: number;
}

const publicLookup = checkedLookup({
  isAllowed: (address) => !isPrivateAddress(address),
  refusal: () => new Error("The name points to a private address, which is not fetched."),
});

/**
 * Reads JSON from a URL that a customer gave. Redirects are not followed, and connections go only to checked addresses, so a
 * name cannot change its address between the check and the connection.
 */
export async function fetchJson(text: string, rules: FetchRules): Promise<unknown> {
  const why = checkFetchUrl(text, rules.isDevelopment);
  if (why !== null) throw new Error(why);
  const url = new URL(text);
  const options: RequestOptions = {
    agent: false,
    headers: { accept: "application/json", "accept-encoding": "identity" },
    signal: AbortSignal.timeout(rules.timeoutMs),
    lookup: isLoopbackName(url.hostname) ? lookup : publicLookup,
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
