/** One thing at a time that takes a while: which it is, and why the last one failed. */
export class Work<What extends string = 'doing'> {
  busy = $state<What>();
  failure = $state.raw<unknown>();

  /** Does it, unless something is being done already. A failure is kept, not thrown. */
  async start(what: What, doing: () => Promise<unknown>): Promise<void> {
    if (this.busy) return;
    this.busy = what;
    this.failure = undefined;
    try {
      await doing();
    } catch (error) {
      this.failure = error;
    } finally {
      this.busy = undefined;
    }
  }
}
