import { type BlockList, isIP, type LookupFunction } from "node:net";
import { checkedLookup, familyOf, isPrivateAddress, networkList } from "../http/index.js";
import type { OriginMap } from "./origin-map.js";

export interface GuardRules {
  /** Private networks that may be called, such as `10.1.0.0/16`. Default none. */
  allowedNetworks?: readonly string[];
  /** Ports that may be called over HTTP. Default 80, 443 and 8443. */
  ports?: readonly number[];
  /** Ports that may be called over SMTP. Default 25, 465, 587 and 2525. */
  mailPorts?: readonly number[];
  /** Whether plain http may be called. Default false. */
  allowsHttp?: boolean;
  /** Origins that lead to fakes on this machine. */
  originMap?: OriginMap;
  /** Finds the addresses of a name; the system's by default. */
  lookup?: LookupFunction;
}

/** Why nothing was called. */
export class GuardError extends Error {
  override name = "GuardError";

  constructor(
    readonly code: "invalid_url" | "forbidden_scheme" | "forbidden_port" | "forbidden_address",
    message: string,
  ) {
    super(message);
  }
}

/** The target of a connection: a host whose addresses are checked, or a fake on this machine. */
export type Target =
  { kind: "host"; hostname: string; port: number } | { kind: "fake"; hostname: string; port: number };

const HTTP_PORTS = [80, 443, 8443];
const SMTP_PORTS = [25, 465, 587, 2525];
const URL_MAX_LENGTH = 8192;

/**
 * Decides where a connection may go. URLs are parsed once, by the parser that also sends them, so that no other spelling of
 * an address passes. `lookup` returns only addresses that it has checked, so a name cannot change its address between the
 * check and the connection (DNS rebinding).
 */
export class Guard {
  readonly #allowed: BlockList;
  /** For `net.connect`: the addresses of a name, all of which are checked. */
  readonly lookup: LookupFunction;

  constructor(private readonly rules: GuardRules = {}) {
    this.#allowed = networkList(rules.allowedNetworks ?? []);
    this.lookup = checkedLookup({
      isAllowed: (address) => this.isAllowed(address),
      refusal: () => new GuardError("forbidden_address", "The name leads to a private address, which is not called."),
      ...(rules.lookup ? { lookup: rules.lookup } : {}),
    });
  }

  /** The URL, if it may be called. Throws a `GuardError` otherwise. */
  checked(text: string): URL {
    const url = parse(text);
    this.#targetOf(url);
    return url;
  }

  /** The target of a URL. Throws a `GuardError` for a forbidden target. */
  targetOf(text: string): Target {
    return this.#targetOf(parse(text));
  }

  #targetOf(url: URL): Target {
    if (url.username !== "" || url.password !== "") {
      throw new GuardError("invalid_url", "A URL with a user name or a password is not called.");
    }
    const fake = this.rules.originMap?.get(url.origin);
    if (fake) return { kind: "fake", ...fake };
    const isHttps = url.protocol === "https:";
    if (!isHttps && !(url.protocol === "http:" && this.rules.allowsHttp === true)) {
      throw new GuardError("forbidden_scheme", "Only https:// URLs are called.");
    }
    const port = url.port === "" ? (isHttps ? 443 : 80) : Number(url.port);
    this.#checkPort(port, this.rules.ports ?? HTTP_PORTS);
    return { kind: "host", hostname: this.#checkedHost(url.hostname), port };
  }

  /** The target of a mail server. Throws a `GuardError` for a forbidden target. */
  mailTargetOf(host: string, port: number): Target {
    const fake = this.rules.originMap?.get(`smtp://${host.toLowerCase()}:${port}`);
    if (fake) return { kind: "fake", ...fake };
    // The URL parser normalises all spellings of an address.
    const isHost = /^[^\s/?#@\\:[\]]+$|^\[?[\da-f:.]+\]?$/i.test(host);
    const inUrl = isIP(host) === 6 ? `[${host}]` : host;
    if (!isHost || !URL.canParse(`http://${inUrl}/`)) throw new GuardError("invalid_url", "This is not a host.");
    this.#checkPort(port, this.rules.mailPorts ?? SMTP_PORTS);
    return { kind: "host", hostname: this.#checkedHost(new URL(`http://${inUrl}/`).hostname), port };
  }

  /** Whether an address may be called. */
  isAllowed(address: string): boolean {
    if (!isPrivateAddress(address)) return true;
    return isIP(address) !== 0 && this.#allowed.check(address, familyOf(address));
  }

  #checkPort(port: number, allowed: readonly number[]): void {
    if (!allowed.includes(port)) throw new GuardError("forbidden_port", `The port ${port} is not called.`);
  }

  #checkedHost(name: string): string {
    const hostname = name.replace(/^\[|\]$/g, "");
    if (isIP(hostname) !== 0 && !this.isAllowed(hostname)) {
      throw new GuardError("forbidden_address", "A private address is not called.");
    }
    return hostname;
  }
}

function parse(text: string): URL {
  if (text.length <= URL_MAX_LENGTH && URL.canParse(text)) return new URL(text);
  throw new GuardError("invalid_url", "This is not a URL.");
}
