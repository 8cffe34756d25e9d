import { basePath } from "./page-address.js";
import { useEnvironmentKey } from "./session/use-environment.js";

/** Makes addresses of pages below the environment, such as `runs/run_1`. */
export function useHref(): (path: string) => string {
  const env = useEnvironmentKey();
  return (path) => `${basePath}/${encodeURIComponent(env)}/${path}`;
}
