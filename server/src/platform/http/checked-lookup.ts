import { lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";

export interface CheckedLookupOptions {
  isAllowed: (address: string) => boolean;
  /** Creates the error for a name that resolves to a forbidden address. */
  refusal: () => Error;
  /** Finds the addresses of a name; the system's by default. */
  lookup?: LookupFunction;
}

/**
 * A `lookup` for `net.connect` that returns checked addresses only. A name cannot change its address between check and
 * connection. One forbidden address refuses the name, since a client tries all addresses.
 */
export function checkedLookup({ isAllowed, refusal, lookup = systemLookup }: CheckedLookupOptions): LookupFunction {
  return (hostname, options, done) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return done(error, "", 0);
      const addresses = typeof found === "string" ? [{ address: found, family: isIP(found) }] : found;
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => isAllowed(address))) return done(refusal(), "", 0);
      return options.all === true ? done(null, addresses) : done(null, first.address, first.family);
    });
  };
}
