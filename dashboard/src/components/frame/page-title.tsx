import { useEffect, useRef, type ReactNode } from "react";

let isFirstPage = true;

export interface PageTitleProps {
  /** The title as the browser's tab shows it. */
  readonly name: string;
  readonly children?: ReactNode;
}

/** The page's heading. After a navigation it gets the focus, so that screen readers say where one has arrived. */
export function PageTitle({ name, children }: PageTitleProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${name} · Carillon`;
  }, [name]);
  useEffect(() => {
    if (!isFirstPage) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children ?? name}
    </h1>
  );
}
