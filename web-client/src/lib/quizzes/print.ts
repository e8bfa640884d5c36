/**
 * Fills a window that was opened for it with a page of the server. The page's own styles go in as a sheet of that
 * window, since the policy of this page, which a blank window has too, allows none inline.
 */
export function fillWindow(target: Window & typeof globalThis, html: string): void {
  const page = new DOMParser().parseFromString(html, 'text/html');
  const sheet = new target.CSSStyleSheet();
  sheet.replaceSync(Array.from(page.querySelectorAll('style'), (style) => style.textContent).join('\n'));
  const { document } = target;
  document.documentElement.lang = page.documentElement.lang;
  document.title = page.title;
  document.body.replaceChildren(...Array.from(page.body.childNodes, (node) => document.importNode(node, true)));
  document.adoptedStyleSheets = [sheet];
}
