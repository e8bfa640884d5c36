/** Short confirmations of what the reader just did; they are announced politely and go by themselves. */
let current = $state<{ id: number; text: string } | null>(null);
let count = 0;

export const toast = (): { id: number; text: string } | null => current;

export function say(text: string, milliseconds = 6000): void {
  const id = ++count;
  current = { id, text };
  setTimeout(() => {
    if (current?.id === id) current = null;
  }, milliseconds);
}
