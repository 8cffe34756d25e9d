import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./style.css";
import { GraphiQL } from "graphiql";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { examples } from "./examples.js";
import { createFetcher } from "./fetcher.js";

/** Written into the page by a server that runs a development environment. */
function developmentKey(): string | null {
  return document.querySelector<HTMLMetaElement>('meta[name="carillon-public-key"]')?.content || null;
}

const root = document.getElementById("root");
if (!root) throw new Error("The page has no root element.");

const publicKey = developmentKey();
const tabs = examples(publicKey);
// GraphiQL keeps tabs between visits, but no headers, which may hold keys. Without them the fetcher knows what to say.
const isFirstVisit = localStorage.getItem("graphiql:tabState") === null;
const linkedQuery = new URLSearchParams(location.search).get("query");
createRoot(root).render(
  <StrictMode>
    <GraphiQL
      fetcher={createFetcher(new URL("/graphql", location.href), publicKey)}
      defaultTabs={tabs}
      {...(isFirstVisit && tabs[0]?.headers ? { initialHeaders: tabs[0].headers } : {})}
      {...(linkedQuery === null ? {} : { initialQuery: linkedQuery })}
      defaultEditorToolsVisibility="headers"
      shouldPersistHeaders={false}
    >
      <GraphiQL.Logo>
        <a className="carillon-logo" href="/">
          Carillon
        </a>
      </GraphiQL.Logo>
    </GraphiQL>
  </StrictMode>,
);
