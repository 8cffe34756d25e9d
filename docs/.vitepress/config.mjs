import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { withMermaid } from "vitepress-plugin-mermaid";

const docs = path.join(import.meta.dirname, "..");
const REPOSITORY = "https://github.com/carillon/carillon";

/** The pages of a folder by their titles, in the order of their names. */
function pagesOf(folder) {
  const names = readdirSync(path.join(docs, folder)).filter((name) => name.endsWith(".md"));
  return names.sort().map((name) => {
    const [, title = name] = readFileSync(path.join(docs, folder, name), "utf8").match(/^# (.+)$/m) ?? [];
    return { text: title, link: `/${folder}/${name.replace(/\.md$/, "")}` };
  });
}

const reference = [
  { text: "How to read it", link: "/reference/" },
  { text: "Queries", link: "/reference/generated/queries" },
  { text: "Mutations", link: "/reference/generated/mutations" },
  { text: "Subscriptions", link: "/reference/generated/subscriptions" },
  { text: "Objects", link: "/reference/generated/objects" },
  { text: "Inputs", link: "/reference/generated/inputs" },
  { text: "Enums and scalars", link: "/reference/generated/enums" },
  { text: "Workflow documents", link: "/reference/generated/workflow" },
  { text: "Trace codes", link: "/trace-codes" },
];

/** The site of the documents in this folder, in the order in which a newcomer reads them. */
export default withMermaid({
  title: "Carillon",
  description: "Open-source notification infrastructure that you run yourself",
  base: process.env.CARILLON_DOCS_BASE ?? "/",
  lang: "en",
  cleanUrls: true,
  ignoreDeadLinks: "localhostLinks",
  lastUpdated: false,
  srcExclude: ["node_modules/**"],
  head: [
    ["meta", { name: "color-scheme", content: "light dark" }],
    // None of its own yet; without this, browsers ask for /favicon.ico and report that it is missing.
    ["link", { rel: "icon", href: "data:," }],
  ],
  markdown: {
    config(markdown) {
      linkOutside(markdown);
      showCodeAsItIs(markdown);
    },
  },
  themeConfig: {
    search: { provider: "local" },
    outline: [2, 3],
    socialLinks: [{ icon: "github", link: REPOSITORY }],
    nav: [
      { text: "Start", link: "/start/quick-start" },
      { text: "Guides", link: "/guides/backend" },
      { text: "Playground", link: "/playground" },
      { text: "Reference", link: "/reference/" },
      { text: "Operate", link: "/operations" },
    ],
    sidebar: [
      {
        text: "Start",
        items: [
          { text: "Quick start", link: "/start/quick-start" },
          { text: "Your first workflow", link: "/start/first-workflow" },
        ],
      },
      {
        text: "Concepts",
        items: [
          { text: "From a call to a message", link: "/concepts/overview" },
          { text: "Environments and keys", link: "/concepts/environments" },
          { text: "Feeds, marks and counts", link: "/concepts/feeds" },
          { text: "Preferences", link: "/concepts/preferences" },
          { text: "Glossary", link: "/GLOSSARY" },
        ],
      },
      {
        text: "Backend",
        items: [
          { text: "Send notifications", link: "/guides/backend" },
          { text: "Write workflows", link: "/guides/workflows" },
          { text: "Conditions", link: "/guides/conditions" },
          { text: "Templates", link: "/guides/templates" },
          { text: "Send email, SMS, push and chat", link: "/guides/delivery" },
          { text: "Push and chat addresses", link: "/guides/channel-data" },
          { text: "Delivery results and replies", link: "/guides/callbacks" },
          { text: "Find out why", link: "/guides/why" },
          { text: "Dashboard", link: "/guides/dashboard" },
          { text: "Write your own provider", link: "/guides/own-provider" },
        ],
      },
      {
        text: "Frontend",
        items: [
          { text: "Show the feed", link: "/guides/frontend" },
          { text: "Playground", link: "/playground" },
        ],
      },
      {
        text: "Operator",
        items: [
          { text: "Run Carillon", link: "/operations" },
          { text: "Several processes, Redis", link: "/JOBS-AND-REDIS" },
          { text: "Security", link: "/security" },
          { text: "Guarantees of a send", link: "/guarantees" },
          { text: "Providers", collapsed: true, items: pagesOf("providers") },
          { text: "Promises", link: "/promises" },
        ],
      },
      { text: "Reference", items: reference },
      {
        text: "Inside",
        items: [
          { text: "Architecture", link: "/ARCHITECTURE" },
          { text: "Contribute", link: "/CONTRIBUTING" },
          { text: "Decisions", collapsed: true, items: pagesOf("decisions") },
        ],
      },
    ],
  },
});

/** Code in a line of text, such as a template's `{{ data.total }}`, is shown as it stands: Vue must not read it. */
function showCodeAsItIs(markdown) {
  const { rules } = markdown.renderer;
  const { code_inline: render } = rules;
  rules.code_inline = (tokens, index, ...rest) => {
    tokens[index].attrSet("v-pre", "");
    return render(tokens, index, ...rest);
  };
}

/** Links of a document that leave `docs/` lead to the repository; they work on GitHub as they stand. */
function linkOutside(markdown) {
  markdown.core.ruler.push("links-outside", (state) => {
    const folder = path.dirname(state.env.path ?? docs);
    for (const token of state.tokens.flatMap((each) => each.children ?? [])) {
      const href = token.type === "link_open" ? token.attrGet("href") : null;
      if (!href || /^([a-z]+:|#|\/)/.test(href)) continue;
      const target = path.relative(docs, path.resolve(folder, href.split("#")[0]));
      const isOutside = target.startsWith("..") || !/(\.md|\/|^)$/.test(href.split("#")[0]);
      if (isOutside) token.attrSet("href", `${REPOSITORY}/blob/main/${path.join("docs", target)}`);
    }
  });
}
