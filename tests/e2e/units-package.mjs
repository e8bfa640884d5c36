/** A course of cmi5 made for the tests: its units speak for themselves, as those of other tools do. */
import { createServer } from 'node:http';

import { zip } from './zip.mjs';

export const COURSE = 'https://publisher.example/course';
export const IN_FRAME = 'https://publisher.example/au/in-frame';
export const OWN_WINDOW = 'https://publisher.example/au/own-window';
export const REMOTE = 'https://publisher.example/au/remote';
export const WAIVED = 'https://publisher.example/au/waived';

/** The page of a unit: begins its session at once; a button says completed and passed, another one leaves. */
const PAGE = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Unit</title></head>
<body><h1>Unit</h1><p id="state">starting</p>
<button id="done" disabled>Finish</button><button id="leave" disabled>Leave</button>
<script src="unit.js"></script></body></html>`;

const SCRIPT = `
const said = new URLSearchParams(location.search);
const endpoint = said.get('endpoint').replace(/\\/$/, '');
const state = document.getElementById('state');
let token, data;
const ask = async (method, path, body) => {
  const answer = await fetch(endpoint + '/' + path, {
    method,
    headers: { Authorization: 'Basic ' + token, 'X-Experience-API-Version': '1.0.3', ...(body ? { 'Content-Type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {})
  });
  if (!answer.ok) throw new Error(method + ' ' + path + ': ' + answer.status + ' ' + await answer.text());
  return answer;
};
const say = (verb, result) => {
  const context = structuredClone(data.contextTemplate);
  context.registration = said.get('registration');
  const counts = verb === 'completed' || verb === 'passed';
  context.contextActivities.category = (counts ? ['cmi5', 'moveon'] : ['cmi5']).map((name) => ({ id: 'https://w3id.org/xapi/cmi5/context/categories/' + name }));
  if (verb === 'passed') context.extensions['https://w3id.org/xapi/cmi5/context/extensions/masteryscore'] = data.masteryScore;
  const hex = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const id = hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5');
  return ask('POST', 'statements', [{
    id, actor: JSON.parse(said.get('actor')), verb: { id: 'http://adlnet.gov/expapi/verbs/' + verb, display: { en: verb } },
    object: { id: said.get('activityId') }, context, timestamp: new Date().toISOString(), ...(result ? { result } : {})
  }]);
};
const enable = (id) => { document.getElementById(id).disabled = false; };
(async () => {
  token = (await (await fetch(said.get('fetch'), { method: 'POST' })).json())['auth-token'];
  const query = new URLSearchParams({ stateId: 'LMS.LaunchData', activityId: said.get('activityId'), agent: said.get('actor'), registration: said.get('registration') });
  data = await (await ask('GET', 'activities/state?' + query)).json();
  await ask('GET', 'agents/profile?' + new URLSearchParams({ profileId: 'cmi5LearnerPreferences', agent: said.get('actor') }));
  await say('initialized');
  state.textContent = data.launchMode + ' ' + (data.launchParameters ?? '');
  enable('done');
  enable('leave');
})().catch((error) => { state.textContent = String(error); });
document.getElementById('done').onclick = async () => {
  await say('completed', { completion: true, duration: 'PT5S' });
  if (data.masteryScore !== undefined) await say('passed', { success: true, duration: 'PT5S', score: { scaled: 0.9 } });
  state.textContent = 'done';
};
document.getElementById('leave').onclick = async () => {
  await say('terminated', { duration: 'PT6S' });
  location.assign(data.returnURL);
};
`;

/** A unit's files on an origin of its own. @returns {Promise<{url: string, close: () => Promise<void>}>} */
export async function serveUnit() {
  const server = createServer((request, response) => {
    const script = request.url.startsWith('/unit.js');
    response.writeHead(200, { 'Content-Type': script ? 'text/javascript' : 'text/html; charset=utf-8' });
    response.end(script ? SCRIPT : PAGE);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${server.address().port}/unit.html`,
    close: () => new Promise((closed) => (server.close(closed), server.closeAllConnections())),
  };
}

/** The archive. @param {string} remote where the unit of another origin is */
export function unitsPackage(remote) {
  const words = (title) =>
    `<title><langstring lang="en">${title}</langstring></title><description><langstring lang="en">${title}</langstring></description>`;
  const unit = (id, title, url, more = '', parameters = '') =>
    `<au id="${id}" ${more}>${words(title)}<url>${url}</url>${parameters}</au>`;
  const structure = `<?xml version="1.0" encoding="UTF-8"?>
<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">
<course id="${COURSE}">${words('Units')}</course>
<block id="https://publisher.example/block">${words('Part one')}
${unit(IN_FRAME, 'In the frame', 'unit.html?own=1', 'moveOn="CompletedAndPassed" masteryScore="0.8"', '<launchParameters>level=2</launchParameters>')}
${unit(OWN_WINDOW, 'In a window', 'unit.html', 'moveOn="Completed" launchMethod="OwnWindow"')}
</block>
${unit(REMOTE, 'Elsewhere', remote, 'moveOn="Completed"')}
${unit(WAIVED, 'Not needed', 'unit.html', 'moveOn="Passed"')}
</courseStructure>`;
  return zip({ 'cmi5.xml': structure, 'unit.html': PAGE, 'unit.js': SCRIPT });
}
