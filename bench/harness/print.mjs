const HEAD = ['', 'median', 'to the limit', 'to the best peer'];

/** Each table with its title, as Markdown, so that it can be kept as it is. */
export function printTables(name, tables) {
  for (const { title, rows } of tables) {
    write(`\n### ${name}: ${title}\n`);
    write(line(HEAD), line(['---', '---:', '---:', '---:']));
    for (const row of rows) write(line(cells(row)));
  }
}

export function printJson(document) {
  write(JSON.stringify(document, undefined, 2));
}

function cells({ subject, median, unit, ratioToLimit, ratioToBestPeer }) {
  const name = subject.startsWith('chain-cache') ? `**${subject}**` : subject;
  return [
    name,
    `${median.toLocaleString('en')} ${unit}`,
    times(ratioToLimit),
    times(ratioToBestPeer),
  ];
}

function times(ratio) {
  return ratio === null ? '' : ratio.toLocaleString('en', { maximumFractionDigits: 2 });
}

function line(texts) {
  return `| ${texts.join(' | ')} |`;
}

function write(...lines) {
  for (const text of lines) process.stdout.write(`${text}\n`);
}
