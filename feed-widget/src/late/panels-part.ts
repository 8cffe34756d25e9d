export { ViewMenu } from "../feed/view-menu.js";
export { SnoozePanel } from "../item/snooze-panel.js";
