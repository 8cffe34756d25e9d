import { useParams } from "@tanstack/react-router";

const STORED = "carillon.environment";
let last = stored();

function stored(): string | null {
  try {
    return sessionStorage.getItem(STORED);
  } catch {
    return null;
  }
}

/** The environment that was looked at last: pages outside environments belong to it too. Null for none yet. */
export function lastEnvironmentKey(): string | null {
  return last;
}

export function rememberEnvironment(key: string): void {
  last = key;
  try {
    sessionStorage.setItem(STORED, key);
  } catch {
    // It is remembered in this page.
  }
}

/** The key of the environment that the page's address names, or else of the one that was looked at last. */
export function useEnvironmentKey(): string {
  return useParams({ strict: false }).env ?? last ?? "";
}
