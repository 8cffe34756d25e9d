"use client";
import { useEffect } from "react";
import { useLatest } from "../feed/use-latest.js";

/** Calls back when the page is another one than `pathname` without having been loaded, by whatever router. */
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
