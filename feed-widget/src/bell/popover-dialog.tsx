"use client";
import {
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type SyntheticEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { createPortal } from "react-dom";
import { FollowedContext } from "../feed/followed-context.js";
import { popoverPart } from "../late/load-popover.js";
import { useLoadedPart } from "../late/use-late-part.js";
import { useBellContext } from "../provider/bell-context.js";
import { type PopoverContainer, portalTarget } from "./portal-target.js";
import { usePopoverIsOpen } from "./open-popovers.js";
import { usePopoverPlace } from "./use-popover-place.js";
import { isElement } from "../dom-nodes.js";

export interface PopoverDialogProps {
  readonly id: string;
  /** The button that opened it; null if unknown. */
  readonly anchor: HTMLElement | null;
  readonly container: PopoverContainer | undefined;
  readonly children: ReactNode;
  onClose(): void;
}

/**
 * A box above the page, so that nothing clips it. It takes the focus, and returns the focus when it closes with the
 * focus inside.
 */
export function PopoverDialog({ id, anchor, container, children, onClose }: PopoverDialogProps): ReactElement {
  const { client, bellLabels: labels, theme, dir } = useBellContext();
  const box = useRef<HTMLDivElement>(null);
  const [target] = useState(() => portalTarget(container, anchor));
  usePopoverPlace(anchor, box);
  useFocusInside(box, anchor);
  usePopoverIsOpen(client);
  const [openedAt] = useState(() => window.location.pathname);
  const [inside] = useState(() => new WeakSet<Event>());
  const onInside = ({ nativeEvent }: SyntheticEvent): void => void inside.add(nativeEvent);
  const effects = useLoadedPart(popoverPart);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.defaultPrevented || event.nativeEvent.isComposing) return;
    // Otherwise a surrounding modal dialog would close as well.
    event.preventDefault();
    event.stopPropagation();
    onClose();
  };
  return createPortal(
    <>
      <div className="carillon carillon-scrim" data-theme={theme} aria-hidden="true" onClick={onClose} />
      <div
        ref={box}
        id={id}
        className="carillon carillon-popover"
        data-theme={theme}
        dir={dir}
        role="dialog"
        aria-label={labels.title}
        tabIndex={-1}
        onKeyDown={onKeyDown}
        onPointerDownCapture={onInside}
        onPointerUpCapture={onInside}
        onClickCapture={onInside}
      >
        <FollowedContext.Provider value={onClose}>{children}</FollowedContext.Provider>
        {effects === null ? null : (
          <effects.PopoverEffects box={box} anchor={anchor} inside={inside} openedAt={openedAt} onClose={onClose} />
        )}
      </div>
    </>,
    target,
  );
}

function useFocusInside(box: { readonly current: HTMLElement | null }, anchor: HTMLElement | null): void {
  const returnTo = useRef<HTMLElement | null>(anchor);
  returnTo.current = anchor ?? returnTo.current;
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const root = element.getRootNode() as Document | ShadowRoot;
    const opener = root.activeElement;
    if (isElement(opener) && !element.contains(opener)) returnTo.current ??= opener;
    return () => {
      const active = (element.getRootNode() as Document | ShadowRoot).activeElement;
      if (element.contains(active)) returnTo.current?.focus({ preventScroll: true });
    };
  }, [box]);
  useEffect(() => box.current?.focus({ preventScroll: true }), [box]);
}
