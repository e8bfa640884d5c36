/** A learner without a browser: the player's wire, for courses that many people are in the middle of. */

/**
 * Enrols somebody, opens the course, and says of each activity in turn what it tells; then suspends.
 *
 * @param {import('./harness.mjs').Centre} centre
 * @param {string} who the part before @demo.test
 * @param {string} slug
 * @param {[string, Record<string, string>][]} visits what is set, by activity, in order
 * @returns {Promise<{id: string}>} the attempt
 */
export async function learn(centre, who, slug, visits, wish = {}) {
  const attempt = await centre.attempt(slug, who, wish);
  const code = new URLSearchParams(new URL(attempt.launch_url).hash.slice(1)).get('code');
  const { token, launch } = await post(centre, '/play/exchange', { code });
  let { delivery } = launch;
  let number = 0;
  const send = async (commits, navigation) => {
    const told = await post(centre, '/play/commit', { commits, navigation }, token);
    if (told.exception) throw new Error(`${who} in ${slug}: ${JSON.stringify(told.exception)}`);
    delivery = told.delivery ?? delivery;
  };
  for (const [activity, set] of visits) {
    if (delivery?.activity !== activity) await send([], { request: 'choice', target: activity });
    number += 1;
    const commit = { number, activity, visit: delivery.visit, set: Object.entries(set), terminate: true, seconds: 60 };
    await send([commit], null);
  }
  await send([], { request: 'suspend_all', target: null });
  return attempt;
}

async function post(centre, path, body, token) {
  const response = await fetch(`${centre.contentUrl}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  });
  const told = await response.json();
  if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(told)}`);
  return told;
}
