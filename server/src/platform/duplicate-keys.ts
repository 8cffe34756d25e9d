const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/**
 * Whether any object in a JSON text names a member twice. Parsers differ in which of the two they take, so that a signed
 * text with doubles may say one thing to its signer and another to us. The text must be valid JSON.
 */
export function hasDuplicateKeys(json: string): boolean {
  const open: (Set<string> | null)[] = [];
  let expectsKey = false;

  for (const [token] of json.matchAll(TOKENS)) {
    if (token === "{" || token === "[") {
      expectsKey = token === "{";
      open.push(expectsKey ? new Set() : null);
    } else if (token === "}" || token === "]") {
      open.pop();
      expectsKey = false;
    } else if (token === ",") {
      expectsKey = open.at(-1) != null;
    } else if (token === ":") {
      expectsKey = false;
    } else if (expectsKey) {
      const key = String(JSON.parse(token));
      const keys = open.at(-1);
      if (keys?.has(key)) return true;
      keys?.add(key);
      expectsKey = false;
    }
  }
  return false;
}
