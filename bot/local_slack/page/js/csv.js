/** Comma-separated values (RFC 4180), with whichever separator the first line uses most. */

const SEPARATORS = [",", ";", "\t"];

/** The character between the cells of a line. */
function separatorOf(line) {
  const counts = SEPARATORS.map((one) => line.split(one).length);
  return SEPARATORS[counts.indexOf(Math.max(...counts))];
}

/** Rows of cells; separators and line breaks inside quotes belong to their cell. @param {string} text @returns {string[][]} */
export function parseCsv(text) {
  const separator = separatorOf(text.slice(0, text.search(/\r|\n|$/)));
  const bare = `[^${separator}\\r\\n]*`;
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"${bare}|(${bare}))(${separator}|\\r\\n|\\n|\\r|$)`, "y");
  const rows = [[]];
  while (cell.lastIndex < text.length) {
    const [, quoted, plain, end] = cell.exec(text);
    rows.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== separator) rows.push([]);
  }
  return rows.filter((row) => row.some(Boolean));
}
