import { svelte, vitePreprocess } from "@sveltejs/vite-plugin-svelte";

// The app and the API share one origin in development, as they would behind one domain.
const carillon = process.env.CARILLON_URL ?? "http://localhost:4000";

export default {
  plugins: [svelte({ preprocess: vitePreprocess() })],
  server: { proxy: { "/graphql": { target: carillon, ws: true } } },
};
