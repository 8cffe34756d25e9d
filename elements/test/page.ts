import { createTestClient } from "../../client-sdk/src/testing/index.js";
import "../src/index.js";

/** A page for tests: the elements over feeds in memory. */
const { client, feed } = createTestClient({
  items: [{ text: "Grace commented" }, { text: "Ada answered" }],
});
const told: string[] = [];
for (const name of ["carillon-open-change", "carillon-navigate", "carillon-error"]) {
  addEventListener(name, (event) => {
    event.preventDefault();
    told.push(name);
  });
}

// As frameworks do: made, given its properties, then put into the page.
for (const name of ["carillon-bell", "carillon-feed", "carillon-feed"]) {
  const element = Object.assign(document.createElement(name), { client });
  element.style.height = name === "carillon-feed" ? "300px" : "";
  document.getElementById("root")?.append(element);
}
Object.assign(globalThis, { elementsPage: { feed, told, client } });
