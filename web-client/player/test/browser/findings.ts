import axe from 'axe-core';
import type { Page } from 'playwright-core';

/** Where to put pictures of the player; none are taken without. */
const pictures = process.env['VIDIK_PICTURES'];

export async function picture(page: Page, name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: `${pictures}/${name}.png`, fullPage: false });
}

/** What axe finds on the player's own page; the content is other people's. */
export async function findings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: checker } = window as unknown as { axe: typeof axe };
    const report = await checker.run(document, { iframes: false, runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
    return report.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`);
  });
}

/** What stands outside the window to the right or left. */
export async function overflow(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wide = document.body.scrollWidth > window.innerWidth ? [`body: ${document.body.scrollWidth}`] : [];
    const outside = [...document.querySelectorAll<HTMLElement>('body *')]
      .filter((element) => element.checkVisibility() && !element.closest('.spoken, .skip, select'))
      .filter((element) => {
        const { left, right } = element.getBoundingClientRect();
        return right > window.innerWidth + 1 || left < -1;
      });
    return [...wide, ...outside.map((element) => `${element.tagName}.${element.getAttribute('class')}`)];
  });
}
