import { badInput, checkSize, type InputIssue } from "../../platform/errors/index.js";
import type { JsonObject } from "../../platform/json.js";
import type { EntityStore } from "../../platform/postgres/index.js";
import type { Scope } from "../requests/index.js";
import { withChannelTypes } from "./document/channel-types.js";
import { DOCUMENT_MAX_BYTES, type WorkflowVersions } from "./workflow-versions.service.js";

/** A valid document. */
export interface ValidDocument {
  key: string;
  warnings: InputIssue[];
  /** The document in the format of stored versions. */
  version: JsonObject;
}

/** Checks whether documents can be saved in their environment as it is now. */
export class DocumentValidator {
  readonly #versions: WorkflowVersions;

  constructor(versions: WorkflowVersions) {
    this.#versions = versions;
  }

  /** Throws `BAD_USER_INPUT` with all issues. `path`: where the document lies in the input of the call. */
  async validate(scope: Scope, document: JsonObject, path: string[], q?: EntityStore): Promise<ValidDocument> {
    const { environmentId } = scope;
    const issues: InputIssue[] = checkSize(document, path, DOCUMENT_MAX_BYTES);
    if (issues.length > 0) throw badInput(issues);
    const surroundings = await this.#versions.surroundings(environmentId, q);
    const parsed = await this.#versions.documents.read(environmentId, document, surroundings);
    if (!parsed.ok) throw badInput(parsed.issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] })));
    const warnings = await this.#versions.documents.warnings(environmentId, parsed.document);
    return {
      key: parsed.document.key,
      version: withChannelTypes(document, surroundings.channels ?? []),
      warnings: warnings.map((warning) => ({ ...warning, path: [...path, ...warning.path] })),
    };
  }
}
