/** An attempt that went wrong, seen and put right by the Centre's people, without a mouse. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';

import { useVidik } from './harness.mjs';
import { lessonsPackage } from './lessons-package.mjs';
import { eventually, lesson, tabTo, words } from './steps.mjs';

const centre = useVidik();
const { source: axe } = createRequire(new URL('../../web-client/package.json', import.meta.url))('axe-core');
const PICTURES = process.env.VIDIK_PICTURES;
const SLUG = 'put-right';
const LOCKED = `<imsss:sequencingRules><imsss:preConditionRule>
  <imsss:ruleConditions conditionCombination="any"><imsss:ruleCondition operator="not" condition="objectiveStatusKnown"/></imsss:ruleConditions>
  <imsss:ruleAction action="disabled"/></imsss:preConditionRule></imsss:sequencingRules>`;

let attempt;

/** The learner's player, with the first lesson open. */
async function player(page, address) {
  await page.goto(address);
  await lesson(page).getByRole('heading', { level: 1 }).waitFor();
}

test('a learner stops at a lesson that does not open', async () => {
  const lessons = [['first', 'Before you begin'], ['second', 'In the region', '', LOCKED], ['third', 'Afterwards']];
  await centre.publish(SLUG, lessonsPackage({ title: 'Put right', language: 'en', lessons }));
  const opened = await centre.attempt(SLUG);
  attempt = opened.id;
  const page = await centre.page();
  await player(page, opened.launch_url);
  await lesson(page).getByRole('button', { name: 'OK' }).click();
  await lesson(page).getByText('true').waitFor();
  await eventually('it is saved', async () => /^Saved/.test(await page.getByRole('status').first().innerText()));
  await centre.closePages();
});

test('an administrator finds the attempt, and sees by its trace which rule closes the lesson', async () => {
  const page = await centre.pageOf('admin');
  await page.goto(`${centre.url}/en/admin/attempts?course=${SLUG}`);
  const row = page.getByRole('row').filter({ hasText: 'Put right' });
  await row.getByRole('link').first().waitFor();
  await tabTo(page, new RegExp(`^${(await row.getByRole('link').first().innerText()).trim()}`));
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(attempt));
  await page.getByText('The trace is off.').waitFor();
  await tabTo(page, /^Turn on$/);
  await page.keyboard.press('Enter');
  await page.getByText('The trace is on.').waitFor();

  const learner = await centre.page();
  const { launch_url: address } = await centre.attempt(SLUG);
  await player(learner, address);
  await learner.getByRole('button', { name: /^Continue/ }).click();
  const token = await centre.token('admin');
  await eventually('the player has gone on', async () =>
    (await centre.ask('GET', `/attempts/${attempt}/trace`, { token })).steps.some(({ event }) => event === 'continue'));
  await learner.close();

  await page.reload();
  const rule = page.locator('#trace ~ * a[href^="#rule-second-"]').first();
  await rule.waitFor();
  const href = await rule.getAttribute('href');
  await rule.focus();
  await page.keyboard.press('Enter');
  const shown = page.locator(`[id="${decodeURIComponent(href.slice(1))}"]`);
  await eventually('the rule that decided is to be seen', () => shown.isVisible());
  assert.match(await shown.innerText(), /disabled/);
  await centre.closePages();
});

test('a correction needs a reason, raises what was reached, and stands in the audit log', async () => {
  const page = await centre.pageOf('admin');
  await page.goto(`${centre.url}/en/admin/attempts/${attempt}`);
  await page.getByRole('button', { name: 'Correct', exact: true }).waitFor();
  await tabTo(page, /^Correct$/);
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  await tabTo(page, /^Activity/);
  await page.keyboard.type('In the region');
  await tabTo(page, /^Completed/);
  if (!(await dialog.getByRole('checkbox').isChecked())) await page.keyboard.press('Space');
  await tabTo(page, /^Judged/);
  await page.keyboard.type('Passed');
  await tabTo(page, /^Save$/);
  await page.keyboard.press('Enter');
  await dialog.getByText(words('en')('field.required')).waitFor();
  const reason = dialog.getByLabel('Reason');
  assert.equal(await reason.getAttribute('aria-invalid'), 'true');
  await reason.focus();
  await page.keyboard.type('Taken on paper, protocol 12.');
  await tabTo(page, /^Save$/);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'detached' });
  const history = page.getByRole('region', { name: 'Audit log' });
  await history.getByText('Taken on paper, protocol 12.').waitFor();
  assert.match(await history.innerText(), /Set what was reached/);

  await page.getByRole('button', { name: 'Correct', exact: true }).focus();
  await page.keyboard.press('Enter');
  await dialog.getByLabel('What is to be done').focus();
  await page.keyboard.type('Recalculate');
  await dialog.getByLabel('Reason').focus();
  await page.keyboard.type('After the correction.');
  await tabTo(page, /^Save$/);
  await page.keyboard.press('Enter');
  await history.getByText('After the correction.').waitFor();

  await page.goto(`${centre.url}/en/admin/audit`);
  const table = page.getByRole('table');
  await table.getByText('Taken on paper, protocol 12.').waitFor();
  const told = await table.innerText();
  for (const action of ['Set what was reached', 'Recalculate', 'Sequencing trace']) assert.match(told, new RegExp(action));
  await centre.closePages();
});

