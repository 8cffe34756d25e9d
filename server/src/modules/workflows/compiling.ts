import {
  compileCondition,
  pathInText,
  variablesOf,
  type CompiledCondition,
  type Condition,
} from "../conditions/index.js";
import {
  compileInAppTemplate,
  compileText,
  readsOf,
  readsOfText,
  type CompiledInAppTemplate,
  type InAppTemplate,
  type TemplateReads,
} from "../templates/index.js";
import type { TimeSpec } from "../timing/index.js";
import type { CompiledTime, CompiledValue, WorkflowReads } from "./compiled.js";
import { refOf } from "./reading.js";

/** One pass over a valid document. Notes what conditions, texts and templates read while it compiles them. */
export class Compiling {
  readonly #roots = new Set<string>();
  readonly #refs = new Set<string>();
  #readsAllRefs = false;

  condition(condition: Condition | null): CompiledCondition | null {
    if (!condition) return null;
    for (const variable of variablesOf(condition)) this.#noteVariable(variable);
    return compileCondition(condition);
  }

  /** A path or a template. */
  value(text: string): CompiledValue {
    const path = pathInText(text);
    if (path) {
      this.#noteVariable(path.text);
      return { kind: "path", path };
    }
    const compiled = compileText(text);
    if (!compiled.ok) throw new Error("A stored workflow holds a text that is no template.");
    this.#noteTemplate(readsOfText(compiled.template));
    return { kind: "template", template: compiled.template };
  }

  time(spec: TimeSpec): CompiledTime {
    // Days, weeks and rules go by the recipient's time zone, and so may what `until` gives.
    this.#roots.add("recipient");
    return { spec, until: spec.until === undefined ? null : this.value(spec.until) };
  }

  inAppTemplate(template: InAppTemplate): CompiledInAppTemplate {
    const compiled = compileInAppTemplate(template);
    if (!compiled.ok) throw new Error("A stored workflow holds a template that does not compile.");
    this.#noteTemplate(readsOf(compiled.template));
    return compiled.template;
  }

  reads(allRefs: Iterable<string>): Omit<WorkflowReads, "preferences"> {
    return {
      messageStatusOf: this.#readsAllRefs ? new Set(allRefs) : this.#refs,
      recipient: this.#roots.has("recipient"),
      actor: this.#roots.has("actor"),
      tenant: this.#roots.has("tenant"),
      activities: this.#roots.has("activities") || this.#roots.has("actors"),
    };
  }

  #noteVariable(variable: string): void {
    const ref = refOf(variable);
    if (ref !== null) this.#refs.add(ref);
    this.#roots.add(variable.split(".", 1)[0] ?? "");
  }

  #noteTemplate({ roots }: TemplateReads): void {
    for (const root of roots) this.#roots.add(root);
    if (roots.includes("refs")) this.#readsAllRefs = true;
  }
}
