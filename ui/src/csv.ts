/**
 * A table as RFC 4180 has it, in the shape that a French spreadsheet opens by itself: semicolons, and a
 * byte order mark so that accents are read as UTF-8.
 */
export function csv(rows: readonly (readonly string[])[]): string {
  return `\ufeff${rows.map((row) => `${row.map(cell).join(';')}\r\n`).join('')}`;
}

function cell(raw: string): string {
  const text = harmless(raw);
  return /[";\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A spreadsheet reads what begins so as a formula; an apostrophe before it makes it text. */
function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
