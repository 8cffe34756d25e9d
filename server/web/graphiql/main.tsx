import "graphiql/setup-workers/vite";
import "graphiql/style.css";
import "./style.css";
import { GraphiQL } from "graphiql";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { addressOf, filled } from "../shared/page-address.js";
import { examples } from "./examples.js";
import { createFetcher } from "./fetcher.js";

const root = document.getElementById("root");
if (!root) throw new Error("The page has no root element.");

/** Written into the page by a server that runs a development environment. */
const publicKey = filled("public-key") || null;
const tabs = examples(publicKey);
// GraphiQL keeps tabs between visits, but no headers, which may hold keys. Without them the fetcher knows what to say.
const isFirstVisit = localStorage.getItem("graphiql:tabState") === null;
const linkedQuery = new URLSearchParams(location.search).get("query");
createRoot(root).render(
  <StrictMode>
    <GraphiQL
      fetcher={createFetcher(new URL(addressOf("graphql")), publicKey)}
      defaultTabs={tabs}
      {...(isFirstVisit && tabs[0]?.headers ? { initialHeaders: tabs[0].headers } : {})}
      {...(linkedQuery === null ? {} : { initialQuery: linkedQuery })}
      defaultEditorToolsVisibility="headers"
      shouldPersistHeaders={false}
    >
      <GraphiQL.Logo>
        <a className="carillon-logo" href={addressOf("./")}>
          Carillon
        </a>
      </GraphiQL.Logo>
    </GraphiQL>
  </StrictMode>,
);
