import { useParams } from "@tanstack/react-router";

/** The key of the environment that the page's address names. */
export function useEnvironmentKey(): string {
  return useParams({ strict: false }).env ?? "";
}