test('the learner finds what was set', async () => {
  const page = await centre.page();
  const { launch_url: address } = await centre.attempt(SLUG);
  await player(page, address);
  const item = page.getByRole('treeitem', { name: /In the region/ });
  if (PICTURES) await page.screenshot({ path: join(PICTURES, 'learner.png') });
  await eventually('the lesson is passed', async () => /Passed/.test(await item.textContent()));
  await centre.closePages();
});

test('coordinators see and correct the attempts of their own people alone, and look into none', async () => {
  const own = await centre.pageOf('coordinator');
  await own.goto(`${centre.url}/en/admin/attempts/${attempt}`);
  await own.getByRole('heading', { level: 1 }).waitFor();
  await own.getByRole('region', { name: 'Activities' }).waitFor();
  assert.equal(await own.getByRole('button', { name: 'Correct', exact: true }).count(), 1);
  assert.equal(await own.getByRole('heading', { name: 'Sequencing trace' }).count(), 0);
  const token = await centre.token('coordinator');
  for (const [method, path, body] of [
    ['GET', `/attempts/${attempt}/trace`],
    ['PUT', `/attempts/${attempt}/trace`, { on: true }],
    ['GET', '/audit'],
  ]) {
    assert.equal((await centre.api(method, path, { token, body })).status, 403, path);
  }
  const [seen, all] = await Promise.all(
    ['coordinator', 'admin'].map(async (who) => (await centre.ask('GET', '/attempts?limit=200', { token: await centre.token(who) })).items),
  );
  const foreign = all.find(({ id }) => !seen.some((one) => one.id === id));
  assert.ok(seen.some(({ id }) => id === attempt) && foreign, 'there are attempts of other institutions');
  await own.goto(`${centre.url}/en/admin/attempts/${foreign.id}`);
  await own.getByRole('alert').or(own.getByText('There is none')).first().waitFor();
  assert.equal(await own.getByRole('region', { name: 'Activities' }).count(), 0);
  assert.equal((await centre.api('GET', `/attempts/${foreign.id}/record`, { token })).status, 404);
  const correction = { action: 'recalculate', reason: 'Not mine.' };
  assert.equal((await centre.api('POST', `/attempts/${foreign.id}/corrections`, { token, body: correction })).status, 404);
  await centre.closePages();
});

for (const language of ['en', 'sr-Cyrl', 'sr-Latn', 'mk']) {
  test(`the screens of attempts in ${language}, narrow and wide`, async () => {
    const page = await centre.pageOf('admin');
    const wrong = [];
    for (const [name, path] of [['list', `attempts?course=${SLUG}`], ['attempt', `attempts/${attempt}`], ['audit', 'audit']]) {
      await page.goto(`${centre.url}/${language}/admin/${path}`);
      await page.getByRole('table').first().waitFor();
      await page.locator('[aria-busy=true], .skeleton').first().waitFor({ state: 'detached' });
      for (const width of [360, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        const room = await page.evaluate(() => document.documentElement.scrollWidth);
        if (room > width) wrong.push(`${name}: ${room} in ${width}`);
        if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}-${language}-${width}.png`), fullPage: true });
      }
      await page.evaluate(axe);
      const found = await page.evaluate(async () => (await window.axe.run(document, { resultTypes: ['violations'] })).violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`));
      wrong.push(...found.map((one) => `${name}: ${one}`));
    }
    assert.deepEqual(wrong, []);
    await centre.closePages();
  });
}
