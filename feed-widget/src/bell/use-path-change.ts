"use client";
import { useEffect, useRef } from "react";

/** Calls back when the page has become another one without being loaded, by whatever router. */
export function usePathChange(onChange: () => void): void {
  const latest = useRef(onChange);
  latest.current = onChange;
  useEffect(() => {
    const { pathname } = window.location;
    const look = (): void => {
      if (window.location.pathname !== pathname) latest.current();
    };
    const navigation = (window as { readonly navigation?: EventTarget }).navigation;
    navigation?.addEventListener("currententrychange", look);
    window.addEventListener("popstate", look);
    return () => {
      navigation?.removeEventListener("currententrychange", look);
      window.removeEventListener("popstate", look);
    };
  }, []);
}
