import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { PROVIDERS } from "../list.js";
import { recordRequests } from "./record-requests.js";

/** Writes `DIR/<provider>/<case>.json`, one request each. */
const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write("Say where to: npm run providers -- --record DIR\n");
  process.exit(1);
}

let count = 0;
for (const provider of PROVIDERS) {
  const recordings = await recordRequests(provider);
  if (recordings.length > 0) mkdirSync(path.join(folder, provider.key), { recursive: true });
  for (const recording of recordings) {
    writeFileSync(path.join(folder, provider.key, `${recording.case}.json`), `${JSON.stringify(recording, null, 2)}\n`);
    count += 1;
  }
}
process.stdout.write(`${count} requests in ${path.resolve(folder)}\n`);
