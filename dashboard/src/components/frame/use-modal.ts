import { useEffect, useRef, type MouseEvent, type RefObject, type SyntheticEvent } from "react";

interface ModalProps {
  readonly ref: RefObject<HTMLDialogElement | null>;
  readonly onCancel: (event: SyntheticEvent) => void;
  readonly onClick: (event: MouseEvent) => void;
}

/**
 * The props of a `<dialog>` that is open as long as it is rendered. The browser keeps the focus in it and gives it back;
 * Escape and a click beside it close it.
 */
export function useModal(onClose: () => void): ModalProps {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = ref.current;
    if (element && !element.open) {
      element.showModal();
      // React sets no attribute `autofocus`, by which the browser would know where to begin.
      element.querySelector<HTMLElement>("[data-is-first]")?.focus();
    }
    return () => element?.close();
  }, []);
  return {
    ref,
    onCancel(event) {
      event.preventDefault();
      onClose();
    },
    onClick(event) {
      if (event.target === ref.current) onClose();
    },
  };
}
