/** What an institution reads: its own system by key and webhook, its coordinator on screen, learners their own record. */
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';

import { useVidik } from './harness.mjs';
import { lessonsPackage } from './lessons-package.mjs';
import { eventually } from './steps.mjs';
import { learn } from './wire.mjs';

const centre = useVidik();
const SLUG = 'reception';
const TITLE = 'Reception of people';
const DONE = [['one', { 'cmi.completion_status': 'completed' }], ['two', { 'cmi.completion_status': 'completed' }]];

/** The institution's own system: keeps what it is told, and takes it or not. */
const system = { messages: [], takes: true, url: '' };
let listening;

before(async () => {
  listening = createServer(async (request, response) => {
    let body = '';
    for await (const part of request) body += part;
    system.messages.push({ headers: request.headers, body });
    response.writeHead(system.takes ? 204 : 503).end();
  });
  listening.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  system.url = `http://127.0.0.1:${listening.address().port}/vidik`;
});
after(() => listening?.close());

async function open(who, path) {
  const page = await centre.pageOf(who);
  await page.goto(`${centre.url}${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

/** A token of the institution's program. */
async function programToken(id, secret) {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: id, client_secret: secret });
  const response = await fetch(`${centre.url}/api/v1/oauth/token`, { method: 'POST', body: form });
  return { status: response.status, token: (await response.json()).access_token };
}

test('a course to learn', async () => {
  const lessons = [['one', 'First'], ['two', 'Second']];
  await centre.publish(SLUG, lessonsPackage({ title: TITLE, language: 'en', lessons }));
});

test('a program pulls what its institution may see; once revoked it gets nothing', async () => {
  const page = await open('coordinator', '/en/institution/programs');
  await page.getByRole('button', { name: 'Let a program in' }).click();
  const form = page.getByRole('form', { name: 'Let a program in' });
  await form.getByLabel('Name of the program').fill('personnel');
  await form.getByRole('button', { name: 'Let a program in' }).click();
  const secret = await page.getByRole('status').locator('code').innerText();
  const { token } = await programToken('personnel', secret);
  const before = new Date().toISOString();
  await learn(centre, 'learner', SLUG, DONE.slice(0, 1));
  await learn(centre, 'author', SLUG, DONE.slice(0, 1));
  const rows = await eventually('the row is there', async () => {
    const { items } = await centre.ask('GET', `/institutions/demo-ministry/progress?since=${before}`, { token });
    return items.length > 0 && items;
  });
  assert.deepEqual(rows.map(({ learner }) => learner.email), ['learner@demo.test']);
  assert.equal(rows[0].completion, 'incomplete');
  const list = '/institutions/demo-ministry/registrations?course=reception';
  const first = await centre.api('GET', list, { token });
  const tag = first.headers.get('etag');
  assert.equal((await centre.api('GET', list, { token, headers: { 'If-None-Match': tag } })).status, 304);
  assert.equal((await centre.api('GET', '/institutions/demo-agency/progress', { token })).status, 404);

  await page.getByRole('button', { name: 'Revoke personnel' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText(/^Revoked on /).waitFor();
  assert.equal((await centre.api('GET', '/institutions/demo-ministry/progress', { token })).status, 401);
  assert.equal((await programToken('personnel', secret)).status, 401);
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('a webhook is added on screen, hears signed of a completion, and its log sends again', async () => {
  const page = await open('coordinator', '/en/institution/webhooks');
  await page.getByRole('button', { name: 'Add a webhook' }).click();
  const form = page.getByRole('form', { name: 'Add a webhook' });
  await form.getByLabel('Address').fill('http://10.0.0.1/vidik');
  await form.getByRole('button', { name: 'Add a webhook' }).click();
  await form.locator('.field__error').waitFor();
  await form.getByLabel('Address').fill(system.url);
  await form.getByLabel('course completed').check();
  await form.getByRole('button', { name: 'Add a webhook' }).click();
  const secret = await page.getByRole('status').locator('code').innerText();
  assert.match(secret, /^whsec_/);

  await learn(centre, 'learner', SLUG, DONE.slice(1));
  const told = await eventually('the message', () => system.messages[0]);
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': signature } = told.headers;
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${at}.${told.body}`).digest('base64');
  assert.equal(signature, `v1,${expected}`);
  assert.match(told.body, /registration\.completed/);
  assert.match(told.body, /learner@demo\.test/);

  await page.getByRole('link', { name: system.url }).click();
  const row = page.getByRole('table', { name: 'Delivery log' }).getByRole('row').nth(1);
  await row.getByText('Delivered').waitFor();
  assert.match(await row.innerText(), /course completed/);
  system.takes = false;
  await row.getByRole('button', { name: /^Send again: course completed/ }).click();
  await page.getByText('The message will be sent again.').waitFor();
  await eventually('it came again', () => system.messages.length > 1);
  assert.equal(system.messages[1].headers['webhook-id'], id);
  await page.reload();
  await eventually('the log says that it was not taken', async () => /503/.test(await row.innerText()));
  await row.getByText('Waiting').waitFor();

  await page.getByRole('link', { name: 'All webhooks' }).click();
  await page.getByRole('button', { name: `Switch off ${system.url}` }).click();
  await page.getByRole('cell', { name: 'Off', exact: true }).waitFor();
  await page.getByRole('button', { name: `Switch on ${system.url}` }).click();
  await page.getByRole('cell', { name: 'On', exact: true }).waitFor();
  await page.getByRole('button', { name: `Remove ${system.url}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await page.getByText('No webhooks yet').waitFor();
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('every number of the overview opens its list', async () => {
  const token = await centre.token('coordinator');
  const { items: members } = await centre.ask('GET', '/institutions/demo-ministry/members?limit=5', { token });
  const person = { name: members[0].name };
  const path = '/institutions/demo-ministry/people/HR-1';
  await centre.ask('PUT', path, { token, body: { ...person, email: 'late@ministry.example' } });
  await centre.ask('PUT', `${path}/enrolments/${SLUG}`, { token, body: { due_on: '2026-01-31' } });

  const page = await open('coordinator', '/en/institution');
  const numbers = await centre.ask('GET', '/institutions/demo-ministry/summary', { token });
  assert.ok(numbers.overdue >= 1 && numbers.completed.count >= 1 && numbers.active.count >= 1, JSON.stringify(numbers));
  const tile = (name) => page.getByRole('link', { name: new RegExp(`^${name}`) });
  for (const [name, count, list] of [
    ['Active learners', numbers.active.registrations, 'Progress of your people'],
    ['In progress', numbers.in_progress, 'Progress of your people'],
    ['Completed this quarter', numbers.completed.count, 'Progress of your people'],
    ['Overdue', numbers.overdue, 'Deadlines'],
  ]) {
    await tile(name).click();
    const table = page.getByRole('table', { name: list });
    await table.waitFor();
    const more = page.getByRole('button', { name: 'Show more rows' });
    while (await more.count()) {
      const rows = await table.getByRole('row').count();
      await more.click();
      await eventually('more rows', async () => (await table.getByRole('row').count()) > rows);
    }
    assert.equal((await table.getByRole('row').count()) - 1, count, name);
    await page.goBack();
    await tile(name).waitFor();
  }
  const chart = page.getByRole('img', { name: /^Completed by month: / });
  await chart.waitFor();
  await page.getByText('As a table').click();
  const months = page.getByRole('table', { name: 'Completed by month' });
  assert.equal(await months.getByRole('row').count(), 13);
  const last = numbers.completions.at(-1).count;
  assert.match(await months.getByRole('row').last().innerText(), new RegExp(`\\b${last}$`));
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('progress is filtered in the address, its columns are chosen, and it is saved as it is shown', async () => {
  const page = await open('coordinator', '/en/institution/progress');
  const filters = page.getByRole('form', { name: 'Filters' });
  await filters.getByLabel('Course').selectOption({ label: TITLE });
  await filters.getByLabel('State').selectOption('completed');
  const row = page.getByRole('row').filter({ hasText: TITLE });
  await row.waitFor();
  const address = new URL(page.url());
  assert.deepEqual(Object.fromEntries(address.searchParams), { course: SLUG, state: 'completed' });

  assert.equal(await page.getByRole('columnheader', { name: 'E-mail' }).count(), 0);
  await page.locator('summary', { hasText: 'Choose columns' }).click();
  await page.getByRole('checkbox', { name: 'E-mail' }).check();
  await page.getByRole('checkbox', { name: 'Score' }).uncheck();
  await page.reload();
  await page.getByRole('columnheader', { name: 'E-mail' }).waitFor();
  assert.equal(await page.getByRole('columnheader', { name: 'Score' }).count(), 0);
  const search = filters.getByLabel('Name or e-mail');
  await search.fill('nobody of that name');
  await page.getByText('Nothing to show').waitFor();
  await search.fill('LEARNER@demo');
  await row.waitFor();
  assert.equal(new URL(page.url()).searchParams.get('search'), 'LEARNER@demo');

  for (const [format, begins] of [['CSV', '\uFEFFregistration_id,'], ['XLSX', 'PK'], ['NDJSON', '{"id":']]) {
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: `Save as ${format}` }).click(),
    ]);
    assert.equal(download.suggestedFilename(), `registrations-demo-ministry.${format.toLowerCase()}`);
    const text = readFileSync(await download.path(), 'utf8');
    assert.ok(text.startsWith(begins), `${format}: ${text.slice(0, 40)}`);
    if (format !== 'XLSX') assert.equal(text.trim().split('\n').length, format === 'CSV' ? 2 : 1, text);
    await page.getByRole('button', { name: `Save as ${format}` }).waitFor();
  }
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('one registration is looked at and corrected, with its reason, by the keyboard alone', async () => {
  const page = await open('coordinator', `/en/institution/progress?course=${SLUG}`);
  const link = page.getByRole('table').getByRole('link').first();
  await link.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('table', { name: 'Activities' }).waitFor();
  await page.getByRole('table', { name: 'What is recorded' }).getByText('Completed').first().waitFor();
  assert.match(await page.getByRole('region', { name: 'Opened' }).innerText(), /English/);
  const correct = page.getByRole('button', { name: 'Correct' });
  await correct.focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Correct the attempt' });
  await dialog.getByLabel('What is to be done').selectOption('recalculate');
  const reason = dialog.getByLabel('Reason');
  await reason.focus();
  await page.keyboard.type('Agreed with the learner.');
  await dialog.getByRole('button', { name: 'Save' }).focus();
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });
  const changed = page.getByRole('region', { name: 'Changed by hand' });
  await changed.getByText('Agreed with the learner.').waitFor();
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('quiz results and people of the institution', async () => {
  const page = await open('coordinator', '/en/institution/results');
  const results = page.getByRole('table', { name: 'Quiz results' });
  await results.getByRole('row').nth(1).waitFor();
  await page.getByLabel('Quiz', { exact: true }).selectOption({ label: 'Exit test' });
  await eventually('exit tests alone', async () => {
    const rows = await results.getByRole('row').allInnerTexts();
    return rows.length > 1 && rows.slice(1).every((row) => row.includes('Exit test'));
  });
  await page.goto(`${centre.url}/en/institution/people`);
  await page.getByRole('table').getByRole('link').first().click();
  await page.getByText('Only attempts of one person are shown.').waitFor();
  assert.match(page.url(), /learner=/);
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('a learner reads their own record and takes it along', async () => {
  const page = await open('learner', '/en/account');
  await page.getByRole('link', { name: 'See your record' }).click();
  const courses = page.getByRole('table', { name: 'Courses' });
  await courses.getByText(TITLE).waitFor();
  await page.getByRole('table', { name: 'What is recorded' }).getByText('Completed').first().waitFor();
  const save = async (button) => {
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
    return readFileSync(await download.path(), 'utf8');
  };
  const region = page.getByRole('region', { name: 'Courses' });
  assert.match(await save(region.getByRole('button', { name: 'Save as CSV' })), /reception/);
  const whole = JSON.parse(await save(page.getByRole('button', { name: 'Save everything as JSON' })));
  assert.deepEqual(Object.keys(whole), ['registrations', 'quiz_results', 'statements']);
  assert.ok(whole.registrations.some(({ course }) => course.slug === SLUG));
  assert.ok(whole.statements.length > 4);
  assert.ok(whole.registrations.every(({ learner }) => learner.email === 'learner@demo.test'));
  assert.deepEqual(page.scriptErrors, []);
  await centre.closePages();
});

test('whoever is no coordinator is not led there and not let in', async () => {
  const page = await open('learner', '/en/institution');
  assert.equal(await page.getByRole('link', { name: /Institution|Deadlines|Webhooks/ }).count(), 0);
  assert.equal(await page.getByRole('table').count(), 0);
  await centre.closePages();
});
