import "@carillon/elements";

const opened = document.querySelector("output");
const feed = document.querySelector("carillon-feed");

// Values other than strings and numbers are set as properties.
if (feed) feed.labels = { title: "Inbox" };

// The events bubble, so one listener serves both elements. A single-page app navigates by its router here.
document.addEventListener("carillon-navigate", (event) => {
  event.preventDefault();
  if (opened) opened.textContent = event.detail.url;
});
document.addEventListener("carillon-error", (event) => {
  console.error(event.detail.error.code, event.detail.error.message);
});
