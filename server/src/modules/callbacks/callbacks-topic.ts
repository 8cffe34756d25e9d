/** The hint that callbacks were stored. Its payload is empty. */
export const CALLBACKS_TOPIC = "callbacks.due";
