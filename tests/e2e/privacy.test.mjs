/** One's own data: a copy, who looked, consents; a person erased; how long things are kept; forwarding. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';

import { useVidik } from './harness.mjs';

const centre = useVidik();
const { source: axe } = createRequire(new URL('../../web-client/package.json', import.meta.url))('axe-core');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Where pictures of the pages go, for whoever wants to look at them. */
const pictures = process.env.VIDIK_PICTURES;
const NAME = 'Vesna Prolazna';

async function open(page, path) {
  await page.goto(`${centre.url}${path}`);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.locator('[aria-busy=true], .skeleton').first().waitFor({ state: 'detached' });
}

/** What is wrong with a page on a phone and at a desk. */
async function examine(page, name) {
  const wrong = [];
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: width < 1000 ? 700 : 900 });
    const wide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    if (wide) wrong.push(`${name} at ${width} is wider than its window`);
    await page.evaluate(axe);
    const report = await page.evaluate(
      (rules) => window.axe.run(document, { iframes: false, runOnly: rules, resultTypes: ['violations'] }),
      RULES,
    );
    wrong.push(...report.violations.map(({ id, nodes }) => `${name} at ${width}: ${id}: ${nodes[0].html.slice(0, 160)}`));
    if (pictures) {
      mkdirSync(pictures, { recursive: true });
      await page.screenshot({ path: join(pictures, `${name.replaceAll('/', '-')}-${width}.png`), fullPage: true });
    }
  }
  return wrong;
}

let passing;

test('somebody who will be erased', async () => {
  const token = await centre.token('admin');
  const [given, family] = NAME.split(' ');
  const body = { email: 'vesna@demo.test', name: { latin: { given, family } }, password: 'long enough for all' };
  const made = await centre.api('POST', '/people', { token, body });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  passing = made.body.id;
  const membership = { institution: 'demo-ministry', starts_on: '2026-01-01' };
  assert.equal((await centre.api('POST', `/people/${passing}/memberships`, { token, body: membership })).status, 201);
});

test('a learner takes a copy, agrees, and sees who looked', async () => {
  const token = await centre.token('admin');
  const me = await centre.api('GET', '/me', { token: await centre.token('learner') });
  assert.equal((await centre.api('GET', `/people/${me.body.id}`, { token })).status, 200);
  const page = await centre.pageOf('learner');
  await open(page, '/en/account');
  await page.getByRole('link', { name: /My data/ }).click();
  await page.getByRole('heading', { name: 'My data', level: 1 }).waitFor();
  const table = page.getByRole('table', { name: 'Who has looked at my record' });
  await table.getByText('The account').first().waitFor();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download a copy' }).click(),
  ]);
  assert.match(download.suggestedFilename(), /^vidik-\d{4}-\d\d-\d\d\.zip$/);
  assert.equal(readFileSync(await download.path()).subarray(0, 2).toString(), 'PK');
  await page.getByRole('button', { name: 'Agree' }).click();
  await page.getByText(/You agreed on/).waitFor();
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await page.getByText(/You withdrew your consent/).waitFor();
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

for (const language of ['en', 'sr-Cyrl', 'sr-Latn', 'mk']) {
  test(`the pages in ${language}`, async () => {
    const wrong = [];
    const learner = await centre.pageOf('learner');
    await open(learner, `/${language}/account/data`);
    wrong.push(...(await examine(learner, `${language}/account/data`)));
    const admin = await centre.pageOf('admin');
    for (const path of [`admin/people/${passing}`, 'admin/privacy', 'admin/record/forwarding', 'admin/audit']) {
      await open(admin, `/${language}/${path}`);
      assert.equal(await admin.locator('html').getAttribute('lang'), language);
      wrong.push(...(await examine(admin, `${language}/${path.replace(passing, 'person')}`)));
    }
    await open(admin, `/${language}/admin/people/${passing}`);
    await admin.locator('section[aria-labelledby=data] button').last().click();
    await admin.getByRole('dialog').locator('details').waitFor();
    await admin.getByRole('dialog').locator('summary').click();
    wrong.push(...(await examine(admin, `${language}/erase`)));
    assert.deepEqual(wrong, []);
    assert.deepEqual([...learner.scriptErrors, ...admin.scriptErrors], []);
    await centre.closePages();
  });
}

test('a rule is looked at before it is made', async () => {
  const page = await centre.pageOf('admin');
  await open(page, '/en/admin/privacy');
  await page.getByRole('button', { name: 'Change: Messages to institutions' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Days').fill('0');
  await dialog.getByRole('button', { name: 'See what would go' }).click();
  await dialog.getByText('A whole number from 1 to 36500.').waitFor();
  await dialog.getByLabel('Days').fill('14');
  await dialog.getByRole('button', { name: 'See what would go' }).click();
  await dialog.getByText(/rows? would be removed now/).waitFor();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('14 days').waitFor();
  await centre.closePages();
});

test('statements are forwarded to a public address alone', async () => {
  const page = await centre.pageOf('admin');
  await open(page, '/en/admin/record');
  await page.getByRole('link', { name: 'Forwarding' }).click();
  await page.getByRole('button', { name: 'Add a record store' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Archive');
  await page.getByLabel('Address (xAPI endpoint)').fill('https://10.0.0.1/xapi');
  await page.getByLabel('Key', { exact: true }).fill('vidik');
  await page.getByLabel('Secret', { exact: true }).fill('very secret');
  const add = page.locator('form').getByRole('button', { name: 'Add a record store' });
  await add.click();
  await page.getByText('This address is not reachable from the Internet').waitFor();
  // A port of this machine where nobody listens: it is tried, and told.
  await page.getByLabel('Address (xAPI endpoint)').fill('http://127.0.0.1:9/xapi');
  await page.getByLabel('Only of people who have agreed').uncheck();
  await page.getByLabel('Send also what is recorded already').check();
  await add.click();
  await page.getByText(/Failing, tried again/).waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Log: Archive' }).click();
  await page.getByRole('dialog').getByText(/no connection/).first().waitFor();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('Nothing is forwarded.').waitFor();
  await centre.closePages();
});

test('a person is erased by keyboard, after a look and with their name typed', async () => {
  const page = await centre.pageOf('admin');
  await open(page, `/en/admin/people/${passing}`);
  await page.getByRole('button', { name: 'Erase…' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: `Erase ${NAME}` });
  await dialog.getByText(/rows would be touched/).waitFor();
  await dialog.getByLabel('Reason').fill(`${NAME} asked for it.`);
  await dialog.getByLabel(/To confirm, type/).fill('Somebody else');
  await dialog.getByRole('button', { name: 'Erase for good' }).press('Enter');
  await dialog.getByText('This is not the name.').waitFor();
  await dialog.getByLabel(/To confirm, type/).fill(NAME);
  await dialog.getByRole('button', { name: 'Erase for good' }).press('Enter');
  await page.getByRole('heading', { name: 'Privacy', level: 1 }).waitFor();
  const report = page.getByRole('table', { name: 'Erased people' });
  await report.getByText('Nothing is left').waitFor();
  assert.match(await report.innerText(), /… asked for it\./);
  const token = await centre.token('admin');
  assert.equal((await centre.api('GET', `/people/${passing}`, { token })).status, 404);
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});
