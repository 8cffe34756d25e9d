import { parseUuidId } from "../../identifiers/index.js";
import type { ApiKeyService } from "../../environments/index.js";
import type { Scope } from "../../requests/index.js";

/** Who saved or committed something, with the name as it was then. */
export type StoredAuthor = { kind: "apiKey"; id: string; name: string } | { kind: "member"; name: string };

/** The author of what this scope stores; null for seeds and jobs. */
export async function authorOf(scope: Scope, apiKeys: ApiKeyService): Promise<StoredAuthor | null> {
  const { actor } = scope;
  if (actor.kind === "member") return { kind: "member", name: actor.name };
  if (actor.kind !== "secret") return null;
  const id = parseUuidId("apiKey", actor.apiKeyId);
  const [key] = id ? await apiKeys.byIds(scope, [id]) : [];
  return key ? { kind: "apiKey", id: key.id, name: key.name ?? `Key …${key.last_four}` } : null;
}
