type Child = Node | string | null | false;

interface Parts {
  class?: string;
  text?: string;
  attributes?: Record<string, string | boolean | undefined>;
  on?: Partial<Record<keyof HTMLElementEventMap, (event: Event) => void>>;
}

/** Makes an element with its parts. */
export function make<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  parts: Parts = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (parts.class) element.className = parts.class;
  if (parts.text !== undefined) element.textContent = parts.text;
  for (const [name, value] of Object.entries(parts.attributes ?? {})) attribute(element, name, value);
  for (const [name, listener] of Object.entries(parts.on ?? {})) element.addEventListener(name, listener);
  element.append(...children.filter((child): child is Node | string => child !== null && child !== false));
  return element;
}

/** Sets, empties (`true`) or removes (`false`, `undefined`) an attribute. */
export function attribute(element: Element, name: string, value: string | boolean | undefined): void {
  if (value === undefined || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? '' : value);
}

/** Changes a text only where it differs, so that a live region does not repeat itself. */
export function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}
