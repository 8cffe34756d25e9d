import { pageBuild } from "../shared/page-build.mjs";

export default pageBuild(import.meta.dirname);
