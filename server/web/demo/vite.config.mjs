import react from "@vitejs/plugin-react";

export default {
  root: import.meta.dirname,
  base: "/demo/",
  plugins: [react()],
  build: { outDir: "../../dist-web/demo", emptyOutDir: true },
};
