/** How often it is looked whether the learner has closed the window. */
const WATCH = 300;
/** How long content may take to say goodbye. */
const FAREWELL = 1_500;
/** A window counts as closed before its content has heard of it. */
const AFTERWARDS = 300;

/**
 * The window that a lesson has to itself. It opens in the learner's click alone, since browsers stop any other; its
 * `opener` is the player, which is where the content finds its API.
 */
export class OwnWindow {
  #window: Window | null = null;
  #watch: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly onClosed: () => void) {}

  get open(): boolean {
    return this.#window !== null && !this.#window.closed;
  }

  /** False where the browser does not let it open. */
  show(address: string): boolean {
    this.#forget();
    this.#window = window.open(address, 'vidik-lesson', 'popup,width=1100,height=800');
    if (!this.#window) return false;
    this.#watch = setInterval(() => {
      if (this.open) return;
      this.#forget();
      setTimeout(this.onClosed, AFTERWARDS);
    }, WATCH);
    return true;
  }

  /** Brings it to the front. */
  front(): void {
    this.#window?.focus();
  }

  /** Closes it; what the content says in `pagehide` and `unload` has been said when this resolves. */
  async close(): Promise<void> {
    const closing = this.#window;
    this.#forget();
    if (!closing || closing.closed) return;
    await unloaded(closing);
    closing.close();
  }

  /** Closes it with the player itself. */
  closeNow(): void {
    const closing = this.#window;
    this.#forget();
    closing?.close();
  }

  #forget(): void {
    clearInterval(this.#watch);
    this.#watch = undefined;
    this.#window = null;
  }
}

/** Takes the content out of its window; a window that is merely closed says goodbye only afterwards. */
async function unloaded(window: Window): Promise<void> {
  try {
    const { document } = window;
    window.location.replace('about:blank');
    for (const end = Date.now() + FAREWELL; !window.closed && window.document === document && Date.now() < end; ) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } catch {
    // Another site's page: it has no run-time to say goodbye to.
  }
}

const KEY = 'vidik-own-window';

/** Whether this learner wants lessons in a window of their own, on this device. */
export function wantsOwnWindow(): boolean {
  try {
    return localStorage.getItem(KEY) === '1';
  } catch {
    return false;
  }
}

export function keepOwnWindow(wanted: boolean): void {
  try {
    if (wanted) localStorage.setItem(KEY, '1');
    else localStorage.removeItem(KEY);
  } catch {
    // Storage is denied: the wish holds as long as the player.
  }
}
