import { isJson, withMember, type Json } from "../../../document/document.js";
import type { ChannelType } from "../../../document/shapes.js";
import type { DraftIssue } from "../builder/draft/draft-editor.js";

/** What the form of a template works with. */
export interface TemplateFormProps {
  /** Null if the channel does not exist. */
  readonly type: ChannelType | null;
  readonly template: Json;
  readonly variables: readonly string[];
  /** Paths begin in the template. */
  readonly issues: readonly DraftIssue[];
  /** `field`: what was changed, for undo. */
  readonly onChange: (template: Json, field: string) => void;
}

export type TemplateFieldsProps = Omit<TemplateFormProps, "type">;

/** Sets a member of a template; an empty text leaves it out. */
export function setterOf({ template, onChange }: TemplateFieldsProps): (name: string, value: unknown) => void {
  return (name, value) => onChange(withMember(template, name, value === "" ? undefined : value), name);
}

/** The overrides of a template, and how one of them is set; an empty text leaves it out, and so do no overrides. */
export function overridesOf(props: TemplateFieldsProps): {
  readonly overrides: Json;
  readonly setOverride: (name: string, value: unknown) => void;
} {
  const given = props.template["overrides"];
  const overrides = isJson(given) ? given : {};
  const set = setterOf(props);
  return {
    overrides,
    setOverride: (name, value) => {
      const next = withMember(overrides, name, value === "" ? undefined : value);
      set("overrides", Object.keys(next).length === 0 ? undefined : next);
    },
  };
}
