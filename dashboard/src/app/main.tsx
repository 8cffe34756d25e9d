import "./tokens.css";
import "./base.css";
import { CarillonError } from "@carillon/client";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { queryClient } from "../api/query-client.js";
import { listenToKeys } from "./keys/keys.js";
import { router } from "./router.js";
import { SignInOverlay } from "./session/sign-in-overlay.js";
import { applyTheme } from "./theme.js";

applyTheme();
listenToKeys();

/** A refusal of the API is shown where it happened; only faults of the page itself are for the console. */
function reportFault(error: unknown): void {
  if (!(error instanceof CarillonError)) reportError(error);
}

const root = document.getElementById("root");
if (root) {
  createRoot(root, { onCaughtError: reportFault }).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <SignInOverlay />
      </QueryClientProvider>
    </StrictMode>,
  );
}
