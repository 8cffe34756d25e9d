"use client";
import type { FeedItem } from "@carillon/client";
import { type KeyboardEvent, type ReactElement, type ReactNode, useRef, useState } from "react";
import { createPortal } from "react-dom";
import { useIsPopoverOpen } from "../bell/open-popovers.js";
import { type PopoverContainer, portalTarget } from "../bell/portal-target.js";
import { Announcer } from "../feed/announcer.js";
import { type FeedActionHandlers, useFeedActions } from "../feed/use-feed-actions.js";
import { useFeedContext } from "../provider/context.js";
import { Guard } from "../safety/guard.js";
import { ToastCard, type ToastControls } from "./toast-card.js";
import { useToasts } from "./use-toasts.js";
import { useToastFocus } from "./use-toast-focus.js";
import { isElement } from "../dom-nodes.js";

/** A corner or an edge of the window; `start` and `end` follow the writing direction. */
export type ToastPosition = "top-start" | "top" | "top-end" | "bottom-start" | "bottom" | "bottom-end";

export interface FeedToastsProps extends FeedActionHandlers {
  /** The position of the toasts. Default: `bottom-end`. In narrow windows, toasts take the full width. */
  readonly position?: ToastPosition;
  /** Maximum number of visible toasts. Default: 3. */
  readonly max?: number;
  /** Maximum number of waiting toasts; beyond it, the oldest are dropped and remain in the feed. Default: 10. */
  readonly maxQueued?: number;
  /** How long a toast is shown, in milliseconds, without pauses; `Infinity` until it is closed. Default: 6,000. */
  readonly durationMs?: number;
  /**
   * Whether toasts are shown while a popover of the same client is open. Default: false, because its list shows
   * arrivals.
   */
  readonly showsWhileOpen?: boolean;
  /**
   * The key that moves the focus to the toasts and back, with an optional `Alt+`, `Control+`, `Meta+` or `Shift+`;
   * null for none. Default: `F8`.
   */
  readonly hotkey?: string | null;
  /**
   * Replaces the content of a toast; its close button stays.
   * @example `(item, { open }) => <MyToast item={item} onClick={open} />`
   */
  readonly renderToast?: (item: FeedItem, controls: ToastControls) => ReactNode;
  /**
   * The parent in the page. Default: the dialog, full-screen element or shadow root around this component, else the
   * body.
   */
  readonly container?: PopoverContainer;
  readonly className?: string;
}

/**
 * Items that arrive while the page is open, as toasts: only those that come live, not those of a load. A toast leaves by itself; it waits
 * while the pointer or the focus is on the toasts and while the page is hidden. To be shown as a toast does not make an item seen. A click
 * follows the item's link and marks it, as in the feed; what is read elsewhere leaves. Every visible tab shows them. Its styles are
 * `@carillon/react/styles.css` and `@carillon/react/toasts.css`.
 *
 * @example
 * <FeedProvider client={client}>
 *   <FeedPopover />
 *   <FeedToasts position="top-end" onNavigate={(url) => router.push(url)} />
 * </FeedProvider>
 */
export function FeedToasts(props: FeedToastsProps): ReactElement {
  const { personKey } = useFeedContext();
  return (
    <Guard>
      <PersonToasts key={personKey} {...props} />
    </Guard>
  );
}

function PersonToasts(props: FeedToastsProps): ReactElement {
  const { client, labels, theme, dir } = useFeedContext();
  const { position = "bottom-end", max = 3, maxQueued = 10, durationMs = 6_000, hotkey = "F8", className } = props;
  const isOpen = useIsPopoverOpen(client);
  const { feed, shown, isPageVisible, close } = useToasts({
    max,
    maxQueued,
    isBlocked: isOpen && props.showsWhileOpen !== true,
  });
  const actions = useFeedActions(feed, props);
  const marker = useRef<HTMLSpanElement>(null);
  const region = useRef<HTMLElement>(null);
  const [isHovered, setHovered] = useState(false);
  const [hasFocus, setFocus] = useState(false);
  const focus = useToastFocus(region, { hotkey, shown });
  const isPaused = isHovered || hasFocus || !isPageVisible;

  const onClose = (id: string): void => {
    focus.keep();
    if (shown.length === 1) {
      setHovered(false);
      setFocus(false);
    }
    close(id);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || event.defaultPrevented || event.nativeEvent.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    const card = isElement(event.target) ? event.target.closest("[data-carillon-item]") : null;
    const id = card?.getAttribute("data-carillon-item");
    if (id != null) onClose(id);
    else focus.leave();
  };
  return (
    <>
      <span ref={marker} hidden />
      <Announcer />
      {shown.length === 0
        ? null
        : createPortal(
            <section
              ref={region}
              // Not a live region: the announcer announces the arrival, once.
              aria-label={labels.newItems(shown.length)}
              aria-keyshortcuts={hotkey ?? undefined}
              tabIndex={-1}
              className={["carillon", "carillon-toasts", className].filter(Boolean).join(" ")}
              data-carillon-own={className ? "" : undefined}
              data-theme={theme}
              data-position={position}
              dir={dir}
              onPointerEnter={(event) => setHovered(event.pointerType !== "touch")}
              onPointerLeave={() => setHovered(false)}
              onFocus={(event) => {
                focus.enter(event.relatedTarget);
                setFocus(true);
              }}
              onBlur={() => setFocus(false)}
              onKeyDown={onKeyDown}
            >
              <ol className="carillon-toast-list">
                {shown.map((item) => (
                  <Guard key={item.id}>
                    <ToastCard
                      item={item}
                      actions={actions.item}
                      durationMs={durationMs}
                      isPaused={isPaused}
                      render={props.renderToast}
                      onClose={() => onClose(item.id)}
                    />
                  </Guard>
                ))}
              </ol>
            </section>,
            portalTarget(props.container, marker.current),
          )}
    </>
  );
}
