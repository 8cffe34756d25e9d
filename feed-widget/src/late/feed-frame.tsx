"use client";
import { forwardRef, type ReactNode } from "react";
import { useBellContext } from "../provider/bell-context.js";

export interface FeedFrameProps {
  readonly className?: string;
  readonly headingLevel?: 1 | 2 | 3 | 4 | 5 | 6;
  readonly headerEnd?: ReactNode;
  /** The buttons beside the heading. */
  readonly buttons?: ReactNode;
  readonly children: ReactNode;
}

/** The box of a feed with its heading. It gets the focus if the focused element is removed and no other is near. */
export const FeedFrame = forwardRef<HTMLDivElement, FeedFrameProps>(function FeedFrame(props, ref) {
  const { bellLabels, theme, dir } = useBellContext();
  return (
    <div
      ref={ref}
      // No role: Pico and others give [role=group] a look as strong as a host's class. The panel and the list below have names.
      tabIndex={-1}
      data-carillon-own={props.className ? "" : undefined}
      className={["carillon", "carillon-feed", props.className].filter(Boolean).join(" ")}
      data-theme={theme}
      dir={dir}
    >
      <div className="carillon-head">
        {/* Not <h2>: hosts like to give headings a look. */}
        <div role="heading" aria-level={props.headingLevel ?? 2} className="carillon-title">
          {bellLabels.title}
        </div>
        {props.buttons}
        {props.headerEnd}
      </div>
      {props.children}
    </div>
  );
});
