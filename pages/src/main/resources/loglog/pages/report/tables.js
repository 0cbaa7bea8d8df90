// Tables: a click on a header sorts by that column, a field over a long table keeps the rows that have its words.
// Without this script the tables stand as they were written.
const LETTERS = { K: 1e3, M: 1e6, B: 1e9, T: 1e12 };
const SECONDS = { us: 1e-6, ms: 1e-3, s: 1, min: 60, h: 3600, d: 86400, years: 31557600 };
const LONG = 16;
const DATE = /^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d)?)?/;
const SPAN = /^(\d+(?:\.\d+)?) (us|ms|s|min|h|d|years)(?: (\d+) (s|min|h))?$/;
const NUMBER = /^[<~]?([-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?)([KMBT]?)%?(?=$|[\s,;()[\]/])/;
const words = new Intl.Collator('en', { numeric: true });

// What a cell is worth as a number: 1.4T, 3.09e13, +0.31%, <0.001, 3 min 20 s, a date, or the first of an interval.
const value = (text) => {
  if (/^[-+]?inf$/.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  const date = DATE.exec(text);
  if (date) return Date.parse(date[0].replace(' ', 'T') + (date[1] ? 'Z' : ''));
  const span = SPAN.exec(text);
  if (span) return span[1] * SECONDS[span[2]] + (span[3] ? span[3] * SECONDS[span[4]] : 0);
  const number = NUMBER.exec(text);
  return number ? number[1] * (LETTERS[number[2]] ?? 1) : NaN;
};

const sortable = (table) => {
  const body = table.tBodies[0];
  const written = [...body.rows];
  const texts = (column) => written.map((row) => row.cells[column].textContent.trim().replace(/\u2212/g, '-'));
  for (const head of table.tHead.rows[0].cells) {
    if (head.tagName !== 'TH' || written.length < 2) continue;
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'sort';
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute('aria-sort', 'none');
    button.addEventListener('click', () => {
      const next = { none: 'ascending', ascending: 'descending', descending: 'none' }[head.getAttribute('aria-sort')];
      for (const other of table.tHead.rows[0].querySelectorAll('[aria-sort]')) other.setAttribute('aria-sort', 'none');
      head.setAttribute('aria-sort', next);
      const cells = texts(head.cellIndex);
      const isEmpty = (text) => text === '' || text === 'n/a';
      const numbers = cells.map(value);
      const isNumeric = cells.every((text, i) => isEmpty(text) || !Number.isNaN(numbers[i]));
      const order = written.map((_, i) => i);
      const sign = next === 'descending' ? -1 : 1;
      // Rows without a value come last either way; of equals the first that was written.
      if (next !== 'none') {
        order.sort((a, b) => isEmpty(cells[a]) - isEmpty(cells[b])
          || (isEmpty(cells[a]) ? 0 : sign * (isNumeric ? (numbers[a] > numbers[b]) - (numbers[a] < numbers[b])
            : words.compare(cells[a], cells[b])))
          || a - b);
      }
      body.append(...order.map((i) => written[i]));
    });
  }
};

const filterable = (box, table) => {
  const rows = [...table.tBodies[0].rows];
  if (rows.length < LONG) return;
  const label = document.createElement('label');
  label.className = 'filter';
  const field = document.createElement('input');
  field.type = 'search';
  const count = document.createElement('output');
  label.append('rows with ', field);
  const bar = document.createElement('div');
  bar.className = 'tools';
  bar.append(label, count);
  box.before(bar);
  field.addEventListener('input', () => {
    const asked = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const text = [...row.cells].map((cell) => cell.textContent).join('\n').toLowerCase();
      row.hidden = !asked.every((word) => text.includes(word));
      shown += row.hidden ? 0 : 1;
    }
    count.textContent = asked.length ? `${shown} of ${rows.length} rows` : '';
  });
};

for (const box of document.querySelectorAll('.table')) {
  const table = box.querySelector('table');
  sortable(table);
  filterable(box, table);
}
