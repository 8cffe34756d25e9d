export { PopoverEffects } from "../bell/popover-effects.js";
