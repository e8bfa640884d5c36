/** The program as it comes: addresses, languages, demonstration accounts, two hosts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { useVidik } from './harness.mjs';

const centre = useVidik();

for (const [locale, language] of [
  ['en-GB', 'en'], ['sr', 'sr-Cyrl'], ['sr-Latn-RS', 'sr-Latn'], ['bs', 'sr-Latn'], ['mk-MK', 'mk'], ['de', 'en'],
]) {
  test(`a browser in ${locale} is led to ${language}`, async () => {
    const page = await centre.page({ locale });
    await page.goto(`${centre.url}/`);
    assert.equal(new URL(page.url()).pathname, `/${language}/`);
    assert.equal(await page.locator('html').getAttribute('lang'), language);
    assert.deepEqual(page.scriptErrors, []);
    await centre.closePages();
  });
}

for (const who of ['learner', 'author', 'trainer', 'coordinator', 'admin']) {
  test(`the demonstration's ${who} signs in`, async () => {
    const me = await centre.ask('GET', '/me', { token: await centre.token(who) });
    assert.equal(me.email, `${who}@demo.test`);
  });
}

test('the content host serves the player, not the app', async () => {
  const player = await fetch(`${centre.contentUrl}/play/`);
  assert.equal(player.status, 200);
  assert.equal(player.headers.get('set-cookie'), null);
  for (const path of ['/en/', '/api/v1/courses']) {
    const answer = await fetch(`${centre.contentUrl}${path}`);
    assert.equal(answer.status, 404, path);
  }
});
