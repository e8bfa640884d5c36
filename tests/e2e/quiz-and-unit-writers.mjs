/**
 * Learners who answer quizzes, and units of cmi5 that speak to the record, until the server is killed: every answer that
 * was acknowledged is there afterwards, an attempt that was handed in stays handed in, and a unit's statements are there
 * once. What had no answer may be there or not; it is sent again and must be taken as the same.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';

import { zip, zipFolder } from './zip.mjs';

const QUIZ = 'basics-check';
const QUESTION = 'true-false';
/** How many answers are given before an attempt is handed in. */
const ANSWERS = 2;
const UNIT = 'https://kill.test/au/1';
const CATEGORY = 'https://w3id.org/xapi/cmi5/context/categories/cmi5';

/** A course of our own format with quizzes. */
export const quizCourse = () => zipFolder(fileURLToPath(new URL('../../course-packages/fixtures/own-course', import.meta.url)));

/** A course of cmi5 with one unit. */
export function unitCourse() {
  const words = (text) => `<title><langstring lang="en">${text}</langstring></title>`
    + `<description><langstring lang="en">About ${text}</langstring></description>`;
  const structure = '<courseStructure xmlns="https://w3id.org/xapi/profiles/cmi5/v1/CourseStructure.xsd">'
    + `<course id="https://kill.test/course">${words('Units')}</course>`
    + `<au id="${UNIT}" moveOn="Completed">${words('A unit')}<url>index.html</url></au></courseStructure>`;
  return zip({ 'cmi5.xml': structure, 'index.html': '<!doctype html><html lang="en"><title>Unit</title></html>' });
}

async function call(address, { method = 'POST', body, bearer, headers = {} }) {
  const response = await fetch(address, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...(bearer ? { Authorization: `Bearer ${bearer}` } : {}),
      ...headers,
    },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, text, body: text ? JSON.parse(text) : undefined };
}

function good(answer, what) {
  assert.ok(answer.status >= 200 && answer.status < 300, `${what}: ${answer.status} ${answer.text}`);
  return answer.body;
}

/** Somebody who answers one question again and again, hands in, and begins anew. */
export class QuizTaker {
  constructor(settings, attempt) {
    Object.assign(this, { settings, attempt, handedIn: new Set(), id: undefined, saved: undefined, sent: undefined });
    this.acknowledged = 0;
  }

