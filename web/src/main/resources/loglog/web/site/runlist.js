// The list of runs: a table of which only the rows in sight, and some around them, are in the page; the others are asked for as they are scrolled to.
import {count, duration, element, number} from './common.js';
import {askRows, begun, state} from './view.js';

const SHOWN = ['name', 'status', 'params', 'tokens', 'flops', 'loss', 'bits_per_byte', 'tokens_per_second', 'progress', 'updated', 'flags'];
const NUMBERS = new Set(['params', 'tokens', 'flops', 'loss', 'bits_per_byte', 'tokens_per_second', 'progress', 'flags']);
const HEADS = {flops: 'FLOP', tokens_per_second: 'tokens/s', bits_per_byte: 'bits per byte'};
const AROUND = 8; // rows above and below those in sight, so that keys and wheels find some
const PART = 100; // rows that are asked for at once
const USUAL_HEIGHT = 29;
const TOLD_APART_BY = 22; // characters

export class RunList {
  /**
   * @param table in a box that scrolls, between two elements that stand for the rows above and below
   * @param answered is told each answer, read the rows that are known by then, failed what went wrong (a sentence), choose a run and whether it is to be drawn, sort a column
   */
  constructor(table, {answered, read, failed, choose, sort}) {
    Object.assign(this, {table, box: table.parentElement, above: table.previousElementSibling, below: table.nextElementSibling,
      answered, read, failed, choose, rows: new Map(), lines: new Map(), found: 0, top: 0, listings: 0, height: USUAL_HEIGHT, revision: undefined});
    this.heads = SHOWN.map(column => element('th', {scope: 'col', class: NUMBERS.has(column) ? 'number' : null},
      element('button', {type: 'button', onclick: () => sort(column)})));
    table.tHead.replaceChildren(element('tr', {'aria-rowindex': 1},
      element('th', {scope: 'col'}, element('span', {class: 'soft'}, 'draw')), ...this.heads));
    this.box.addEventListener('scroll', () => { this.top = this.box.scrollTop; this.frame ||= requestAnimationFrame(() => { this.frame = 0; this.show(); }); });
    // A key that goes to the last of the rows in the page brings more of them before the next key can leave the list.
    this.box.addEventListener('focusin', event => {
      const row = event.target.closest('tbody tr');
      if (!row) return;
      row.scrollIntoView({block: 'nearest'});
      this.top = this.box.scrollTop;
      this.show();
    });
    addEventListener('resize', () => { this.rowHeight = undefined; this.show(); });
  }

  /** Asks anew for the rows in sight; false where another question came meanwhile. */
  async load() {
    this.listings++;
    this.loading?.abort();
    const mine = this.loading = new AbortController();
    const [first, count] = this.range();
    let answer;
    try {
      const question = begun.list;
      begun.list = null;
      answer = await (question ?? askRows(first, count, {signal: mine.signal}));
    } catch (e) {
      if (mine !== this.loading || e.name === 'AbortError') return false;
      this.loading = null;
      this.failed(e.message);
      return true;
    }
    if (mine !== this.loading) return false;
    this.loading = null;
    this.rows.clear();
    this.lines.clear();
    this.take(answer);
    this.answered(answer);
    this.show();
    return true;
  }

  take(answer) {
    this.found = answer.found;
    this.revision = answer.revision;
    answer.runs.forEach((run, i) => this.rows.set(answer.offset + i, run));
    this.read([...this.rows.values()]);
  }

  /** Back to the first row. */
  toTop() {
    this.box.scrollTop = this.top = 0;
  }

  /** A run of those that were read; undefined where it is none of them. */
  run(name) {
    for (const run of this.rows.values()) if (run.name === name) return run;
  }

  /** The rows in sight and some around them; the box is at most so high, and asking for more would lay the page out. */
  range() {
    const count = Math.ceil(0.6 * innerHeight / this.height) + 2 * AROUND;
    const first = Math.floor(this.top / this.height) - AROUND;
    return [Math.max(0, Math.min(first, this.found - count)), count];
  }

  /** Fills the table with the rows in sight. */
  show() {
    const [first, count] = this.range();
    const last = Math.min(first + count, this.found);
    this.head();
    const lines = [];
    let missing = null;
    for (let i = first; i < last; i++) {
      const run = this.rows.get(i);
      if (!run) missing ??= i;
      let line = this.lines.get(i);
      if (!line || line.isEmpty && run) this.lines.set(i, line = run ? this.line(run, i) : this.empty(i));
      lines.push(line);
    }
    for (const i of this.lines.keys()) if (i < first || i >= last) this.lines.delete(i);
    const body = this.table.tBodies[0];
    if (lines.length !== body.rows.length || lines.some((line, i) => line !== body.rows[i])) {
      const held = document.activeElement;
      const row = body.contains(held) ? held.closest('tr') : null;
      const isLost = row && !lines.includes(row);
      this.replace(body, lines);
      if (isLost) (this.successor(held, row) ?? this.box).focus({preventScroll: true});
      this.table.setAttribute('aria-rowcount', this.found + 1);
    }
    if (lines.length && lines[0].isConnected) this.height = this.measured(body, lines.length);
    this.above.style.height = first * this.height + 'px';
    this.below.style.height = Math.max(0, this.found - last) * this.height + 'px';
    if (missing !== null) this.fetch(missing);
  }

