import type { MemberLinks } from "../../modules/members/index.js";
import type { Config } from "../../platform/config/index.js";
import { isLoopback } from "../http/http-headers.js";

interface Serving {
  config: Config;
  /** The address at which the server listens. */
  url: string;
  isEmbedded: boolean;
  say(words: string): void;
}

/** Where the dashboard is for browsers, such as `https://notify.acme.example/dashboard`. */
export function dashboardUrl(
  { CARILLON_PUBLIC_URL: publicUrl, CARILLON_BASE_PATH: basePath = "" }: Config,
  url: string,
): string {
  return `${publicUrl?.replace(/\/$/, "") ?? `${url}${basePath}`}/dashboard`;
}

/**
 * Prints the link by which the person who starts the server becomes its owner: of a development server at each start, of any
 * other one as long as it has no member. The token is in the fragment, which browsers send to nobody.
 */
export async function sayHowToBeOwner(links: MemberLinks, { config, url, isEmbedded, say }: Serving): Promise<void> {
  const place = dashboardUrl(config, url);
  if (isEmbedded && isLoopback(config.HOST)) {
    say(`dashboard as owner, once within 15 minutes: ${place}#owner=${await links.local()}`);
    return;
  }
  const token = await links.claim();
  if (token !== null)
    say(`nobody may use the dashboard yet; be its owner, once within 15 minutes: ${place}/claim#${token}`);
}
