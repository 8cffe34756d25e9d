"use client";
import {
  type HTMLAttributes,
  type KeyboardEvent,
  type MouseEvent,
  type ReactElement,
  type ReactNode,
  type RefCallback,
  type RefObject,
  useId,
  useState,
  useSyncExternalStore,
} from "react";
import type { CountName } from "../count-name.js";
import { Announcer } from "../feed/announcer.js";
import type { FeedProps } from "../feed/feed.js";
import { CloseIcon } from "../icons.js";
import { LateFeed } from "../late/late-feed.js";
import { feedPart } from "../late/load-feed.js";
import { interactionPart } from "../late/load-interaction.js";
import { popoverPart } from "../late/load-popover.js";
import { usePreload } from "../late/use-preload.js";
import { useBellContext } from "../provider/bell-context.js";
import { useFeedCounts } from "../provider/use-feed.js";
import { FeedBell, type FeedBellProps } from "./feed-bell.js";
import { PopoverDialog } from "./popover-dialog.js";
import type { PopoverContainer } from "./portal-target.js";

/** Props that a custom trigger must pass to its button. */
export interface FeedTriggerProps extends Pick<
  HTMLAttributes<HTMLElement>,
  "aria-haspopup" | "aria-expanded" | "aria-controls" | "aria-label"
> {
  readonly ref: RefCallback<HTMLElement>;
  onClick(event: MouseEvent): void;
  onKeyDown(event: KeyboardEvent): void;
}

/** State that a custom trigger may show. */
export interface FeedTriggerState {
  readonly isOpen: boolean;
  readonly counts: Readonly<Record<CountName, number>>;
}

export interface FeedPopoverProps extends FeedProps {
  /** Whether it is open. If omitted, the popover manages this itself. */
  readonly isOpen?: boolean;
  /** Whether it is initially open, without `isOpen`. Default: false. */
  readonly defaultOpen?: boolean;
  readonly onOpenChange?: (isOpen: boolean) => void;
  /** Props of the bell, for example `badge`. @example `{ badge: "unread" }` */
  readonly bell?: FeedBellProps;
  /**
   * A button that replaces the bell; null for none.
   * @example `(props, { counts }) => <button {...props}>{counts.unread}</button>`
   */
  readonly trigger?: ((props: FeedTriggerProps, state: FeedTriggerState) => ReactNode) | null;
  /** An element to align with, and to return the focus to, instead of the bell: a custom button that sets `isOpen`. */
  readonly anchor?: RefObject<HTMLElement | null>;
  /** The parent in the page. Default: the dialog, full-screen element or shadow root around the bell, else the body. */
  readonly container?: PopoverContainer;
  /** Replaces the feed inside. */
  readonly children?: ReactNode;
}

/**
 * A bell that opens a feed. Not modal: the page stays usable. Escape, a click outside, and following a link close it.
 *
 * @example
 * <FeedPopover onNavigate={(url) => router.push(url)} />
 */
export function FeedPopover(props: FeedPopoverProps): ReactElement {
  const {
    isOpen: givenOpen,
    defaultOpen,
    onOpenChange,
    bell,
    trigger,
    anchor,
    container,
    children,
    ...feedProps
  } = props;
  const [ownOpen, setOwnOpen] = useState(defaultOpen ?? false);
  const isOpen = givenOpen ?? ownOpen;
  const [button, setButton] = useState<HTMLElement | null>(null);
  const id = useId();
  usePreload(children == null ? FEED_PARTS : OWN_PARTS, button);
  const isMounted = useSyncExternalStore(subscribeToNothing, onClient, onServer);

  const setOpen = (next: boolean): void => {
    setOwnOpen(next);
    onOpenChange?.(next);
  };
  const close = (): void => setOpen(false);
  const triggerProps = {
    ref: setButton,
    "aria-haspopup": "dialog",
    "aria-expanded": isOpen,
    "aria-controls": isOpen ? id : undefined,
    onClick: (event: MouseEvent<HTMLButtonElement>) => {
      bell?.onClick?.(event);
      if (!event.defaultPrevented) setOpen(!isOpen);
    },
    onKeyDown: (event: KeyboardEvent<HTMLButtonElement>) => {
      bell?.onKeyDown?.(event);
      if (event.key !== "Escape" || !isOpen || event.defaultPrevented) return;
      event.preventDefault();
      event.stopPropagation();
      close();
    },
  } as const;
  // Waits for a bell that was not rendered yet, so that the popover is aligned with it.
  const isPlaced = button !== null || trigger === null;
  return (
    <>
      {trigger === undefined ? <FeedBell {...bell} {...triggerProps} /> : null}
      {trigger ? <Trigger trigger={trigger} isOpen={isOpen} props={triggerProps} /> : null}
      {trigger === undefined ? null : <Announcer />}
      {isOpen && isMounted && isPlaced ? (
        <PopoverDialog id={id} anchor={anchor?.current ?? button} container={container} onClose={close}>
          {children ?? (
            <LateFeed {...feedProps} headerEnd={<CloseButton onClose={close}>{feedProps.headerEnd}</CloseButton>} />
          )}
        </PopoverDialog>
      ) : null}
    </>
  );
}

const OWN_PARTS = [popoverPart];
const FEED_PARTS = [feedPart, interactionPart, popoverPart];

/** A server has no document for the dialog: the popover opens after hydration. */
const subscribeToNothing = () => () => undefined;
const onClient = () => true;
const onServer = () => false;

interface OwnTriggerProps {
  readonly trigger: (props: FeedTriggerProps, state: FeedTriggerState) => ReactNode;
  readonly isOpen: boolean;
  readonly props: Omit<FeedTriggerProps, "onClick" | "onKeyDown"> & {
    onClick(event: MouseEvent<HTMLButtonElement>): void;
    onKeyDown(event: KeyboardEvent<HTMLButtonElement>): void;
  };
}

function Trigger({ trigger, isOpen, props }: OwnTriggerProps): ReactElement {
  const { bellLabels: labels } = useBellContext();
  const counts = useFeedCounts();
  const given = { ...props, "aria-label": labels.bell(counts.unseen, "unseen") } as FeedTriggerProps;
  return <>{trigger(given, { isOpen, counts })}</>;
}

function CloseButton({ onClose, children }: { readonly children: ReactNode; onClose(): void }): ReactElement {
  const { bellLabels: labels } = useBellContext();
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
