/**
 * A page of an exported package as a unit of cmi5: begins the session, then loads the script that the page is made of,
 * which finds the run-time in its own window.
 */
import { UnitSession, launchOf } from './unit-session';

const WORDS: Record<string, { exit: string; unsaved: string }> = {
  en: { exit: 'Exit', unsaved: 'Your results cannot be saved. Close this page and open the lesson again.' },
  'sr-Cyrl': { exit: 'Изађи', unsaved: 'Ваши резултати не могу да се сачувају. Затворите ову страну и отворите лекцију поново.' },
  'sr-Latn': { exit: 'Izađi', unsaved: 'Vaši rezultati ne mogu da se sačuvaju. Zatvorite ovu stranu i otvorite lekciju ponovo.' },
  mk: { exit: 'Излези', unsaved: 'Вашите резултати не може да се зачуваат. Затворете ја страницата и отворете ја лекцијата повторно.' }
};

const self = document.currentScript as HTMLScriptElement | null;

function words(): { exit: string; unsaved: string } {
  const language = document.documentElement.lang;
  const own = WORDS[language] ?? WORDS[language.split('-')[0] ?? ''];
  return own ?? (language.startsWith('sr') ? WORDS['sr-Cyrl'] : WORDS['en']) ?? { exit: 'Exit', unsaved: '' };
}

/** The script that the page is made of. */
function load(): void {
  const script = document.createElement('script');
  script.src = new URL(self?.dataset['page'] ?? '', self?.src ?? location.href).href;
  if (self?.hasAttribute('data-module')) script.type = 'module';
  document.head.append(script);
}

/** The way out, where the launch says where it leads (cmi5 10.2.6). */
function offerExit(session: UnitSession, leadsTo: string): void {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = words().exit;
  button.className = 'unit-exit';
  Object.assign(button.style, { position: 'fixed', insetBlockEnd: '12px', insetInlineEnd: '12px', padding: '8px 16px', font: 'inherit', zIndex: '1' });
  document.documentElement.style.paddingBlockEnd = '64px';
  button.addEventListener('click', () => {
    dispatchEvent(new Event('beforeunload'));
    void session.end().then(() => location.assign(leadsTo));
  });
  document.documentElement.append(button);
}

function warn(): void {
  const notice = document.createElement('p');
  notice.setAttribute('role', 'alert');
  notice.textContent = words().unsaved;
  Object.assign(notice.style, { margin: '0', padding: '12px 16px', background: '#7a1d1d', color: '#fff' });
  document.documentElement.prepend(notice);
}

async function open(): Promise<void> {
  const launch = launchOf(location.search);
  if (launch) {
    try {
      const session = await UnitSession.begin(launch);
      (window as unknown as Record<string, unknown>)['API_1484_11'] = session.api;
      if (session.returnUrl) offerExit(session, session.returnUrl);
      addEventListener('pagehide', () => void session.end());
    } catch {
      warn();
    }
  }
  load();
}

void open();
