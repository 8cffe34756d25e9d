import "@carillon/react/styles.css";
import "./style.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.js";

const key = document.querySelector<HTMLMetaElement>('meta[name="carillon-public-key"]')?.content ?? "";
const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App publicKey={decodeURIComponent(key)} />
    </StrictMode>,
  );
}
