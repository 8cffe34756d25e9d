/**
 * Why a template could not be rendered. `too_much_work`, `too_much_memory`: beyond the limits of `work/work-meter.ts`.
 * `output_too_large`: beyond those of `liquid-engine.ts`. `render_failed`: any other reason.
 */
export type TemplateErrorCode = "too_much_work" | "too_much_memory" | "output_too_large" | "render_failed";

/** A place in a field. */
export interface TemplatePlace {
  line: number;
  column: number;
}

interface ErrorOrigin {
  cause?: unknown;
  at?: TemplatePlace | null;
}

/** A template that threw while it was rendered. The same scope throws again, so the run fails with it. */
export class TemplateError extends Error {
  readonly code: TemplateErrorCode;
  /** The field of the template, such as `["buttons", "0", "label"]`. */
  readonly path: string[];
  /** The output or tag that threw, in lines and columns from 1; null where the whole field is at fault. */
  readonly at: TemplatePlace | null;

  constructor(code: TemplateErrorCode, path: string[], message: string, { cause, at = null }: ErrorOrigin = {}) {
    super(message, { cause });
    this.name = "TemplateError";
    this.code = code;
    this.path = path;
    this.at = at;
  }
}

export function outputTooLarge(what: string, limit: number, path: string[]): TemplateError {
  const message = `${path.join(".")}: Its ${what} is longer than ${limit} characters.`;
  return new TemplateError("output_too_large", path, message);
}
