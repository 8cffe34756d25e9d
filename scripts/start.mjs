import { spawn } from "node:child_process";
import path from "node:path";
import { build, install, root } from "./setup.mjs";

/** `npm start`: installs and builds what is needed, then runs the product. */
install();
build();

const child = spawn(process.execPath, [path.join(root, "server", "dist", "app", "main.js")], { cwd: root, stdio: "inherit" });
// Ctrl-C reaches the whole group; a signal to this process alone is passed on.
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