  #quiz(method, path, body) {
    const address = `${this.settings.VIDIK_CONTENT_URL}/play/quiz/${path}`;
    return call(address, { method, body, bearer: this.attempt.token });
  }

  /** Until there is nobody to answer. */
  async untilCutOff() {
    try {
      for (;;) {
        if (!this.id) await this.#begin();
        for (let number = 0; number < ANSWERS; number += 1) {
          this.sent = { question: QUESTION, response: number % 2 === 0 ? 'true' : 'false' };
          const answer = await this.#quiz('PUT', `attempts/${this.id}/answers/${QUESTION}`, { response: this.sent.response, flagged: false });
          good(answer, 'an answer');
          this.saved = this.sent;
          this.acknowledged += 1;
        }
        this.handing = this.id;
        good(await this.#quiz('POST', `attempts/${this.id}/submit`, {}), 'handing in');
        this.handedIn.add(this.id);
        [this.id, this.saved, this.sent, this.handing] = [];
      }
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
    }
  }

  async #begin() {
    const begun = good(await this.#quiz('POST', `${QUIZ}/attempts`, {}), 'an attempt');
    [this.id, this.saved, this.sent] = [begun.id];
  }

  /** What the database has of it: by the same launch, which nobody took over. */
  async compare() {
    const told = good(await this.#quiz('GET', QUIZ), 'a quiz');
    const results = new Set(told.results.map(({ attempt }) => attempt));
    assert.equal(results.size, told.results.length, 'an attempt is handed in twice');
    for (const id of this.handedIn) assert.ok(results.has(id), `${this.attempt.who}: ${id} was handed in, and is not`);
    if (this.id && !results.has(this.id)) {
      assert.equal(told.attempt?.id, this.id, `${this.attempt.who}: an attempt is lost`);
      const kept = told.attempt.answers[QUESTION]?.response;
      const may = [this.saved?.response, this.sent?.response];
      assert.ok(may.includes(kept ?? undefined), `${this.attempt.who}: ${kept} is kept, ${may} were sent`);
    } else {
      assert.ok(!this.id || this.handing === this.id, `${this.attempt.who}: handed in by nobody`);
      if (this.id) this.handedIn.add(this.id);
      this.id = told.attempt?.id;
    }
    [this.saved, this.sent, this.handing] = [];
    const kept = told.attempt?.answers[QUESTION]?.response;
    if (kept !== undefined && kept !== null) this.saved = { question: QUESTION, response: kept };
  }
}

/** A unit that says the same thing again and again, in a session of its own after each kill. */
export class SpeakingUnit {
  constructor(settings, attempt, reader) {
    Object.assign(this, { settings, attempt, reader, acknowledged: [], open: undefined });
  }

  /** Opens a session. */
  async launch() {
    const { VIDIK_CONTENT_URL: content } = this.settings;
    const launched = good(await call(`${content}/play/units`, { body: { activity: UNIT }, bearer: this.attempt.token }), 'a launch');
    this.told = Object.fromEntries(new URL(launched.url).searchParams);
    const { 'auth-token': token } = good(await call(this.told.fetch, {}), 'a token');
    this.headers = { Authorization: `Basic ${token}`, 'X-Experience-API-Version': '1.0.3' };
    const { actor, activityId, registration, endpoint } = this.told;
    const state = new URLSearchParams({ stateId: 'LMS.LaunchData', activityId, agent: actor, registration });
    this.data = good(await call(`${endpoint}/activities/state?${state}`, { method: 'GET', headers: this.headers }), 'launch data');
    const profile = new URLSearchParams({ profileId: 'cmi5LearnerPreferences', agent: actor });
    await call(`${endpoint}/agents/profile?${profile}`, { method: 'GET', headers: this.headers });
    const initialized = this.#statement('http://adlnet.gov/expapi/verbs/initialized', [{ id: CATEGORY }]);
    good(await this.#send(initialized), 'initialized');
  }

  #statement(verb, category) {
    const context = structuredClone(this.data.contextTemplate);
    context.registration = this.told.registration;
    if (category) context.contextActivities.category = category;
    return {
      id: randomUUID(),
      actor: JSON.parse(this.told.actor),
      verb: { id: verb },
      object: { id: this.told.activityId },
      context,
      timestamp: new Date().toISOString(),
    };
  }

  #send(statement) {
    return call(`${this.told.endpoint}/statements`, { body: statement, headers: this.headers });
  }

  /** Until there is nobody to answer. */
  async untilCutOff() {
    try {
      for (;;) {
        this.open = this.#statement('http://adlnet.gov/expapi/verbs/experienced');
        good(await this.#send(this.open), 'a statement');
        this.acknowledged.push(this.open.id);
        this.open = undefined;
      }
    } catch (error) {
      if (error instanceof assert.AssertionError) throw error;
    }
  }

  /** Reads everything of the registration, compares, and says again what had no answer. */
  async compare() {
    const before = await this.#stored();
    const lost = this.acknowledged.filter((id) => !before.includes(id));
    assert.deepEqual(lost, [], `${this.attempt.who}: acknowledged and lost`);
    if (!this.open) return;
    good(await this.#send(this.open), 'a statement that is said again');
    this.acknowledged.push(this.open.id);
    this.open = undefined;
    const after = await this.#stored();
    assert.deepEqual([...after].sort(), [...this.acknowledged].sort(), this.attempt.who);
  }

  async #stored() {
    const query = new URLSearchParams({
      registration: this.told.registration, verb: 'http://adlnet.gov/expapi/verbs/experienced', format: 'ids', limit: '500',
    });
    const ids = [];
    const headers = { Authorization: this.reader, 'X-Experience-API-Version': '2.0.0' };
    for (let path = `/xapi/statements?${query}`; path;) {
      const { statements, more } = good(await call(`${this.settings.VIDIK_PUBLIC_URL}${path}`, { method: 'GET', headers }), 'the record');
      ids.push(...statements.map(({ id }) => id));
      path = more;
    }
    assert.equal(new Set(ids).size, ids.length, `${this.attempt.who}: something is stored twice`);
    return ids;
  }
}
