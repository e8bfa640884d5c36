/** Midnight at the beginning of a day, `later` days after it, in the reader's own time zone, as the API takes it. */
export function midnight(day: string, later = 0): string | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return undefined;
  const time = new Date(`${day}T00:00:00`);
  time.setDate(time.getDate() + later);
  return time.toISOString();
}
