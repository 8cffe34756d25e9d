import { QueryClient } from "@tanstack/react-query";

const FRESH_MS = 5000;

/** The client of the API tries again by itself. */
export const queryClient = new QueryClient({
  defaultOptions: { queries: { retry: false, staleTime: FRESH_MS, refetchOnWindowFocus: false } },
});
