/** The remaining budget of a set. The first item is allowed whatever its size, so that a set always makes progress. */
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
