/**
 * The SCORM cases in the browser: `node tests/e2e/scorm-cases.mjs DIR [CASE…]`.
 *
 * DIR holds `cases.json`, one sequence of steps with known outcomes a case, and the manifests of their
 * packages. Each case that fails is printed with the first step that differed; the last line counts.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { casePackage } from './cases/package.mjs';
import { Difference, Learner } from './cases/learner.mjs';
import { Centre } from './harness.mjs';

const [folder, ...only] = process.argv.slice(2);
if (!folder) {
  console.error('usage: node tests/e2e/scorm-cases.mjs DIR [CASE…]');
  process.exit(2);
}

/** Packages that a case begins with, where that is not the one of its own name. */
const FIRST_PACKAGE = { DDM: 'DDMa' };

const slugOf = (name) => `case-${name.toLowerCase()}`;

class Player {
  #centre;
  #published = new Set();
  #learner;
  #page;

  constructor(centre) {
    this.#centre = centre;
  }

  /** Plays one case to its end. */
  async play(testCase) {
    let name = FIRST_PACKAGE[testCase.id] ?? testCase.id;
    try {
      await this.#launch(name);
      if (testCase.start && !FIRST_PACKAGE[testCase.id]) await this.#learner.picks(testCase.start);
      for (const [index, visit] of testCase.visits.entries()) {
        await within(`visit ${index + 1} (activity ${visit.activity})`, async () => {
          name = await this.#visit(visit, name);
        });
      }
      if (testCase.must_end_session) await within('at the end', () => this.#learner.seesTheEnd());
    } finally {
      await this.#centre.closePages();
    }
  }

  /** @returns {Promise<string>} the package that goes on */
  async #visit(visit, name) {
    const frame = await this.#learner.arrivesAt(visit.activity);
    for (const question of visit.ui ?? []) await this.#learner.sees(question);
    await this.#learner.calls(frame, visit.calls);
    return visit.then ? this.#then(visit.then, name) : name;
  }

  async #then(step, name) {
    const steps = {
      continue: () => this.#learner.press('Continue'),
      previous: () => this.#learner.press('Previous'),
      choice: () => this.#learner.picks(step.target),
      choice_root: () => this.#learner.picks(),
      exit_all: () => this.#learner.press('Exit'),
      session_has_ended: () => this.#learner.seesTheEnd(),
      suspend_all_and_relaunch: () => this.#again('Suspend', step, name),
      leave_and_relaunch: () => this.#again(step.exit_first ? 'Exit' : null, step, name),
    };
    if (!steps[step.do]) throw new Difference(`unknown step ${step.do}`);
    await steps[step.do]();
    const next = step.package ?? name;
    return step.and ? this.#then(typeof step.and === 'string' ? { do: step.and } : step.and, next) : next;
  }

  async #again(button, step, name) {
    if (button) {
      await this.#learner.pressOrHasEnded(button);
      await this.#learner.seesTheEnd();
    }
    await this.#learner.leaves();
    await this.#launch(step.package ?? name);
    if (step.then_choose) await this.#learner.picks(step.then_choose);
  }

  async #launch(name) {
    const slug = slugOf(name);
    if (!this.#published.has(name)) {
      await this.#centre.publish(slug, casePackage(folder, name));
      this.#published.add(name);
    }
    const { launch_url: address } = await this.#centre.attempt(slug);
    // One browser context a case: what the player keeps on the device outlives a launch.
    if (this.#page && !this.#page.isClosed()) {
      this.#page = await this.#page.context().newPage();
    } else {
      this.#page = await this.#centre.page({ viewport: { width: 1280, height: 900 } });
    }
    this.#page.setDefaultTimeout(10_000);
    await this.#page.goto(address);
    this.#learner = new Learner(this.#page);
  }
}

/** Says where something differed. */
async function within(place, act) {
  try {
    await act();
  } catch (error) {
    throw new Difference(`${place}: ${error.message}`, { cause: error });
  }
}

/** The file is an array with a case a line. */
function readCases() {
  const cases = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8'));
  return only.length > 0 ? cases.filter(({ id }) => only.includes(id)) : cases;
}

const centre = new Centre();
let [passed, failed] = [0, 0];
try {
  await centre.open({});
  const player = new Player(centre);
  for (const testCase of readCases()) {
    try {
      await player.play(testCase);
      passed += 1;
    } catch (error) {
      failed += 1;
      console.log(`FAILED ${testCase.id}: ${error.message}`);
    }
  }
} finally {
  await centre.close();
}
console.log(`${passed} cases passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
