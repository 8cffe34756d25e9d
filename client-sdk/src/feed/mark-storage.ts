/** Where marks wait that could not be sent; what is used of `localStorage`. */
export type MarkStorage = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;
