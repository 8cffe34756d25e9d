import "@carillon/react/styles.css";
import "../shared/page.css";
import "./style.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { filled } from "../shared/page-address.js";
import { App } from "./app.js";

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App publicKey={filled("public-key")} />
    </StrictMode>,
  );
}
