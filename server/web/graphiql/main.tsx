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
createRoot(root).render(
  <StrictMode>
    <GraphiQL
      fetcher={createFetcher(new URL("/graphql", location.href), publicKey)}
      defaultTabs={examples(publicKey)}
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
