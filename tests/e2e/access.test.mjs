/** Every page in every language: nothing that axe finds, nothing wider than the window. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import { cyrillicPackage } from './cyrillic-package.mjs';
import { useVidik } from './harness.mjs';
import { framedPlayer, lesson } from './steps.mjs';

const centre = useVidik();
const { source: axe } = createRequire(new URL('../../web-client/package.json', import.meta.url))('axe-core');

const SLUG = 'azbuka';
/** A course of ours, whose texts are worked on here. */
const OWN = 'own';
/** A course of the demonstration, with people who have taken its tests. */
const LEARNT = 'migration-governance';
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Small ones first: what is folded away there comes back. */
const WIDTHS = [320, 360, 1280];
/** Between 320 and 360 the layout is the same; axe looks at the first. */
const AXE_WIDTHS = [320, 1280];

/** What axe finds in a frame; frames within it are other people's or looked at on their own. */
async function findings(frame) {
  await frame.evaluate(axe);
  return frame.evaluate(async (rules) => {
    const report = await window.axe.run(document, { iframes: false, runOnly: rules, resultTypes: ['violations'] });
    return report.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  }, RULES);
}

/** What makes a page wider than its window; empty when nothing does. */
const overflow = (frame) => frame.evaluate(() => {
  const { scrollWidth } = document.documentElement;
  if (scrollWidth <= window.innerWidth) return [];
  const wide = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1);
  return [`${scrollWidth} in ${window.innerWidth}`, ...wide.slice(0, 5).map((element) => element.outerHTML.slice(0, 120))];
});

/** Looks at a page in all widths. */
async function examine(page, name, frame = page.mainFrame()) {
  const wrong = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: width < 1000 ? 700 : 900 });
    const found = [...(await overflow(frame)), ...(AXE_WIDTHS.includes(width) ? await findings(frame) : [])];
    wrong.push(...found.map((one) => `${name} at ${width}: ${one}`));
  }
  return wrong;
}

/** Opens a page and waits until it shows what it is for. */
async function open(page, path) {
  await page.goto(`${centre.url}${path}`);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.locator('[aria-busy=true], .skeleton').first().waitFor({ state: 'detached' });
}

let report;
let registration;

test('a course to look at', async () => {
  const { id } = await centre.publish(SLUG, cyrillicPackage());
  report = id;
  registration = (await centre.attempt(SLUG)).id;
  await centre.publish(OWN, 'own-course');
});

test('what is wrong would be found', async () => {
  const page = await centre.page();
  await open(page, '/en/');
  await page.evaluate(() => {
    document.querySelector('main').insertAdjacentHTML('beforeend', '<img id="planted" src="/assets/sign.svg">');
    document.getElementById('planted').style.minWidth = '2000px';
  });
  const wrong = (await examine(page, 'planted')).join('\n');
  assert.match(wrong, /planted at 360: \d+ in 360/);
  assert.match(wrong, /planted at 1280: image-alt/);
  await centre.closePages();
});

const visits = {
  nobody: () => ['', 'courses/azbuka', 'sign-in', 'no-such-page'],
  learner: () => ['my-courses', 'account', 'account/record'],
  author: () => [
    'author/translations', `author/courses/${OWN}/translations`, `author/courses/${OWN}/translations?language=mk&attention=true`,
    `author/courses/${SLUG}/translations`, `author/courses/${OWN}/translations/lesson.first-steps?to=mk`,
    `author/courses/${OWN}/workflow`, 'author/terms', 'author/terms?entry=new',
    'author/courses', `author/courses/${SLUG}`, `author/courses/${SLUG}/versions/new`, `author/courses/${SLUG}/alignment`,
    'author/waiting', `author/courses/${LEARNT}/quizzes`, `author/courses/${LEARNT}/quizzes/exit-test`,
  ],
  coordinator: () => [
    'institution/tests', `author/courses/${LEARNT}/quizzes`, `author/courses/${LEARNT}/quizzes/exit-test`,
    'institution', 'institution/progress', 'institution/enrolments', 'institution/results', 'institution/people',
    'institution/programs', 'institution/webhooks', `institution/registrations/${registration}`,
  ],
  admin: () => ['author/packages', 'author/upload', `author/packages/${report}`, 'institution/progress', 'admin/people'],
};

for (const language of ['en', 'sr-Cyrl', 'sr-Latn', 'mk']) {
  for (const [who, paths] of Object.entries(visits)) {
    test(`pages of ${who} in ${language}`, async () => {
      const page = who === 'nobody' ? await centre.page() : await centre.pageOf(who);
      const wrong = [];
      for (const path of paths()) {
        await open(page, `/${language}/${path}`);
        assert.equal(await page.locator('html').getAttribute('lang'), language);
        wrong.push(...(await examine(page, path || 'catalogue')));
      }
      assert.deepEqual(wrong, []);
      assert.deepEqual(page.scriptErrors, []);
      await centre.closePages();
    });
  }

  test(`the player in the app in ${language}`, async () => {
    const page = await centre.pageOf('learner');
    await page.goto(`${centre.url}/${language}/learn/${SLUG}`);
    const player = framedPlayer(page);
    await lesson(player).getByRole('heading', { name: 'Први час' }).waitFor();
    const frame = page.frames().find((one) => one.parentFrame() === page.mainFrame());
    assert.equal(await player.locator('html').getAttribute('lang'), language);
    assert.deepEqual([...(await examine(page, 'learn')), ...(await examine(page, 'player', frame))], []);
    assert.deepEqual(page.scriptErrors, []);
    await centre.closePages();
  });
}
