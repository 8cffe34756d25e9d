import path from "node:path";
import react from "@vitejs/plugin-react";

/** What every page needs, in one file: it compresses better than the parts, which several pages would else share one by one. */
const BASE = [
  /node_modules.(react|react-dom|scheduler|lucide-react.dist.esm.(create|Icon|default|shared|context))/,
  /node_modules.@tanstack.(react-router|router-core|history|react-query|query-core|store|react-store)/,
  /client-sdk.dist.(client.session-client|transport.(http|operation|result)|person.credentials|errors|json|backoff|subscribable)/,
];

/** With relative addresses, since nobody knows below which path a proxy shows the page. */
export default {
  root: import.meta.dirname,
  base: "./",
  plugins: [react()],
  build: {
    outDir: path.join(import.meta.dirname, "../server/dist-web/dashboard"),
    emptyOutDir: true,
    // Everything is a file of this origin, as the content security policy asks.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: ["chrome129", "safari26", "firefox147"],
    manifest: "manifest.json",
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: "base", test: (id) => BASE.some((part) => part.test(id)) }] } },
    },
  },
};