  /** What keeps the keyboard where it was: the same run's box, or the box of the run that has come where none was known. */
  successor(held, row) {
    return row.isEmpty ? this.lines.get(row.ariaRowIndex - 2)?.querySelector('input, td[tabindex]')
      : [...this.table.tBodies[0].querySelectorAll('[data-key]')].find(node => node.dataset.key === held.dataset.key);
  }

  /** Lines that stay are left where they are: what the keyboard holds in them stays held. */
  replace(body, lines) {
    const kept = new Set(lines);
    for (const row of [...body.rows]) if (!kept.has(row)) row.remove();
    lines.forEach((line, i) => { if (body.rows[i] !== line) body.insertBefore(line, body.rows[i] ?? null); });
  }

  measured(body, count) {
    this.rowHeight ??= body.getBoundingClientRect().height / count;
    return this.rowHeight || USUAL_HEIGHT;
  }

  async fetch(from) {
    if (this.asking || this.loading) return; // shown again when that has come
    this.asking = true;
    const {revision} = this;
    const began = this.listings;
    try {
      const answer = await askRows(from, PART);
      if (began === this.listings) { // else a list in another order was asked for since
        if (answer.revision !== revision) { // rows may have moved
          this.rows.clear();
          this.lines.clear();
        }
        this.take(answer);
      }
    } catch (e) {
      if (began === this.listings) this.failed(e.message);
      return;
    } finally {
      this.asking = false;
    }
    this.show();
  }

  head() {
    SHOWN.forEach((column, i) => {
      const isSorted = state.sort === column;
      const text = (HEADS[column] ?? column) + (isSorted ? state.reverse ? ' ↓' : ' ↑' : '');
      const button = this.heads[i].firstChild;
      if (button.textContent === text) return;
      button.textContent = text;
      if (isSorted) this.heads[i].setAttribute('aria-sort', state.reverse ? 'descending' : 'ascending');
      else this.heads[i].removeAttribute('aria-sort');
    });
  }

  empty(i) {
    const line = element('tr', {'aria-rowindex': i + 2}, element('td', {colspan: SHOWN.length + 1, class: 'soft', tabindex: 0}, '…'));
    line.firstChild.style.height = this.height + 'px'; // as high as what will be there, or the end of the list would not be its end
    line.isEmpty = true;
    return line;
  }

  line(run, i) {
    const box = element('input', {type: 'checkbox', 'aria-label': 'draw ' + run.name, 'data-key': run.name, onchange: () => this.choose(run.name, box.checked)});
    box.checked = state.runs.includes(run.name);
    return element('tr', {'aria-rowindex': i + 2}, element('td', {}, box), ...SHOWN.map(column => cell(run, column)));
  }

  /** Which runs are drawn has changed. */
  mark() {
    const drawn = new Set(state.runs);
    for (const box of this.table.tBodies[0].querySelectorAll('input')) box.checked = drawn.has(box.dataset.key);
  }
}

/** Of a long name the end tells runs apart: what does not fit is left out before it. */
function name(value) {
  const at = Math.max(0, value.length - TOLD_APART_BY);
  return element('td', {class: 'name', title: value}, element('span', {}, element('span', {class: 'begins'}, value.slice(0, at)), element('span', {class: 'ends'}, value.slice(at))));
}

function cell(run, column) {
  const value = run[column];
  if (column === 'name') return name(value);
  if (column === 'flags') {
    const kinds = (value ?? []).map(flag => flag.kind);
    const notes = (value ?? []).map(flag => `${flag.kind} from step ${flag.from_step}${flag.percent == null ? '' : `, ${number(flag.percent, 3)}%`}: against ${flag.against}`);
    return element('td', {class: 'flag', title: notes.join('\n')}, kinds.join(', '));
  }
  if (column === 'updated') return element('td', {}, (value ?? '').slice(0, 16).replace('T', ' '));
  if (column === 'progress') {
    const pace = run.tokens_per_second;
    const left = value == null || value >= 1 || run.status !== 'running' ? null
      : pace > 0 && run.planned_tokens ? (1 - value) * run.planned_tokens / pace : run.seconds > 0 && value > 0 ? run.seconds / value - run.seconds : null;
    return element('td', {class: 'number'}, value == null ? '' : Math.round(100 * value) + '%' + (left ? ', ' + duration(left) + ' left' : ''));
  }
  if (column === 'tokens_per_second') {
    const pace = value ?? (run.seconds > 0 && run.tokens ? run.tokens / run.seconds : null);
    return element('td', {class: 'number'}, count(pace));
  }
  const text = column === 'loss' ? number(run.validation_loss ?? value)
    : column === 'flops' || column === 'bits_per_byte' ? number(value) : NUMBERS.has(column) ? count(value) : value ?? '';
  return element('td', {class: NUMBERS.has(column) ? 'number' : null}, String(text));
}
