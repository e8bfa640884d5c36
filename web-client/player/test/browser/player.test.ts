import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { eventually, lesson, openBrowser } from './browser';
import { Centre } from './centre';

// Both ways: with storage of framed pages partitioned as a learner's browser has it, and as Playwright starts it.
describe.each([
  ['storage partitioned', true],
  ["Playwright's defaults", false]
])('the player, %s', (_name, partitioned) => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let centre: Centre;

  beforeAll(async () => {
    browser = await openBrowser(partitioned);
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    centre = new Centre();
    await centre.start();
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
  });
  afterEach(async () => {
    await context.close();
    await centre.stop();
  });

  const result = () => lesson(page).locator('#result');
  /** The content has called Initialize and set its first value. */
  const ready = (within: Page | FrameLocator = page) =>
    lesson(within).locator('#result').filter({ hasText: /^true 0$/ }).waitFor();
  const button = (name: RegExp) => page.getByRole('button', { name });
  const values = (activity: string) => centre.values[activity] ?? {};

  it('opens by the code, takes it out of the address, and the content finds its API', async () => {
    await page.goto(centre.launchUrl());
    await ready();
    expect(page.url()).not.toContain('code');
    expect(await page.evaluate(() => [window.parent === window, window.opener])).toEqual([true, null]);
    const frame = page.locator('iframe.stage-frame');
    expect(await frame.getAttribute('sandbox')).toBe(
      'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-modals allow-downloads'
    );
    expect(await frame.getAttribute('title')).toBe('What governance means');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('IFRAME');
  });

  it('sends what is set within seconds, and on Commit', async () => {
    await page.goto(centre.launchUrl());
    await eventually(() => values('ONE')['cmi.location'] === 'page 1');
    await lesson(page).getByRole('button', { name: 'Answer' }).click();
    await result().getByText('true 0').waitFor();
    await eventually(() => values('ONE')['cmi.location'] === '1', 2_500);
    await page.getByRole('status').getByText(/^Saved \d\d:\d\d$/).waitFor();
    expect(centre.stored.map((commit) => commit.number)).toEqual(centre.stored.map((_commit, index) => index + 1));
  });

  it('moves by one request that holds what the content said in unload', async () => {
    await page.goto(centre.launchUrl());
    await ready();
    await button(/^Continue/).click();
    await lesson(page).getByRole('heading', { name: 'States, regions, organisations' }).waitFor();
    const moved = centre.bodies.find((body) => body.navigation);
    expect(moved?.navigation).toEqual({ request: 'continue', target: null });
    const closing = moved?.commits.at(-1);
    expect(closing).toMatchObject({ activity: 'ONE', visit: 1, terminate: true });
    expect(values('ONE')).toMatchObject({ 'cmi.suspend_data': 'said in unload', 'cmi.exit': 'suspend' });
    await page.getByText('2 / 4', { exact: true }).waitFor();
    expect(await button(/^Continue/).textContent()).toContain('A map of institutions');
    await button(/^Continue/).click();
    await lesson(page).getByRole('heading', { name: 'A map of institutions' }).waitFor();
    expect(await page.evaluate(() => 'API_1484_11' in window)).toBe(false);
    await button(/^Previous/).click();
    await lesson(page).getByRole('heading', { name: 'States, regions, organisations' }).waitFor();
  });

  it('follows what the content asked for when it ended', async () => {
    await page.goto(centre.launchUrl());
    await ready();
    for (const title of ['States, regions', 'A map', 'Exit test']) {
      await button(/^Continue/).click();
      await lesson(page).getByRole('heading', { name: title }).waitFor();
    }
    await lesson(page).getByRole('button', { name: 'Finish' }).click();
    await page.getByRole('heading', { name: 'You have left the course' }).waitFor();
    expect(await page.getByRole('link', { name: 'Back to the course page' }).getAttribute('href')).toBe(`${centre.app}/away`);
    expect(centre.bodies.filter((body) => body.navigation).length).toBe(3);
  });

  it.each(['Suspend', 'Exit'])('leaves by %s', async (name) => {
    await page.goto(centre.launchUrl());
    await ready();
    await button(new RegExp(`^${name}`)).click();
    const heading = name === 'Suspend' ? 'Your place is saved' : 'You have left the course';
    await page.getByRole('heading', { name: heading }).waitFor();
    const request = name === 'Suspend' ? 'suspend_all' : 'exit_all';
    expect(centre.bodies.at(-1)?.navigation).toEqual({ request, target: null });
    expect(values('ONE')['cmi.suspend_data']).toBe('said in unload');
  });

  describe('loses nothing when the page goes away', () => {
    const arrived = async () => {
      const closing = await eventually(() => centre.stored.find((commit) => commit.terminate));
      expect(closing.activity).toBe('ONE');
      expect(values('ONE')).toMatchObject({ 'cmi.location': 'page 1', 'cmi.suspend_data': 'said in unload' });
    };

    it('by closing the tab', async () => {
      await page.goto(centre.launchUrl());
      await ready();
      await page.close({ runBeforeUnload: true });
      await arrived();
    });

    it('by going elsewhere', async () => {
      await page.goto(centre.launchUrl());
      await ready();
      await page.goto(`${centre.app}/away`);
      await arrived();
    });

    it('by taking the frame away', async () => {
      await page.goto(centre.framedUrl());
      await ready(page.frameLocator('#player'));
      await page.evaluate(() => document.getElementById('player')?.remove());
      await arrived();
    });

    it('by closing the app with the player in its frame', async () => {
      await page.goto(centre.framedUrl());
      await ready(page.frameLocator('#player'));
      await page.close({ runBeforeUnload: true });
      await arrived();
    });

    it('for content that never says that it ends', async () => {
      centre.launches.push({ id: 'before', generation: 1, commits: [], current: 'TWO', visit: 1, ended: false });
      await page.goto(centre.launchUrl());
      await ready();
      await page.close({ runBeforeUnload: true });
      const closing = await eventually(() => centre.stored.find((commit) => commit.terminate));
      expect(closing.set).toEqual([['cmi.location', 'page 2']]);
    });
  });

  it('goes on without a line and replays in order when it is back', async () => {
    await page.goto(centre.launchUrl());
    await eventually(() => values('ONE')['cmi.location'] === 'page 1');
    centre.line = 'deaf';
    await lesson(page).getByRole('button', { name: 'Answer' }).click();
    await page.getByRole('status').getByText('Offline: kept on this device, will be sent').waitFor();
    centre.line = 'cut';
    await lesson(page).getByRole('button', { name: 'Answer' }).click();
    await result().getByText('true 0').waitFor();
    await button(/^Continue/).click();
    await page.getByText('There is no connection. You can go on working here').waitFor();
    await lesson(page).getByRole('button', { name: 'Answer' }).click();
    centre.line = 'up';
    await page.evaluate(() => window.dispatchEvent(new Event('online')));
    await eventually(() => values('ONE')['cmi.location'] === '3');
    await page.getByRole('status').getByText(/^Saved/).waitFor();
    expect(centre.stored.map((commit) => commit.number)).toEqual(centre.stored.map((_commit, index) => index + 1));
    await button(/^Continue/).click();
    await lesson(page).getByRole('heading', { name: 'States, regions' }).waitFor();
  });

  it('does not move twice when the answer to a request was lost', async () => {
    await page.goto(centre.launchUrl());
    await eventually(() => centre.stored.length === 1);
    centre.line = 'deaf';
    await button(/^Continue/).click();
    await page.getByRole('heading', { name: 'Waiting for a connection…' }).waitFor();
    centre.line = 'up';
    await lesson(page).getByRole('heading', { name: 'States, regions' }).waitFor();
    expect(centre.launches.at(-1)?.visit).toBe(2);
  });

  it('leaves even without a line, and hands over on the next opening', async () => {
    await page.goto(centre.launchUrl());
    await eventually(() => centre.stored.length === 1);
    centre.line = 'cut';
    await lesson(page).getByRole('button', { name: 'Answer' }).click();
    await page.getByRole('status').getByText('Offline').waitFor();
    await button(/^Exit/).click();
    await page.getByRole('heading', { name: 'You have left the course without a connection' }).waitFor();
    await page.close();
    centre.line = 'up';
    centre.journalAnswer = 'kept_aside';
    page = await context.newPage();
    await page.goto(centre.launchUrl());
    await page.getByText('Work that was left on this device').waitFor();
    expect(centre.journals.map((journal) => journal.launch)).toEqual(['launch-1']);
    expect(centre.journals[0]?.commits.at(-1)).toMatchObject({ terminate: true });
    await ready();
    await page.reload();
    expect(centre.journals).toHaveLength(1);
  });

  it('stops when another tab has taken the attempt over, and claims no success', async () => {
    await page.goto(centre.launchUrl());
    await eventually(() => centre.stored.length === 1);
    const other = await context.newPage();
    await other.goto(centre.launchUrl());
    await ready(other);
    await page.bringToFront();
    await lesson(page).getByRole('button', { name: 'Answer' }).click();
    await page.getByRole('dialog', { name: 'The course is open somewhere else' }).waitFor();
    const answers = await page.evaluate(() => {
      const api = (window as unknown as { API_1484_11: Record<string, (...values: string[]) => string> }).API_1484_11;
      return [api['Commit']?.(''), api['GetLastError']?.(), api['SetValue']?.('cmi.location', 'x'), api['Terminate']?.('')];
    });
    expect(answers).toEqual(['false', '391', 'false', 'false']);
    expect(await page.getByRole('link', { name: 'Back to the course page' }).isVisible()).toBe(true);
  });

  it('asks the app for a new code after a reload inside its frame', async () => {
    await page.goto(centre.framedUrl());
    const player = page.frameLocator('#player');
    await ready(player);
    const frame = page.frames().find((one) => one.url().includes('/play/'));
    await frame?.evaluate(() => location.reload());
    await eventually(() => centre.launches.length === 2);
    await ready(player);
  });

  it('explains itself when it is reloaded alone', async () => {
    await page.goto(centre.launchUrl());
    await ready();
    await page.reload();
    await page.getByRole('heading', { name: 'Open the course again' }).waitFor();
    const back = page.getByRole('link', { name: 'Back to the course page' });
    expect(await back.getAttribute('href')).toBe(`${centre.app}/away`);
  });

  it('goes on with the content untouched when the sign-in has run out inside the app', async () => {
    await page.goto(centre.framedUrl());
    const player = page.frameLocator('#player');
    await eventually(() => centre.stored.length === 1);
    await lesson(player).getByLabel('Note').fill('half a thought');
    centre.expired = true;
    await lesson(player).getByRole('button', { name: 'Answer' }).click();
    await eventually(() => centre.launches.length === 2);
    await eventually(() => values('ONE')['cmi.location'] === '1');
    expect(await lesson(player).getByLabel('Note').inputValue()).toBe('half a thought');
    await lesson(player).getByRole('button', { name: 'Answer' }).click();
    await eventually(() => centre.launches[1]?.commits.length === 1);
  });

  it('says that the sign-in has run out when it stands alone', async () => {
    await page.goto(centre.launchUrl());
    await eventually(() => centre.stored.length === 1);
    centre.expired = true;
    await lesson(page).getByRole('button', { name: 'Answer' }).click();
    await page.getByRole('dialog', { name: 'Your sign-in has run out' }).waitFor();
  });

  it('sends large data early, so that what is left for closing is small', async () => {
    await page.goto(centre.launchUrl());
    await ready();
    const write = (length: number) =>
      page.evaluate((size) => {
        const api = (window as unknown as { API_1484_11: Record<string, (...values: string[]) => string> }).API_1484_11;
        return api['SetValue']?.('cmi.location', 'ж'.repeat(900)) === 'true' && api['SetValue']?.('cmi.suspend_data', 'ж'.repeat(size));
      }, length);
    expect(await write(60_000)).toBe('true');
    await eventually(() => (values('ONE')['cmi.suspend_data'] ?? '').length === 60_000, 2_500);
    await page.close({ runBeforeUnload: true });
    await eventually(() => values('ONE')['cmi.suspend_data'] === 'said in unload');
    expect(values('ONE')['cmi.location']?.length).toBe(900);
  });

  it("says the run-time's errors in the reader's language", async () => {
    await page.goto(centre.launchUrl('sr-Latn'));
    await ready();
    const texts = await page.evaluate(() => {
      const api = (window as unknown as { API_1484_11: Record<string, (...values: string[]) => string> }).API_1484_11;
      api['SetValue']?.('cmi.learner_id', 'x');
      return [api['GetErrorString']?.('404'), api['GetDiagnostic']?.('')];
    });
    expect(texts[0]).toBe('Element modela podataka se može samo čitati');
    expect(texts[1]).toContain('cmi.learner_id se može samo čitati');
  });

  it('hides what the content asks to hide', async () => {
    centre.hidden = ['previous', 'continue', 'suspendAll'];
    await page.goto(centre.launchUrl());
    await ready();
    expect(await page.getByRole('button', { name: /^(Previous|Continue|Suspend)/ }).count()).toBe(0);
    expect(await button(/^Exit/).isEnabled()).toBe(true);
  });

  it('offers the run-time of SCORM 1.2 under its own name', async () => {
    centre.lead = { runtime: 'scorm12' };
    await page.goto(centre.launchUrl());
    await result().filter({ hasText: 'no API' }).waitFor();
    const answers = await page.evaluate(() => {
      const api = (window as unknown as { API: Record<string, (...values: string[]) => string> }).API;
      return [api['LMSInitialize']?.(''), api['LMSSetValue']?.('cmi.core.lesson_location', '7'), api['LMSFinish']?.('')];
    });
    expect(answers).toEqual(['true', 'true', 'true']);
    await eventually(() => values('ONE')['cmi.core.lesson_location'] === '7');
  });

  it('takes the course back inside the app when asked to', async () => {
    await page.goto(centre.framedUrl());
    const player = page.frameLocator('#player');
    await eventually(() => centre.stored.length === 1);
    centre.launches.push({ id: 'other', generation: 2, commits: [], current: 'TWO', visit: 1, ended: false });
    await lesson(player).getByRole('button', { name: 'Answer' }).click();
    await player.getByRole('button', { name: 'Open here again' }).click();
    await lesson(player).getByRole('heading', { name: 'States, regions' }).waitFor();
    expect(centre.launches).toHaveLength(3);
  });

  it('works where storage is denied', async () => {
    await page.addInitScript(() => {
      const denied = { get: () => { throw new DOMException('denied', 'SecurityError'); } };
      Object.defineProperty(window, 'indexedDB', denied);
      Object.defineProperty(window, 'sessionStorage', denied);
    });
    await page.goto(centre.launchUrl());
    await eventually(() => centre.stored.length === 1);
    centre.line = 'cut';
    await lesson(page).getByRole('button', { name: 'Answer' }).click();
    await page.getByRole('status').getByText('Not saved').waitFor();
    centre.line = 'up';
    await button(/^Retry/).click();
    await eventually(() => values('ONE')['cmi.location'] === '1');
    await page.getByRole('status').getByText(/^Saved/).waitFor();
  });

  describe('a window of its own', () => {
    const opened = async () => {
      await page.evaluate(() => localStorage.setItem('vidik-own-window', '1')).catch(() => undefined);
      await page.goto(centre.launchUrl());
      const popup = page.waitForEvent('popup');
      await button(/^Open the lesson/).click();
      const window = await popup;
      await window.locator('#result').filter({ hasText: /^true 0$/ }).waitFor();
      return window;
    };
    /** The wish is kept by the browser, so that it stands when the course is opened. */
    beforeEach(async () => {
      await page.goto(`${centre.content}/files/package-1/asset.html`);
    });

    it('opens on a click, finds its API, and leaves a page behind that brings it back or closes it', async () => {
      const window = await opened();
      await page.getByRole('heading', { name: 'The lesson is open in another window' }).waitFor();
      await eventually(() => values('ONE')['cmi.location'] === 'page 1');
      await button(/^Bring the window/).click();
      const closed = window.waitForEvent('close');
      await button(/^Close the window/).click();
      await closed;
      await page.getByRole('heading', { name: 'window is closed' }).waitFor();
      await eventually(() => centre.stored.find((commit) => commit.terminate));
      expect(values('ONE')['cmi.suspend_data']).toBe('said in unload');
      await button(/^Open the lesson again/).click();
      await button(/^Open the lesson$/).waitFor();
      expect(centre.bodies.at(-1)?.navigation).toEqual({ request: 'choice', target: 'ONE' });
    });

    it('notices that the learner has closed it', async () => {
      const window = await opened();
      await window.close({ runBeforeUnload: true });
      await page.getByRole('heading', { name: 'window is closed' }).waitFor();
      await eventually(() => centre.stored.find((commit) => commit.terminate));
    });

    it('closes it before it goes on, and hears its farewell first', async () => {
      const window = await opened();
      const closed = window.waitForEvent('close');
      await button(/^Continue/).click();
      await closed;
      await page.getByRole('heading', { name: 'This lesson opens in a window of its own' }).waitFor();
      const moved = centre.bodies.find((body) => body.navigation);
      expect(moved?.commits.at(-1)).toMatchObject({ activity: 'ONE', terminate: true });
      expect(values('ONE')['cmi.suspend_data']).toBe('said in unload');
    });

    it('is chosen by the learner, from the next lesson on', async () => {
      await page.goto(centre.launchUrl());
      await ready();
      const wish = button(/^Lessons in a window/);
      expect(await wish.getAttribute('aria-pressed')).toBe('false');
      await wish.click();
      expect(await wish.getAttribute('aria-pressed')).toBe('true');
      await page.getByText('From the next lesson on').waitFor();
      await lesson(page).getByRole('button', { name: 'Answer' }).click();
      await button(/^Continue/).click();
      await button(/^Open the lesson/).waitFor();
      await wish.click();
      await button(/^Continue/).click();
      await lesson(page).getByRole('heading', { name: 'A map of institutions' }).waitFor();
    });
  });

  it('in review says so, shows no save state, and keeps nothing on the device', async () => {
    centre.lead = { mode: 'review', review: true, completed_at: '2026-05-12T10:00:00Z' };
    await page.goto(centre.launchUrl());
    await ready();
    await page.getByText('You are looking back; your result will not change.').waitFor();
    await eventually(() => centre.stored.length > 0);
    await lesson(page).getByRole('button', { name: 'Answer' }).click();
    expect(await page.locator('.save-state').textContent()).toBe('');
    centre.line = 'cut';
    await lesson(page).getByRole('button', { name: 'Answer' }).click();
    await page.close({ runBeforeUnload: true });
    centre.line = 'up';
    centre.lead = {};
    const next = await context.newPage();
    await next.goto(centre.launchUrl());
    await ready(next);
    expect(centre.journals).toEqual([]);
  });
});
