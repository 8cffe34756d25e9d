import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from "type-graphql";
import { badInput } from "../../../platform/errors/index.js";
import { PageArgs } from "../../../platform/graphql/index.js";
import { ageCursor, connectionByAge, readPage, type ConnectionOf } from "../../../platform/paging/index.js";
import type { AuditFilter, AuditLog } from "../../audit/index.js";
import {
  ApiKey,
  Environment,
  toApiKey,
  toEnvironment,
  type ApiKeyService,
  type EnvironmentService,
} from "../../environments/index.js";
import { parseUuidId } from "../../identifiers/index.js";
import { loaderOf, scopeOf, type RequestContext } from "../../requests/index.js";
import type { MemberService } from "../member.service.js";
import { AuditEntry, AuditEntryConnection, AuditFilterInput } from "./audit.schema.js";
import { toAuditEntry } from "./audit-view.schema.js";
import { Member } from "./member.schema.js";
import { membersOf } from "./member-view.schema.js";

const CURSOR = ageCursor("audit_entries");
const ACTIONS_MAX = 20;

export interface AuditResolverDeps {
  audit: AuditLog;
  members: MemberService;
  environments: EnvironmentService;
  apiKeys: ApiKeyService;
}

@Resolver(() => AuditEntry)
export class AuditResolver {
  readonly #deps: AuditResolverDeps;

  constructor(deps: AuditResolverDeps) {
    this.#deps = deps;
  }

  @Query(() => AuditEntryConnection, {
    nullable: true,
    description:
      "The audit log, latest first: sign-ins, refusals, every mutation of a member, and changes of the configuration by keys. For owners and admins.",
  })
  async auditEntries(
    @Args(() => PageArgs) args: PageArgs,
    @Arg("filter", () => AuditFilterInput, { nullable: true, description: "Selects entries." })
    filter: AuditFilterInput | null,
  ): Promise<ConnectionOf<AuditEntry>> {
    const page = readPage(args, CURSOR);
    const rows = await this.#deps.audit.page(await this.#read(filter ?? {}), page);
    return connectionByAge(page, rows, { node: toAuditEntry, codec: CURSOR });
  }

  @FieldResolver(() => Member, {
    nullable: true,
    description: "The member who did it; null for keys, for the system, and for members who were removed.",
  })
  async member(@Ctx() context: RequestContext, @Root() { memberId }: AuditEntry): Promise<Member | null> {
    return memberId === null ? null : membersOf(context, this.#deps.members).load(memberId);
  }

  @FieldResolver(() => ApiKey, { nullable: true, description: "The key that did it; null for members." })
  async apiKey(
    @Ctx() context: RequestContext,
    @Root() { apiKeyId, environmentId }: AuditEntry,
  ): Promise<ApiKey | null> {
    if (apiKeyId === null || environmentId === null) return null;
    return loaderOf<ApiKey>(context, `auditEntry.apiKey ${environmentId}`, async (ids) => {
      const rows = await this.#deps.apiKeys.byIds({ ...scopeOf(context), environmentId }, ids);
      return new Map(rows.map((row) => [row.id, toApiKey(row)]));
    }).load(apiKeyId);
  }

  @FieldResolver(() => Environment, { nullable: true, description: "Where; null for the account as a whole." })
  async environment(
    @Ctx() context: RequestContext,
    @Root() { environmentId }: AuditEntry,
  ): Promise<Environment | null> {
    if (environmentId === null) return null;
    return loaderOf<Environment, number>(context, "auditEntry.environment", async (ids) => {
      const rows = await Promise.all(ids.map((id) => this.#deps.environments.environmentById(id)));
      return new Map(rows.flatMap((row) => (row ? [[row.id, toEnvironment(row)] as const] : [])));
    }).load(environmentId);
  }

  async #read({ actions, at, environmentKey, memberId, target }: Partial<AuditFilterInput>): Promise<AuditFilter> {
    if ((actions?.length ?? 0) > ACTIONS_MAX) {
      const message = `At most ${ACTIONS_MAX} actions; there are ${actions?.length}.`;
      throw badInput([{ path: ["filter", "actions"], code: "too_many", message }]);
    }
    const environment = environmentKey == null ? null : await this.#deps.environments.environmentByKey(environmentKey);
    const nobody = "00000000-0000-0000-0000-000000000000";
    return {
      actions: actions ?? null,
      // An unknown environment or member has no entries.
      environmentId: environmentKey == null ? null : (environment?.id ?? 0),
      memberId: memberId == null ? null : (parseUuidId("member", memberId) ?? nobody),
      target: target ?? null,
      from: at?.from ?? null,
      to: at?.to ?? null,
    };
  }
}
