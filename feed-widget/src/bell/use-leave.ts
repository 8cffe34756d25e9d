"use client";
import { type RefObject, useEffect } from "react";
import { useLatest } from "../feed/use-latest.js";

/** After this time, a tap without a click (on an iPad, where no listener makes the page clickable) counts too. */
const TAP_MS = 350;

/**
 * Calls `onLeave` when the user has clicked outside the box and its button, after the click was handled: a host's
 * button that closes the box in its own handler must not open it again. `inside` contains events from React portals,
 * which the DOM reports as outside.
 */
export function useLeave(
  box: RefObject<HTMLElement | null>,
  anchor: HTMLElement | null,
  inside: WeakSet<Event>,
  onLeave: () => void,
): void {
  const latest = useLatest(onLeave);
  useEffect(() => {
    const element = box.current;
    const view = element?.ownerDocument.defaultView;
    if (!element || !view) return;
    return new LeaveWatch(element, anchor, inside, () => latest.current()).start(view);
  }, [box, anchor, inside, latest]);
}

class LeaveWatch {
  readonly #box: HTMLElement;
  readonly #anchor: HTMLElement | null;
  readonly #inside: WeakSet<Event>;
  readonly #onLeave: () => void;
  #pressed: Event | null = null;
  readonly #timers = new Set<number>();

  constructor(box: HTMLElement, anchor: HTMLElement | null, inside: WeakSet<Event>, onLeave: () => void) {
    this.#box = box;
    this.#anchor = anchor;
    this.#inside = inside;
    this.#onLeave = onLeave;
  }

  start(view: Window): () => void {
    const onPress = (event: Event): void => {
      this.#pressed = event;
      this.#look(event);
    };
    const onClick = (event: Event): void => {
      this.#look(event);
      this.#judge(view, event, 0);
    };
    const onTap = (event: PointerEvent): void => {
      this.#look(event);
      if (event.pointerType === "touch") this.#judge(view, event, TAP_MS);
    };
    // A click into a frame causes no event here, but moves the focus there.
    const onBlur = (): void => {
      this.#later(view, 0, () => this.#box.ownerDocument.activeElement?.tagName === "IFRAME" && !this.#hasFocus());
    };
    const look = (event: Event): void => this.#look(event);
    const root = this.#box.getRootNode();
    const capture = { capture: true } as const;
    view.addEventListener("pointerdown", onPress, capture);
    view.addEventListener("click", onClick, capture);
    view.addEventListener("pointerup", onTap, capture);
    view.addEventListener("blur", onBlur);
    // Outside a closed shadow root, events do not show which element inside was clicked.
    for (const type of ["pointerdown", "click", "pointerup"]) root.addEventListener(type, look, capture);
    return () => {
      view.removeEventListener("pointerdown", onPress, capture);
      view.removeEventListener("click", onClick, capture);
      view.removeEventListener("pointerup", onTap, capture);
      view.removeEventListener("blur", onBlur);
      for (const type of ["pointerdown", "click", "pointerup"]) root.removeEventListener(type, look, capture);
      for (const timer of this.#timers) view.clearTimeout(timer);
    };
  }

  #look(event: Event): void {
    const path = event.composedPath();
    if (path.includes(this.#box) || (this.#anchor !== null && path.includes(this.#anchor))) this.#inside.add(event);
  }

  #judge(view: Window, event: Event, afterMs: number): void {
    const pressed = this.#pressed;
    // A selection from inside to outside is no click outside.
    this.#later(view, afterMs, () => !this.#inside.has(event) && (pressed === null || !this.#inside.has(pressed)));
  }

  #later(view: Window, afterMs: number, isLeft: () => boolean): void {
    const timer = view.setTimeout(() => {
      this.#timers.delete(timer);
      if (isLeft()) this.#onLeave();
    }, afterMs);
    this.#timers.add(timer);
  }

  #hasFocus(): boolean {
    return this.#box.contains(this.#box.ownerDocument.activeElement);
  }
}
