import { readFileSync } from "node:fs";

/** `npm start`: installs and builds what is needed, then runs the server. */
const OLDEST_NODE = [20, 19];

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  process.stderr.write(`Carillon needs Node ${OLDEST_NODE.join(".")} or newer; this is ${process.versions.node}.\n`);
  process.exit(1);
}
if (process.env.npm_lifecycle_event === "start" && process.platform !== "win32") stopWithNpm();

const { installProduct } = await import("./setup.mjs");
await installProduct();
const { buildProduct } = await import("./build.mjs");
await buildProduct();

// The server runs in this process, so that signals and the exit code are its own.
await import("../server/dist/app/main.js");

/**
 * If npm is killed, it cannot forward the signal, and the server would keep running and keep its port. So the server
 * watches for that.
 */
function stopWithNpm() {
  const { ppid } = process;
  const isShellBetween = ["sh", "dash", "bash"].includes(procFile(ppid, "comm").trim());
  const ancestors = () => `${process.ppid} ${isShellBetween ? parentOf(ppid) : ""}`;
  const first = ancestors();
  const look = setInterval(() => {
    if (ancestors() === first) return;
    clearInterval(look);
    process.kill(process.pid, "SIGTERM");
  }, 300);
  look.unref();
}

function parentOf(pid) {
  const stat = procFile(pid, "stat");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1];
}

function procFile(pid, name) {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return "";
  }
}
