import { createTestClient } from "../../client-sdk/src/testing/index.js";
import "../src/index.js";

/** A test page with the elements on in-memory feeds. */
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

// As frameworks do: create the element, set its properties, then insert it.
for (const name of ["carillon-bell", "carillon-feed", "carillon-feed"]) {
  const element = Object.assign(document.createElement(name), { client });
  element.style.height = name === "carillon-feed" ? "300px" : "";
  document.getElementById("root")?.append(element);
}
Object.assign(globalThis, { elementsPage: { feed, told, client } });
