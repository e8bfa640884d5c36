/** Quotes one cell. A leading sign that a spreadsheet would take for a formula is made text. */
function cell(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) && !/^-?\d+([.,]\d+)?$/.test(value) ? `'${value}` : value;
  return /[",;\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** Rows as CSV that Excel opens right: UTF-8 with its mark, CRLF, the separator named in the first line. */
export function csv(rows: readonly (readonly string[])[]): string {
  return `\uFEFFsep=;\r\n${rows.map((row) => row.map(cell).join(';')).join('\r\n')}\r\n`;
}

export const download = (name: string, text: string, type = 'text/csv;charset=utf-8'): void =>
  saveFile(name, new Blob([text], { type }));

/** Hands a file over to the reader. */
export function saveFile(name: string, file: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
