import { isJsonObject } from "../../../platform/json.js";
import { compileCondition, pathInText, type CompiledCondition, type Condition } from "../../conditions/index.js";
import {
  channelTemplate,
  compileText,
  withDefaultOverrides,
  type CompiledTemplate,
  type LinkRules,
  type MessageContent,
  type TemplateDocument,
  type TemplateType,
} from "../../templates/index.js";
import type { TimeSpec } from "../../timing/index.js";
import type { CompiledTime, CompiledValue } from "./compiled.js";

/** Compiles the conditions, texts and templates of a valid document. */
export class CompileContext {
  /** `linkSchemes`: additional link schemes of the environment. */
  constructor(private readonly linkSchemes: readonly string[]) {}

  condition(condition: Condition | null): CompiledCondition | null {
    return condition ? compileCondition(condition) : null;
  }

  /** A path or a template. */
  value(text: string): CompiledValue {
    const path = pathInText(text);
    if (path) return { kind: "path", path };
    const compiled = compileText(text);
    if (!compiled.ok) throw new Error("A stored workflow holds a text that is no template.");
    return { kind: "template", template: compiled.template };
  }

  time(spec: TimeSpec): CompiledTime {
    return { spec, until: spec.until === undefined ? null : this.value(spec.until) };
  }

  /** The templates of a step under overrides of its channel, each compiled once. */
  templatesUnder<Type extends TemplateType>(
    type: Type,
    document: TemplateDocument<Type>,
    template: CompiledTemplate<MessageContent>,
  ): (overrides: object) => CompiledTemplate<MessageContent> {
    const known = new WeakMap<object, CompiledTemplate<MessageContent>>();
    return (overrides) => {
      const made = known.get(overrides) ?? this.#under(type, document, overrides) ?? template;
      known.set(overrides, made);
      return made;
    };
  }

  /** Null for overrides that this release does not know: what was stored was valid. */
  #under<Type extends TemplateType>(
    type: Type,
    document: TemplateDocument<Type>,
    overrides: object,
  ): CompiledTemplate<MessageContent> | null {
    const merged = isJsonObject(overrides) ? withDefaultOverrides(type, document, overrides) : null;
    const compiled = merged && channelTemplate(type).compile(merged, this.#links());
    return compiled?.ok ? compiled.template : null;
  }

  #links(): LinkRules {
    return { schemes: this.linkSchemes, areLiteralsChecked: false };
  }

  template<Type extends TemplateType>(
    type: Type,
    document: TemplateDocument<Type>,
  ): CompiledTemplate<MessageContent<Type>> {
    const compiled = channelTemplate(type).compile(document, this.#links());
    if (!compiled.ok) throw new Error("A stored workflow holds a template that does not compile.");
    return compiled.template;
  }
}
