export { RunStatus, TraceEntry, Run, RunConnection } from "./run.schema.js";
export {
  SimulateTriggerInput,
  SimulateCancelInput,
  SimulateMarkInput,
  SimulateInput,
} from "./simulate-input.schema.js";
export { SimulatedMessage, SimulatedRun, Simulation } from "./simulate.schema.js";
export { LaneWorker } from "./lane-worker.service.js";
