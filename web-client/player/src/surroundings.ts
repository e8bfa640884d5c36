/**
 * The windows around the player. Content looks for its API by walking `parent` and `opener` upwards; the walk has to
 * end at the player, since the app's page above it is of another origin and would make it throw.
 */

const EXIT = 'vidik-exit-url';

/** The window that frames the player, or the player's own. */
const above: Window = window.parent;
const source = new URLSearchParams(location.search);

/** The app's page frames the player and keeps title, way back and language in a bar of its own. */
export const framed = above !== window;
export const slim = framed && source.get('frame') === '1';

export function endWalksHere(): void {
  Object.defineProperty(window, 'parent', { value: window, configurable: true });
  Object.defineProperty(window, 'opener', { value: null, configurable: true });
}

/** Origin of an address, or `null` where there is none. */
export function originOf(address: string): string | null {
  try {
    const { origin } = new URL(address);
    return origin === 'null' ? null : origin;
  } catch {
    return null;
  }
}

/** A page that reloads itself names itself as its referrer. */
function foreign(address: string | null | undefined): string | null {
  const origin = originOf(address ?? '');
  return origin === location.origin ? null : origin;
}

let appOrigin: string | null = framed
  ? (foreign(location.ancestorOrigins?.[0]) ?? foreign(document.referrer) ?? foreign(knownExitUrl()))
  : null;

/** From the exchange on the server says where the app is. */
export function rememberApp(exitUrl: string): void {
  appOrigin = originOf(exitUrl) ?? appOrigin;
}

type FromApp = { type: 'vidik:code'; code: string } | { type: 'vidik:language'; language: string };

function isFromApp(data: unknown): data is FromApp {
  return typeof data === 'object' && data !== null && String((data as FromApp).type).startsWith('vidik:');
}

/** Calls back with each message of the app's page; returns what stops it. */
export function onAppMessage(heard: (message: FromApp) => void): () => void {
  const listen = (event: MessageEvent): void => {
    if (!framed || event.source !== above || (appOrigin !== null && event.origin !== appOrigin)) return;
    if (isFromApp(event.data)) heard(event.data);
  };
  window.addEventListener('message', listen);
  return () => window.removeEventListener('message', listen);
}

export function tellApp(message: { type: string; [field: string]: unknown }): void {
  // Nothing in these messages is secret, and `frame-ancestors` lets nobody but the app frame the player.
  if (framed) above.postMessage(message, appOrigin ?? '*');
}

/** Asks the framing app for a fresh launch code; `null` when there is none within the time. */
export function askForCode(milliseconds = 10_000): Promise<string | null> {
  if (!framed) return Promise.resolve(null);
  return new Promise((resolve) => {
    const finish = (code: string | null): void => {
      stop();
      clearTimeout(timer);
      resolve(code);
    };
    const stop = onAppMessage((message) => {
      if (message.type === 'vidik:code' && typeof message.code === 'string') finish(message.code);
    });
    const timer = setTimeout(() => finish(null), milliseconds);
    tellApp({ type: 'vidik:need-code' });
  });
}

/** Where the course page is, for a reload that has nothing else to go by. */
export function keepExitUrl(address: string): void {
  try {
    sessionStorage.setItem(EXIT, address);
  } catch {
    // Storage is denied: a reload then falls back to the page it came from.
  }
}

export function knownExitUrl(): string | null {
  try {
    const kept = sessionStorage.getItem(EXIT);
    if (kept) return kept;
  } catch {
    // As above.
  }
  return foreign(document.referrer) && document.referrer;
}
