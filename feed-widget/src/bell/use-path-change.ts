"use client";
import { useEffect } from "react";
import { useLatest } from "../feed/use-latest.js";

/** Calls `onChange` when the path is no longer `pathname` without a page load, with any router. */
export function usePathChange(pathname: string, onChange: () => void): void {
  const latest = useLatest(onChange);
  useEffect(() => {
    const look = (): void => {
      if (window.location.pathname !== pathname) latest.current();
    };
    const navigation = (window as { readonly navigation?: EventTarget }).navigation;
    look();
    navigation?.addEventListener("currententrychange", look);
    window.addEventListener("popstate", look);
    return () => {
      navigation?.removeEventListener("currententrychange", look);
      window.removeEventListener("popstate", look);
    };
  }, [pathname, latest]);
}
