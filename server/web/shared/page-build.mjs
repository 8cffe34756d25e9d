import path from "node:path";
import react from "@vitejs/plugin-react";

/** How the page in a folder is built: with relative addresses, since nobody knows below which path it will be shown. */
export function pageBuild(folder, build = {}) {
  const outDir = path.join("../../dist-web", path.basename(folder));
  return {
    root: folder,
    base: "./",
    plugins: [react()],
    worker: { format: "es" },
    build: { outDir, emptyOutDir: true, ...build },
  };
}
