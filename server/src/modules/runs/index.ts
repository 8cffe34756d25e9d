export { RunStatus, TraceEntry, Run, RunConnection } from "./run.schema.js";
export {
  SimulateTriggerInput,
  SimulateCancelInput,
  SimulateMarkInput,
  SimulateInput,
} from "./simulation/simulate-input.schema.js";
export { SimulatedMessage, SimulatedRun, Simulation } from "./simulation/simulate.schema.js";
export { LaneWorker } from "./lane-worker.service.js";
