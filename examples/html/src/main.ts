import "@carillon/elements";

const opened = document.querySelector("output");
const feed = document.querySelector("carillon-feed");

// What is neither a text nor a number is set as a property.
if (feed) feed.labels = { title: "Inbox" };

// The events bubble, so that one listener hears both elements. A single-page app goes there by its router.
document.addEventListener("carillon-navigate", (event) => {
  event.preventDefault();
  if (opened) opened.textContent = event.detail.url;
});
document.addEventListener("carillon-error", (event) => {
  console.error(event.detail.error.code, event.detail.error.message);
});
