import { compileCondition, pathInText, type CompiledCondition, type Condition } from "../../conditions/index.js";
import {
  channelTemplate,
  compileText,
  type CompiledTemplate,
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

  template<Type extends TemplateType>(
    type: Type,
    document: TemplateDocument<Type>,
  ): CompiledTemplate<MessageContent<Type>> {
    const links = { schemes: this.linkSchemes, areLiteralsChecked: false };
    const compiled = channelTemplate(type).compile(document, links);
    if (!compiled.ok) throw new Error("A stored workflow holds a template that does not compile.");
    return compiled.template;
  }
}
