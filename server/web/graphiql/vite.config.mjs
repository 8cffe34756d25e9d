import react from "@vitejs/plugin-react";

// The page itself is answered at /graphql, so its assets need a place of their own.
export default {
  root: import.meta.dirname,
  base: "/graphiql/",
  plugins: [react()],
  worker: { format: "es" },
  build: { outDir: "../../dist-web/graphiql", emptyOutDir: true, chunkSizeWarningLimit: 8000 },
};
