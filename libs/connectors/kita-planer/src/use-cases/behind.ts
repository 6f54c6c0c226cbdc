/** One piece of work that goes on while the next is begun. Its failure waits until somebody asks. */
export class Behind {
  #work: Promise<unknown> | undefined;
  #failure: { readonly error: unknown } | undefined;

  start(work: Promise<unknown>): void {
    this.#work = work.catch((error: unknown) => {
      this.#failure ??= { error };
    });
  }

  /** Waits for its end, however it ends; answers whether there was any. */
  async end(): Promise<boolean> {
    const work = this.#work;
    this.#work = undefined;
    await work;
    return work !== undefined;
  }

  /** @throws what the work has thrown */
  check(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
