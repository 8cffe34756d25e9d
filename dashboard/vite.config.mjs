import path from "node:path";
import react from "@vitejs/plugin-react";

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
  },
};
