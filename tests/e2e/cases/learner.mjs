/** A learner before the player: what is seen, what is clicked, what the delivered page calls. */
import { setTimeout as sleep } from 'node:timers/promises';

import { endsOnUnload, isAsset } from './package.mjs';
import { isSame } from './values.mjs';

/** How long the player may take for a step. */
const PATIENCE = 15_000;

/** What differed from the case; the text says where. */
export class Difference extends Error {}

export class Learner {
  #page;

  /** @param {import('playwright-core').Page} page on which the player has been opened */
  constructor(page) {
    this.#page = page;
  }

  /** Waits for the next activity, whose `act` parameter must be this one. */
  async arrivesAt(activity) {
    const frame = await this.#poll(() => this.#freshFrame());
    if (!frame) {
      const end = (await this.hasEnded()) ? 'the session has ended' : (await this.#page.locator('.page h2, .notice').allInnerTexts()).join(' ');
      throw new Difference(`activity ${activity} is not delivered (${end || 'nothing is'})`);
    }
    const delivered = new URL(frame.url()).searchParams.get('act');
    if (delivered !== activity) throw new Difference(`activity ${delivered} is delivered, not ${activity}`);
    await frame.evaluate(() => { window.caseSeen = true; });
    await this.#settled();
    return frame;
  }

  /** What must be seen on arrival: `enabled` and `disabled` of a button, `toc` for the outline. */
  async sees({ ask, title, yes }) {
    const questions = {
      'continue.enabled': () => this.#isEnabled('Continue'),
      'continue.disabled': async () => !(await this.#isEnabled('Continue')),
      'previous.enabled': () => this.#isEnabled('Previous'),
      'previous.disabled': async () => !(await this.#isEnabled('Previous')),
      'toc.enabled': async () => (await this.#page.getByRole('treeitem', { disabled: false }).count()) > 0,
      'toc.visible': async () => (await this.#item(title).count()) > 0,
      'toc.enabled.selectable': () => this.#isSelectable(title),
      // The page's own button: pressing it is taken as done.
      'click.button': async () => true,
    };
    const question = questions[ask];
    if (!question) throw new Difference(`unknown question ${ask}`);
    if ((await question()) !== yes) throw new Difference(`${ask}${title ? ` of ${title}` : ''} is ${!yes}, not ${yes}`);
  }

  /** Makes the calls of a visit in the delivered page, compares, and ends the session as that page does. */
  async calls(frame, calls = []) {
    const address = frame.url();
    if (isAsset(address)) return;
    const answers = await frame.evaluate(makeCalls, calls);
    calls.forEach((call, index) => {
      const difference = compare(call, answers[index]);
      if (difference) {
        const value = call.value === undefined ? '' : `, ${JSON.stringify(call.value)}`;
        throw new Difference(`call ${index + 1}, ${call.call}(${call.element ?? ''}${value}): ${difference}`);
      }
    });
    if (endsOnUnload(address)) return;
    // What follows may take the page away before the answer is back.
    await frame.evaluate(() => { window.caseApi.Terminate(''); }).catch(() => undefined);
    await this.#settled();
  }

  /** Presses the button whose name begins so. */
  async press(name) {
    await this.#settled();
    if (!(await this.#poll(() => this.#isEnabled(name)))) throw new Difference(`${name} cannot be pressed`);
    await this.#button(name).click();
    await this.#settled();
  }

  /** Presses the button, unless the content itself has ended the session. */
  async pressOrHasEnded(name) {
    await this.#settled();
    const can = await this.#poll(async () => ((await this.hasEnded()) ? 'ended' : (await this.#isEnabled(name)) && 'press'));
    if (!can) throw new Difference(`${name} cannot be pressed`);
    // Between the look and the click the end may come.
    if (can === 'press') await this.#button(name).click({ timeout: 2_000 }).catch(() => undefined);
  }

  /** Picks an activity in the outline; without a title, the root. */
  async picks(title) {
    await this.#settled();
    const item = this.#item(title);
    const found = await this.#poll(async () => (await item.count()) > 0 && (await item.getAttribute('aria-disabled')) !== 'true');
    if (!found) throw new Difference(`${title ?? 'the root'} cannot be picked in the outline`);
    await item.click();
    await this.#settled();
  }

  /** Fails unless the session ends. */
  async seesTheEnd() {
    if (!(await this.#poll(() => this.hasEnded()))) throw new Difference('the session has not ended');
  }

  /** Whether the player shows that the session is over: nothing to press any more, and its last page. */
  async hasEnded() {
    return (await this.#page.getByRole('button', { name: /^(Continue|Exit|Suspend)/ }).count()) === 0 && (await this.#page.locator('main h2').count()) > 0;
  }

  /** Goes away without a word, as when a tab is closed. */
  async leaves() {
    await this.#page.goto('about:blank');
    await sleep(300);
  }

  async #freshFrame() {
    for (const frame of this.#page.frames()) {
      if (frame.parentFrame() !== this.#page.mainFrame() || !frame.url().includes('/files/')) continue;
      const isFresh = await frame
        .evaluate(() => document.readyState === 'complete' && !window.caseSeen)
        .catch(() => false);
      if (isFresh) return frame;
    }
    return null;
  }

  /** Waits while the player is on its way from one activity to another: then Exit cannot be pressed. */
  async #settled() {
    await this.#poll(async () => {
      const exit = this.#button('Exit');
      return (await exit.count()) === 0 || (await exit.isEnabled());
    });
  }

  #button(name) {
    return this.#page.getByRole('button', { name: new RegExp(`^${name}`) }).first();
  }

  /** The item of a title; the cases describe the root, which is the first, instead of naming it. */
  #item(title) {
    if (title === undefined || title.startsWith('the activity that corresponds to the root')) {
      return this.#page.getByRole('treeitem').first();
    }
    return this.#page.getByRole('treeitem', { name: title, exact: true }).first();
  }

  async #isEnabled(name) {
    const button = this.#button(name);
    return (await button.count()) > 0 && (await button.isVisible()) && (await button.isEnabled());
  }

  async #isSelectable(title) {
    const item = this.#item(title);
    return (await item.count()) > 0 && (await item.getAttribute('aria-disabled')) !== 'true';
  }

  /** Asks until the answer is truthy or patience ends; gives the last answer. */
  async #poll(ask) {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      const answer = await ask().catch(() => null);
      if (answer || Date.now() > deadline) return answer;
      await sleep(20);
    }
  }
}

/** Runs in the delivered page. @returns {{result: string, error: string}[]} */
function makeCalls(calls) {
  const api = window.caseApi;
  const indexOf = (list, id) => {
    const count = Number(api.GetValue(`${list}._count`));
    for (let index = 0; index < count; index += 1) {
      if (api.GetValue(`${list}.${index}.id`) === id) return index;
    }
    return count;
  };
  const resolved = (element) => (element ?? '').replace(/^(.*)\.\{id=([^}]*)\}/, (_, list, id) => `${list}.${indexOf(list, id)}`);
  const make = ({ call, element, value }) => {
    if (call === 'GetLastError') return api.GetLastError();
    const place = resolved(element);
    return call === 'SetValue' ? api.SetValue(place, value ?? '') : api[call](place);
  };
  const objectiveIds = () => {
    const count = Number(api.GetValue('cmi.objectives._count'));
    return Array.from({ length: count }, (_, index) => api.GetValue(`cmi.objectives.${index}.id`)).join('[,]');
  };
  return calls.map((call) => {
    const result = call.call === 'objective_ids' || call.objective_ids ? objectiveIds() : make(call);
    return { result: String(result), error: String(api.GetLastError()) };
  });
}

/** What is wrong with an answer, or null. */
function compare(call, { result, error }) {
  // Where the cases leave it to the system what there is.
  if (call.expect === 'Returned a valid value or error code') return null;
  const shown = `${JSON.stringify(result)}, error ${error}`;
  if (call.shorter_than !== undefined) {
    if (result.length >= call.shorter_than) return `${result.length} characters, not below ${call.shorter_than}`;
  } else if (call.expect !== undefined) {
    const expected = Array.isArray(call.expect) ? call.expect.join('[,]') : call.expect;
    if (!isSame(call.element ?? '', expected, result)) return `${shown}; expected ${JSON.stringify(expected)}`;
  }
  if (call.error !== undefined && call.error !== error) return `${shown}; expected error ${call.error}`;
  return null;
}
