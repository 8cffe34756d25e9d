import type { InputIssue } from "../../../platform/errors/index.js";
import { isJsonObject, type Json, type JsonObject } from "../../../platform/json.js";
import { SlowTurns } from "../../../platform/turns/index.js";
import { freeNamesOf, parseText, type FreeName } from "../../templates/index.js";
import { compileWorkflow } from "./compile-workflow.js";
import type { CompiledWorkflow, WorkflowIds } from "../document/compiled.js";
import type { WorkflowDocument } from "../document/document.js";
import { parseWorkflow, type ParsedWorkflow } from "../parse/parse-workflow.js";
import type { WorkflowSurroundings } from "../document/parse-context.js";
import { type SchemaChecks } from "../data-schema/schema-checks.service.js";
import { documentWarnings, templatesOf } from "../parse/document-warnings.js";

/** A document with at most this length of templates is read at once: that takes some 30 ms at most. */
const SMALL_LENGTH = 16 * 1024;

/**
 * Reads and compiles documents without blocking other requests. Large ones are read one at a time, alternating between
 * environments: their templates are parsed in slices first, and cached for the actual reading.
 */
export class DocumentReader {
  readonly #schemas: SchemaChecks;
  readonly #turns = new SlowTurns({ callersMax: 1 });

  constructor(schemas: SchemaChecks) {
    this.#schemas = schemas;
  }

  async read(environmentId: number, document: JsonObject, surroundings: WorkflowSurroundings): Promise<ParsedWorkflow> {
    const texts = templatesIn(document);
    const judged = { ...surroundings, schemaIssues: await this.#schemaIssues(environmentId, document, surroundings) };
    return this.#withTemplates(environmentId, texts, () => parseWorkflow(document, judged));
  }

  async compile(environmentId: number, document: WorkflowDocument, ids: NumberedFor): Promise<CompiledWorkflow> {
    const { linkSchemes, ...workflowIds } = ids;
    return this.#withTemplates(environmentId, templatesOf(document), () =>
      compileWorkflow(document, workflowIds, {
        linkSchemes,
        checkerOf: (schema) => this.#schemas.checker(String(environmentId), schema),
      }),
    );
  }

  /** Warnings about valid parts of a document that are probably mistakes. */
  async warnings(environmentId: number, document: WorkflowDocument): Promise<InputIssue[]> {
    const texts = templatesOf(document);
    if (lengthOf(texts) <= SMALL_LENGTH) return documentWarnings(document);
    return this.#turns.run(String(environmentId), async (turn) => {
      const names = new Map<string, FreeName[]>();
      for (const text of texts) {
        names.set(text, freeNamesOf(text));
        await turn.rest();
      }
      return documentWarnings(document, (text) => names.get(text) ?? []);
    });
  }

  /** Runs `work`, which parses these templates; where they are long, they are parsed in slices before it and remembered. */
  async #withTemplates<T>(environmentId: number, texts: readonly string[], work: () => T): Promise<T> {
    if (lengthOf(texts) <= SMALL_LENGTH) return work();
    return this.#turns.run(String(environmentId), async (turn) => {
      for (const text of texts) {
        parseText(text);
        await turn.rest();
      }
      return work();
    });
  }

  async #schemaIssues(
    environmentId: number,
    { dataSchema }: JsonObject,
    { channels }: WorkflowSurroundings,
  ): Promise<InputIssue[]> {
    if (!isJsonObject(dataSchema)) return [];
    const place = { path: ["dataSchema"], isStored: channels === null };
    return this.#schemas.check(String(environmentId), dataSchema, place);
  }
}

interface NumberedFor extends WorkflowIds {
  linkSchemes: readonly string[];
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0);
}

/** Every text of a document that may be a template, at any path. */
function templatesIn(value: Json, found: string[] = []): string[] {
  if (typeof value === "string") {
    if (value.includes("{")) found.push(value);
  } else if (typeof value === "object" && value !== null) {
    for (const member of Object.values(value)) templatesIn(member, found);
  }
  return found;
}
