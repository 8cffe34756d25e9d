import vue from "@vitejs/plugin-vue";

// The app and the API share one origin in development, as they would behind one domain.
const carillon = process.env.CARILLON_URL ?? "http://localhost:4000";

export default {
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith("carillon-") } } })],
  server: { proxy: { "/graphql": { target: carillon, ws: true } } },
};
