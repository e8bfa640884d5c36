import './player.css';
import './player-pages.css';
import { Attempt } from './attempt';
import { Connection, LineLost, Refusal } from './connection';
import { Journal } from './journal';
import { localeFor, useLanguage } from './language';
import { askForCode, endWalksHere, framed, knownExitUrl, onAppMessage } from './surroundings';
import type { Exchange } from './wire';
import { type Failure, failurePage, waitingPage } from './view/pages';
import { Shell } from './view/shell';

let attempt: Attempt | null = null;

const shell = new Shell(
  {
    go: (request, target) => attempt?.actions.go(request, target),
    retry: () => attempt?.actions.retry(),
    language: (locale) => void useLanguage(locale).then(() => shell.translate()),
    ownWindow: (wanted) => attempt?.actions.ownWindow(wanted)
  },
  () => attempt?.focusContent()
);

/** Takes the one-time code out of the address, where it must not stay. */
function takeCode(): string | null {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (location.hash) history.replaceState(history.state, '', location.pathname + location.search);
  return code;
}

function fail(error: unknown, again: () => void): void {
  const failures: Record<number, Failure> = { 403: 'forbidden', 404: 'forbidden', 409: 'used', 410: 'expired' };
  const failure = error instanceof LineLost ? 'line' : error instanceof Refusal ? (failures[error.status] ?? 'unknown') : 'unknown';
  if (failure === 'unknown') console.error(error);
  shell.page(failurePage(failure, knownExitUrl(), failure === 'line' ? again : null));
}

async function exchange(connection: Connection, code: string): Promise<Exchange> {
  try {
    return await connection.exchange(code);
  } catch (error) {
    const stale = error instanceof Refusal && (error.status === 409 || error.status === 410);
    const fresh = stale ? await askForCode() : null;
    if (!fresh) throw error;
    return connection.exchange(fresh);
  }
}

async function open(given: string | null): Promise<void> {
  const patience = setTimeout(() => shell.page(waitingPage(false), false), 300);
  try {
    const code = given ?? (await askForCode());
    if (!code) return shell.page(failurePage('used', knownExitUrl(), null));
    const connection = new Connection();
    const [{ launch }, journal] = await Promise.all([exchange(connection, code), Journal.open()]);
    attempt = new Attempt(shell, connection, journal, launch);
    clearTimeout(patience);
    await attempt.begin();
  } catch (error) {
    fail(error, () => void open(given));
  } finally {
    clearTimeout(patience);
  }
}

async function start(): Promise<void> {
  endWalksHere();
  const code = takeCode();
  await useLanguage(localeFor(new URLSearchParams(location.search).get('lang') ?? navigator.language));
  shell.render(null);
  onAppMessage((message) => {
    if (message.type === 'vidik:language') {
      void useLanguage(localeFor(String(message.language))).then(() => shell.translate());
    }
  });
  // Another launch address in the same tab differs in its fragment alone: the browser does not load the page again.
  window.addEventListener('hashchange', () => {
    if (new URLSearchParams(location.hash.slice(1)).has('code')) location.reload();
  });
  await open(code);
}

if (framed) document.documentElement.classList.add('framed');
void start();
