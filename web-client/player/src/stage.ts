import type { Delivery } from './wire';

const SANDBOX =
  'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-modals allow-downloads';
/** How long content may take to say goodbye. */
const FAREWELL = 1_500;

/** Where content lies; nothing else than a page of the web is content. */
export function addressOf(delivery: Delivery): URL {
  const address = new URL(delivery.url, location.origin);
  if (address.protocol === 'https:' || address.protocol === 'http:') return address;
  throw new Error(`not an address of content: ${delivery.url}`);
}

/** Other sites' pages seldom let themselves be framed. */
export const isElsewhere = (delivery: Delivery): boolean => {
  try {
    return addressOf(delivery).origin !== location.origin;
  } catch {
    return false;
  }
};

/** A PDF runs no scripts of the page, and browsers show none inside a sandbox. */
const isDocument = (delivery: Delivery, address: URL): boolean =>
  delivery.kind === 'asset' && address.origin === location.origin && address.pathname.toLowerCase().endsWith('.pdf');

/** Where the frame is, if that is on this origin. */
function pathOf(frame: HTMLIFrameElement): string | null {
  try {
    return frame.contentWindow?.location.pathname ?? null;
  } catch {
    return null;
  }
}

/** The frame that the content runs in. */
export class Stage {
  #frame: HTMLIFrameElement | null = null;

  constructor(private readonly place: HTMLElement) {}

  get occupied(): boolean {
    return this.#frame !== null;
  }

  /** Shows an activity and moves the focus into it. Resolves when the page has loaded. */
  async load(delivery: Delivery, language: string, onPage?: (path: string | null) => void): Promise<void> {
    this.removeNow();
    const address = addressOf(delivery);
    const frame = document.createElement('iframe');
    frame.title = delivery.title;
    frame.lang = language;
    frame.allow = 'autoplay; fullscreen';
    if (!isDocument(delivery, address)) frame.setAttribute('sandbox', SANDBOX);
    frame.className = 'stage-frame';
    const loaded = new Promise<void>((resolve) => frame.addEventListener('load', () => resolve(), { once: true }));
    if (onPage) frame.addEventListener('load', () => onPage(pathOf(frame)));
    frame.src = address.href;
    this.place.append(frame);
    this.#frame = frame;
    return loaded;
  }

  focus(): void {
    this.#frame?.focus();
  }

  /** Lets the content go: its `beforeunload`, `pagehide` and `unload` have run when this resolves. */
  async clear(): Promise<void> {
    const frame = this.#frame;
    if (!frame) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, FAREWELL);
      frame.addEventListener('load', () => (clearTimeout(timer), resolve()), { once: true });
      try {
        frame.contentWindow?.location.replace('about:blank');
      } catch {
        clearTimeout(timer);
        resolve();
      }
    });
    this.removeNow();
  }

  /** Takes the frame away at once; `pagehide` and `unload` of the content run before this returns. */
  removeNow(): void {
    this.#frame?.remove();
    this.#frame = null;
  }
}
