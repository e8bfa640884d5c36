/** Answers to the questions of our own quizzes, given with the controls that learners have. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Puts some answer to the question that is open, whatever its type is.
 *
 * @param {import('playwright-core').Locator} paper the page of the question
 */
export async function answerSomehow(paper) {
  const choices = paper.locator('.options input');
  if (await choices.count()) return choices.first().check();
  const inOrder = paper.locator('.ordering > button');
  if (await inOrder.count()) return inOrder.click();
  for (const list of await paper.locator('fieldset select').all()) await list.selectOption({ index: 1 });
  for (const field of await paper.locator('fieldset input[type=text]').all()) await field.fill('1');
}

/**
 * Gives the right answers of a course's banks.
 *
 * @param {string} folder of the course
 * @param {string} language in which its quizzes are asked
 * @returns {(paper: import('playwright-core').Locator) => Promise<void>}
 */
export function answersOf(folder, language) {
  const files = readdirSync(join(folder, 'banks')).map((name) => join(folder, 'banks', name));
  const questions = files.flatMap((file) => JSON.parse(readFileSync(file, 'utf8')).questions);
  const own = (text) => text?.[language] ?? '';
  return async (paper) => {
    const asked = bare(await paper.locator('.prompt').innerText());
    const question = questions.find(({ prompt }) => bare(own(prompt)) === asked);
    if (!question) throw new Error(`no bank asks: ${asked}`);
    const give = ways[question.type];
    await give(paper.locator('fieldset'), question, own);
  };
}

/** Letters and digits of a text, without marks of Markdown and without what is cited. */
function bare(text) {
  const words = text.replace(/\[@[^\]]*\]/g, '').replace(/\[\[(?:[^\]|]*\|)?([^\]]*)\]\]/g, '$1').replace(/\]\{[^}]*\}|\]\([^)]*\)/g, '');
  return words.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}

/** The option among several elements whose words are these. */
async function withWords(options, text) {
  for (const option of await options.all()) if (bare(await option.innerText()) === bare(text)) return option;
  throw new Error(`no option says: ${text}`);
}

const choose = async (field, { choices }, own) => {
  for (const choice of choices.filter(({ correct }) => correct)) {
    await (await withWords(field.locator('label.option'), own(choice.text))).locator('input').check();
  }
};

/** Chooses in a list by the words, which may carry other marks than the bank's. */
async function pick(list, text) {
  const options = await list.locator('option').evaluateAll((all) => all.map(({ value, text: said }) => [value, said]));
  const found = options.find(([, said]) => bare(said) === bare(text));
  if (!found) throw new Error(`the list has no ${text}`);
  await list.selectOption(found[0]);
}

const ways = {
  single: choose,
  multiple: choose,
  'true-false': (field, { correct }) => field.locator(`input[value=${correct}]`).check(),
  likert: (field) => field.locator('.options input').first().check(),
  numeric: (field, { value }) => field.locator('input').fill(String(value)),
  'short-text': (field, { accept }, own) => field.locator('input').fill(own(accept)[0] ?? '1'),
  async matching(field, { pairs }, own) {
    for (const row of await field.locator('.pair').all()) {
      const left = bare(await row.locator('.pair-left').innerText());
      const pair = pairs.find((one) => bare(own(one.left)) === left);
      await pick(row.locator('select'), own(pair.right));
    }
  },
  async ordering(field, { items }, own) {
    const steps = field.locator('li .step');
    for (const [place, item] of items.entries()) {
      for (;;) {
        const now = (await steps.allInnerTexts()).findIndex((text) => bare(text) === bare(own(item.text)));
        if (now < 0) throw new Error(`no step says: ${own(item.text)}`);
        if (now <= place) break;
        await field.locator('li').nth(now).locator('.mover').first().click();
      }
    }
    const asItIs = field.locator('.ordering > button');
    if (await asItIs.isVisible()) await asItIs.click();
  },
  async gap(field, { text, gaps }, own) {
    const ids = [...own(text).matchAll(/\{\{([^}]+)\}\}/g)].map(([, id]) => id.trim());
    for (const [place, id] of ids.entries()) {
      const control = field.locator('.gap-text').locator('input, select').nth(place);
      const { numeric, accept, choices } = gaps[id];
      if (choices) await pick(control, own(choices.find(({ correct }) => correct).text));
      else await control.fill(numeric ? String(numeric.value) : own(accept)[0]);
    }
  },
};
