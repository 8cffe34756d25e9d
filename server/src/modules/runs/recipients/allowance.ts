/** How much a set may still take. What is taken first is allowed whatever its size, so that a set always does something. */
export class Allowance {
  #left: number;
  #isUntouched = true;

  constructor(left: number) {
    this.#left = left;
  }

  take(size: number): boolean {
    if (size > this.#left && !this.#isUntouched) return false;
    this.#isUntouched = false;
    this.#left -= size;
    return true;
  }
}
