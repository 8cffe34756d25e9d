import { AppError, badInput, checkText, refused } from "../../platform/errors/index.js";
import type { EntityStore, Tx } from "../../platform/postgres/index.js";
import type { Runtime } from "../../platform/runtime/index.js";
import type { EnvironmentRepository, EnvironmentRow } from "./environment.repository.js";
import { GIVEN_KEY_NAME } from "./keys/api-key.repository.js";
import type { ApiKeyService } from "./keys/api-key.service.js";
import { NAME_MAX_LENGTH } from "./name-length.js";
import type { Scope } from "../requests/index.js";

export interface NewEnvironment {
  /** 2 to 63 lower-case letters, digits and dashes; unique. */
  key: string;
  name: string;
  /** Whether bare user ids are believed in place of signed tokens. */
  isDevelopment: boolean;
  /** The environment whose key creates this one; left out for the operator. */
  madeBy?: number | null;
}

export interface EnvironmentKeys {
  environment: EnvironmentRow;
  secretKey: string;
  publicKey: string;
}

const ENVIRONMENT_KEY = /^[a-z0-9][a-z0-9-]{1,62}$/;
/** Pages of the dashboard have these places in its addresses. */
const RESERVED = new Set(["assets", "auth", "claim", "frame", "settings", "sign-in"]);
const ENVIRONMENTS_MAX = 200;

/** Makes environments, and finds them. */
export class EnvironmentService {
  readonly #runtime: Runtime;
  readonly #environments: EnvironmentRepository;
  readonly #apiKeys: ApiKeyService;
  readonly #furnish: ((q: EntityStore, environmentId: number) => Promise<void>)[] = [];

  constructor(runtime: Runtime, environments: EnvironmentRepository, apiKeys: ApiKeyService) {
    this.#runtime = runtime;
    this.#environments = environments;
    this.#apiKeys = apiKeys;
  }

  /** For modules above: sets up each new environment, in the transaction that creates it. */
  onEnvironmentMade(furnish: (q: EntityStore, environmentId: number) => Promise<void>): void {
    this.#furnish.push(furnish);
  }

  async createEnvironment(tx: EntityStore, input: NewEnvironment): Promise<EnvironmentRow> {
    const issues = [...checkText(input.name, ["name"], NAME_MAX_LENGTH)];
    if (!ENVIRONMENT_KEY.test(input.key)) {
      const message = "An environment's key is 2 to 63 lower-case letters, digits and dashes, and begins with no dash.";
      issues.push({ path: ["key"], code: "invalid_format", message });
    }
    if (RESERVED.has(input.key)) {
      issues.push({
        path: ["key"],
        code: "reserved",
        message: `The key "${input.key}" is kept for pages of the dashboard.`,
      });
    }
    if (issues.length > 0) throw badInput(issues);
    const row = await this.#makeEnvironment(tx, input);
    if (row) return row;
    const message = `There is already an environment "${input.key}".`;
    throw refused("CONFLICT", { path: ["key"], code: "taken", message });
  }

  /** Null if the key is taken. */
  async #makeEnvironment(tx: EntityStore, input: NewEnvironment): Promise<EnvironmentRow | null> {
    const { key, name, isDevelopment } = input;
    const { madeBy = null } = input;
    const made = { key, name, is_development: isDevelopment, made_by: madeBy };
    const row = await this.#environments.insert(tx, {
      ...made,
      public_id: this.#runtime.newUuid(),
      created_at: this.#now(),
    });
    if (row) for (const furnish of this.#furnish) await furnish(tx, row.id);
    return row;
  }

  /**
   * For a call with an environment's key, or by a member. Of environments, only those that the operator created may create others: otherwise any of
   * them could create environments without limit, and learn from refusals which keys are taken.
   */
  async makeForScope(tx: Tx, scope: Scope, input: NewEnvironment): Promise<EnvironmentKeys> {
    const maker = await this.#environments.byId(tx, scope.environmentId);
    if (scope.actor.kind !== "member" && maker?.made_by !== null) {
      throw new AppError("FORBIDDEN", "Only keys of an environment that the operator created may create environments.");
    }
    if ((await this.#environments.lockAndCount(tx)) >= ENVIRONMENTS_MAX) {
      const message = `There may be at most ${ENVIRONMENTS_MAX} environments.`;
      throw refused("CONFLICT", { path: ["key"], code: "too_many", message });
    }
    return this.createEnvironmentWithKeys(tx, { ...input, madeBy: scope.environmentId });
  }

  /** An environment with its first keys, which can be read in this answer only. */
  async createEnvironmentWithKeys(tx: EntityStore, input: NewEnvironment): Promise<EnvironmentKeys> {
    const environment = await this.createEnvironment(tx, input);
    const secret = await this.#apiKeys.create(tx, environment.id, { kind: "secret", name: "first" });
    const open = await this.#apiKeys.create(tx, environment.id, { kind: "public", name: "first" });
    return { environment, secretKey: secret.value, publicKey: open.value };
  }

  /**
   * Creates the environment `production` with this secret key, for an operator's own database. Processes that start at once,
   * or again, create one; a key that was revoked since stays revoked.
   */
  async bootstrap(secretKey: string): Promise<EnvironmentRow> {
    return this.#runtime.database.transaction(async (tx) => {
      const row = { key: "production", name: "Production", isDevelopment: false };
      const made = await this.#makeEnvironment(tx, row);
      const environment = made ?? (await this.#environments.byKey(tx, row.key));
      if (!environment) throw new Error("The environment `production` can neither be made nor found.");
      await this.#apiKeys.create(tx, environment.id, { kind: "secret", name: GIVEN_KEY_NAME, value: secretKey });
      return environment;
    });
  }

  environmentByKey(key: string): Promise<EnvironmentRow | null> {
    return this.#environments.byKey(this.#runtime.database, key);
  }

  /** Without a scope: callers find the id in an environment that they may read. */
  environmentById(id: number): Promise<EnvironmentRow | null> {
    return this.#environments.byId(this.#runtime.database, id);
  }

  /** Keys of the environments that accept plain user ids; for the warning at start. */
  developmentEnvironmentKeys(): Promise<string[]> {
    return this.#environments.developmentKeys(this.#runtime.database);
  }

  environmentOf(scope: Scope): Promise<EnvironmentRow | null> {
    return this.#environments.byId(this.#runtime.database, scope.environmentId);
  }

  /** All environments, or only the one with this id, oldest first. */
  list(onlyId: number | null): Promise<EnvironmentRow[]> {
    return this.#environments.list(this.#runtime.database, onlyId);
  }

  #now(): Date {
    return new Date(this.#runtime.clock.now());
  }
}
