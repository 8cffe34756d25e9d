"use client";
import { type RefObject, useEffect, useRef } from "react";
import { isElement } from "../dom-nodes.js";

interface ToastFocus {
  /** The focus has entered, from this element. */
  enter(from: EventTarget | null): void;
  /** Returns the focus to its origin. */
  leave(): void;
  /** A toast is about to close: if it has the focus, the next toast gets it, or after the last toast the origin. */
  keep(): void;
}

interface FocusOptions {
  readonly hotkey: string | null;
  /** The visible toasts; the focus is checked when they change. */
  readonly shown: readonly unknown[];
}

/** Moves the focus to the toasts and back by a key, and never without the key. */
export function useToastFocus(region: RefObject<HTMLElement | null>, { hotkey, shown }: FocusOptions): ToastFocus {
  const returnTo = useRef<HTMLElement | null>(null);
  const isKept = useRef(false);
  const leave = (): void => returnTo.current?.focus({ preventScroll: true });
  useEffect(() => {
    if (hotkey === null) return;
    const onKeyDown = (event: KeyboardEvent): void => {
      const box = region.current;
      if (box === null || event.defaultPrevented || !isHotkey(event, hotkey)) return;
      event.preventDefault();
      if (holdsFocus(box)) leave();
      else firstStop(box).focus({ preventScroll: true });
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [hotkey, region]);
  useEffect(() => {
    if (!isKept.current) return;
    isKept.current = false;
    if (region.current === null) leave();
    else if (!holdsFocus(region.current)) firstStop(region.current).focus({ preventScroll: true });
  }, [shown, region]);
  return {
    enter(from) {
      if (!isElement(from) || from === document.body || region.current?.contains(from)) return;
      // A removed toast cannot get the focus back.
      if (from.isConnected) returnTo.current = from;
    },
    leave,
    keep() {
      isKept.current = region.current !== null && holdsFocus(region.current);
    },
  };
}

function holdsFocus(box: HTMLElement): boolean {
  const root = box.getRootNode() as Document | ShadowRoot;
  return box.contains(root.activeElement);
}

function firstStop(box: HTMLElement): HTMLElement {
  return box.querySelector<HTMLElement>("a[href], [tabindex='0'], button") ?? box;
}

function isHotkey(event: KeyboardEvent, hotkey: string): boolean {
  const parts = hotkey.split("+").map((part) => part.trim().toLowerCase());
  const key = parts.pop();
  return (
    event.key.toLowerCase() === key &&
    event.altKey === parts.includes("alt") &&
    event.ctrlKey === (parts.includes("control") || parts.includes("ctrl")) &&
    event.metaKey === parts.includes("meta") &&
    event.shiftKey === parts.includes("shift")
  );
}
