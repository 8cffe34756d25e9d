import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from "type-graphql";
import { badInput } from "../../platform/errors/index.js";
import { userKey, objectKey } from "../identifiers/index.js";
import { scopeOf, type RequestContext } from "../requests/index.js";
import { parseRecipientRef, RecipientObject } from "../objects/index.js";
import { Recipient, User } from "../users/index.js";
import { SetDefaultPreferencesInput, SetPreferencesInput, SetPreferencesPayload } from "./preference-input.schema.js";
import type { PreferenceSets } from "./preference-set.resolver.js";
import { PreferenceSet } from "./preference.schema.js";
import type { PreferenceService } from "./preference.service.js";

@Resolver()
export class PreferenceResolver {
  readonly #preferences: PreferenceService;
  readonly #sets: PreferenceSets;

  constructor(preferences: PreferenceService, sets: PreferenceSets) {
    this.#preferences = preferences;
    this.#sets = sets;
  }

  @Mutation(() => SetPreferencesPayload, { nullable: true, description: "Writes a recipient's preferences." })
  async setPreferences(
    @Ctx() context: RequestContext,
    @Arg("input", () => SetPreferencesInput, { description: "Whose, and what." }) input: SetPreferencesInput,
  ): Promise<SetPreferencesPayload> {
    const scope = scopeOf(context);
    const recipient = input.recipient ? parseRecipientRef(input.recipient, ["recipient"]) : null;
    if (recipient && !recipient.ok) throw badInput(recipient.issues);
    const name = await this.#preferences.set(scope, recipient?.value ?? null, input);
    return Object.assign(new SetPreferencesPayload(), { preferences: await this.#sets.of(scope, name) });
  }

  @Mutation(() => SetPreferencesPayload, {
    nullable: true,
    description: "Writes the default preferences of the environment or of a tenant.",
  })
  async setDefaultPreferences(
    @Ctx() context: RequestContext,
    @Arg("input", () => SetDefaultPreferencesInput, { description: "Whose defaults, and what." })
    input: SetDefaultPreferencesInput,
  ): Promise<SetPreferencesPayload> {
    const scope = scopeOf(context);
    await this.#preferences.setDefaults(scope, input);
    const name = { recipientKey: null, tenantId: input.tenantId ?? null };
    return Object.assign(new SetPreferencesPayload(), { preferences: await this.#sets.of(scope, name) });
  }
}

/** The field `preferences` of users and objects. */
@Resolver(() => Recipient)
export class RecipientPreferencesResolver {
  readonly #sets: PreferenceSets;

  constructor(sets: PreferenceSets) {
    this.#sets = sets;
  }

  @FieldResolver(() => PreferenceSet, {
    nullable: true,
    description: "Preferences with all layers merged; null to callers who may not see them.",
  })
  preferences(
    @Ctx() context: RequestContext,
    @Root() recipient: Recipient,
    @Arg("tenantId", () => ID, {
      nullable: true,
      description: "The tenant they apply in; left out, outside any tenant.",
    })
    tenantId: string | null | undefined,
  ): Promise<PreferenceSet | null> {
    return this.#sets.load(context, { recipientKey: recipientKeyOf(recipient), tenantId: tenantId ?? null });
  }
}

function recipientKeyOf(recipient: Recipient): string {
  if (recipient instanceof User) return userKey(recipient.userId);
  if (recipient instanceof RecipientObject) return objectKey(recipient.collection, recipient.objectId);
  throw new Error("A recipient is neither a user nor an object.");
}
