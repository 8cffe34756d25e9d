import { Ctx, FieldResolver, Resolver, Root } from "type-graphql";
import { ApiKey, toApiKey, type ApiKeyService } from "../../environments/index.js";
import { loaderOf, may, scopeOf, type RequestContext } from "../../requests/index.js";
import { Author } from "./version.schema.js";

const KEYS = { loader: "keys of authors" };

@Resolver(() => Author)
export class AuthorResolver {
  readonly #apiKeys: ApiKeyService;

  constructor(apiKeys: ApiKeyService) {
    this.#apiKeys = apiKeys;
  }

  @FieldResolver(() => ApiKey, {
    nullable: true,
    description:
      "The key that did it, also when it was revoked since; null for members, and for callers who may not see keys.",
  })
  apiKey(@Root() { stored }: Author, @Ctx() context: RequestContext): Promise<ApiKey | null> | null {
    const scope = scopeOf(context);
    if (stored.kind !== "apiKey" || !may(scope, "keys.read")) return null;
    const loader = loaderOf<ApiKey>(context, KEYS, async (ids) => {
      const rows = await this.#apiKeys.byIds(scope, ids);
      return new Map(rows.map((row) => [row.id, toApiKey(row)]));
    });
    return loader.load(stored.id);
  }
}
