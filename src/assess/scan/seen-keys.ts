/** So few are looked through faster than they are put into a set; nearly all mappings have fewer. */
const FEW = 12;

/** The keys of one mapping. Owns the set that it becomes when there are many. */
export class SeenKeys {
  readonly #few: string[] = [];
  #many: Set<string> | undefined;

  /** Whether it is new. */
  add(key: string): boolean {
    if (this.#many === undefined) {
      if (this.#few.includes(key)) return false;
      this.#few.push(key);
      if (this.#few.length > FEW) this.#many = new Set(this.#few);
      return true;
    }
    const before = this.#many.size;
    return this.#many.add(key).size > before;
  }
}
