import { Arg, Ctx, Query, Resolver } from "type-graphql";
import { toMessageContent } from "../../delivery/index.js";
import { scopeOf, type RequestContext } from "../../requests/index.js";
import { PreviewTemplateInput, TemplateIssue, TemplatePreview } from "./preview.schema.js";
import type { PreviewService } from "./preview.service.js";

@Resolver()
export class PreviewResolver {
  readonly #previews: PreviewService;

  constructor(previews: PreviewService) {
    this.#previews = previews;
  }

  @Query(() => TemplatePreview, {
    nullable: true,
    description: "Renders a template as a run would, from what is stored now, and writes nothing.",
  })
  async previewTemplate(
    @Ctx() context: RequestContext,
    @Arg("input", () => PreviewTemplateInput, { description: "The template, and for whom." })
    input: PreviewTemplateInput,
  ): Promise<TemplatePreview> {
    const { content, address, issues, missingVariables } = await this.#previews.preview(scopeOf(context), input);
    return Object.assign(new TemplatePreview(), {
      content: content && toMessageContent(content, address),
      issues: issues.map((issue) => Object.assign(new TemplateIssue(), issue)),
      missingVariables,
    });
  }
}
