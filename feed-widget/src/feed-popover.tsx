import {
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type RefObject,
  useEffect,
  useId,
  useRef,
  useState,
} from "react";
import { createPortal } from "react-dom";
import { useFeedContext } from "./context.js";
import { FeedButton, type FeedButtonProps } from "./feed-button.js";
import { Feed, type FeedProps } from "./feed.js";
import { CloseIcon } from "./icons.js";
import { usePopoverPlace } from "./use-popover-place.js";

export interface FeedPopoverProps extends FeedProps {
  /** Whether it is open; left out, the popover keeps that itself. */
  readonly isOpen?: boolean;
  /** Whether it is open at first, when `isOpen` is left out; false by default. */
  readonly defaultOpen?: boolean;
  readonly onOpenChange?: (isOpen: boolean) => void;
  /** Properties of the bell, such as `badge`. @example `{ badge: "unread" }` */
  readonly button?: FeedButtonProps;
  /** In place of the feed inside. */
  readonly children?: ReactNode;
}

/**
 * A bell that opens a feed. Not modal: the page stays usable; Escape or a click outside closes it, and the focus goes back.
 *
 * @example
 * <FeedPopover onNavigate={(url) => router.push(url)} />
 */
export function FeedPopover(props: FeedPopoverProps): ReactElement {
  const { isOpen: givenOpen, defaultOpen, onOpenChange, button, children, ...feedProps } = props;
  const [ownOpen, setOwnOpen] = useState(defaultOpen ?? false);
  const isOpen = givenOpen ?? ownOpen;
  const bell = useRef<HTMLButtonElement>(null);
  const id = useId();

  const setOpen = (next: boolean): void => {
    setOwnOpen(next);
    onOpenChange?.(next);
  };
  const close = (): void => {
    setOpen(false);
    bell.current?.focus();
  };
  return (
    <>
      <FeedButton
        {...button}
        ref={bell}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={(event) => {
          button?.onClick?.(event);
          if (!event.defaultPrevented) setOpen(!isOpen);
        }}
      />
      {isOpen ? (
        <Dialog id={id} bell={bell} onClose={close} onLeave={() => setOpen(false)}>
          {children ?? (
            <Feed {...feedProps} headerEnd={<CloseButton onClose={close}>{feedProps.headerEnd}</CloseButton>} />
          )}
        </Dialog>
      ) : null}
    </>
  );
}

interface DialogProps {
  readonly id: string;
  readonly bell: RefObject<HTMLButtonElement | null>;
  readonly children: ReactNode;
  onClose(): void;
  onLeave(): void;
}

/** The feed in a box of its own at the end of the page, so that nothing cuts it off. */
function Dialog({ id, bell, children, onClose, onLeave }: DialogProps): ReactElement {
  const { labels, theme, dir } = useFeedContext();
  const box = useRef<HTMLDivElement>(null);
  usePopoverPlace(bell, box, true);
  useEffect(() => box.current?.focus({ preventScroll: true }), []);
  useEffect(() => {
    const onPointerDown = (event: PointerEvent): void => {
      if (!(event.target instanceof Node)) return;
      if (!box.current?.contains(event.target) && !bell.current?.contains(event.target)) onLeave();
    };
    document.addEventListener("pointerdown", onPointerDown);
    return () => document.removeEventListener("pointerdown", onPointerDown);
  }, [bell, onLeave]);

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    onClose();
  };
  return createPortal(
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
    >
      {children}
    </div>,
    document.body,
  );
}

function CloseButton({ onClose, children }: { readonly children: ReactNode; onClose(): void }): ReactElement {
  const { labels } = useFeedContext();
  return (
    <>
      {children}
      <button
        type="button"
        className="carillon-icon-button carillon-close"
        aria-label={labels.close}
        title={labels.close}
        onClick={onClose}
      >
        <CloseIcon />
      </button>
    </>
  );
}
