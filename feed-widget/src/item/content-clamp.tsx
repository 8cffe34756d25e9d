"use client";
import { type ReactElement, type ReactNode, useEffect, useRef, useState } from "react";
import { useListContext } from "../provider/list-context.js";

export interface ContentClampProps {
  readonly children: ReactNode;
  /** Wraps the text in a link. */
  wrap(words: ReactNode): ReactNode;
}

/** Shows the beginning of a long text, and the rest on demand. */
export function ContentClamp({ children, wrap }: ContentClampProps): ReactElement {
  const { labels } = useListContext();
  const box = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const element = box.current;
    if (element === null || typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(() => {
      const lineHeight = parseFloat(getComputedStyle(element).lineHeight) || 20;
      // A single further line does not need a button.
      setLong(element.scrollHeight > CLAMP_LINES * lineHeight + 1.5 * lineHeight);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const isClamped = isLong && !isOpen;
  return (
    <>
      <div
        className="carillon-content"
        dir="auto"
        // A link in the hidden part can get the focus by Tab, so the text expands then.
        onFocus={({ target }) => target.closest(".carillon-text") && setOpen(true)}
      >
        {wrap(
          <div ref={box} className="carillon-text" data-clamped={isClamped || undefined}>
            {children}
          </div>,
        )}
      </div>
      {isLong ? (
        <button
          type="button"
          className="carillon-link carillon-more"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? labels.showLess : labels.showMore}
        </button>
      ) : null}
    </>
  );
}

/** The same number as in the style sheet. */
const CLAMP_LINES = 8;
