/** The hint that callbacks were stored; its payload says nothing. */
export const CALLBACKS_TOPIC = "callbacks.due";
