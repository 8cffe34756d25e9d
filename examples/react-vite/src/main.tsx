import "@carillon/react/styles.css";
import "./app.css";
import { FeedPopover, FeedProvider } from "@carillon/react";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      {/* In production give `userToken` in place of `userId`: a function that fetches a signed token from your backend. */}
      <FeedProvider endpoint="/graphql" publicKey={import.meta.env.VITE_CARILLON_PUBLIC_KEY} userId="grace">
        <header>
          <strong>Documents</strong>
          <FeedPopover />
        </header>
        <main>
          <h1>Launch plan</h1>
          <p>Call notify, and the bell above rings.</p>
        </main>
      </FeedProvider>
    </StrictMode>,
  );
}
