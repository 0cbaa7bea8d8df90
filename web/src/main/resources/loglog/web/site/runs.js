// The page of runs: a list that can be filtered and sorted, curves of those that are chosen, live. What is seen is in the address.
import {ask, count, download, duration, element, header, lineStyle, number, soon, svg} from './common.js';
import {Curves} from './curves.js';
import {showFlags} from './flags.js';
import {reloadStudies, studies} from './studies.js';

const COLUMNS = ['name', 'study', 'status', 'params', 'tokens', 'flops', 'loss', 'bits_per_byte', 'tokens_per_second', 'progress', 'updated', 'flags'];
const ASKED = [...COLUMNS, 'validation_loss', 'planned_tokens', 'planned_steps', 'steps', 'seconds', 'recipe_name', 'seed'];
const NUMBERS = new Set(['params', 'tokens', 'flops', 'loss', 'bits_per_byte', 'tokens_per_second', 'progress', 'flags']);
const SHOWN = COLUMNS.filter(c => c !== 'study'); // a name begins with its study
const HEADS = {tokens_per_second: 'tokens/s', bits_per_byte: 'bits per byte'};
const SCREENFUL = 40; // rows of the list at first; more are asked for as they are scrolled to
const MOST = 2000;
const USUAL = 8; // curves that are drawn where the address names none
const $ = id => document.getElementById(id);

const state = {runs: [], x: 'tokens', y: 'loss', xlog: false, ylog: false, smooth: 0, by: 'run', from: null, to: null,
  name: '', where: '', status: '', sort: 'updated', reverse: true, limit: SCREENFUL};
let list = {runs: [], found: 0, total: 0};
let chosen = false;
let recipes = new Map();

function read() {
  const query = new URLSearchParams(location.search);
  state.runs = query.getAll('run');
  query.getAll('hide').forEach(run => curves.hidden.add(run));
  chosen = query.has('run') || query.has('none');
  for (const key of ['x', 'y', 'by', 'name', 'where', 'status', 'sort']) if (query.has(key)) state[key] = query.get(key);
  for (const key of ['xlog', 'ylog', 'reverse']) if (query.has(key)) state[key] = query.get(key) === 'true';
  for (const key of ['from', 'to', 'smooth']) if (query.has(key) && isFinite(+query.get(key))) state[key] = +query.get(key);
}

function write() {
  const query = new URLSearchParams();
  if (chosen) state.runs.forEach(run => query.append('run', run));
  if (chosen && !state.runs.length) query.set('none', '');
  curves.hidden.forEach(run => query.append('hide', run));
  for (const [key, usual] of [['x', 'tokens'], ['y', 'loss'], ['by', 'run'], ['xlog', false], ['ylog', false], ['smooth', 0], ['from', null],
    ['to', null], ['name', ''], ['where', ''], ['status', ''], ['sort', 'updated'], ['reverse', true]]) {
    if (state[key] !== usual) query.set(key, state[key]);
  }
  history.replaceState(null, '', query.size ? '?' + query : location.pathname);
}

// ---- curves

const curves = new Curves($('chart'), (from, to) => zoom(from, to), showUnder);

function zoom(from, to) {
  state.from = from;
  state.to = to;
  write();
  draw();
}

const weight = () => state.smooth === 0 ? 0 : 1 - Math.pow(10, -3 * state.smooth / 100); // 0.9 at a third of the way

let drawing = null;
let isToBeChecked = false;

/** Draws again where a run that is drawn may have written since. */
function check() {
  if (curves.answer?.curves.some(curve => !curve.ended)) redraw();
}

async function draw() {
  drawing?.abort();
  const mine = drawing = new AbortController();
  const columns = Math.round(Math.min(2000, Math.max(200, $('chart').clientWidth - 80)));
  try {
    const answer = await ask('/api/curves', {run: state.runs, x: state.x, y: state.y, log: state.xlog, from: state.from, to: state.to,
      smooth: weight() || null, columns, replicates: state.by === 'seeds' || null}, {signal: mine.signal});
    drawing = null;
    curves.draw(answer, {ylog: state.ylog, styleOf: style, isGrouped: state.by === 'seeds'});
    legend(answer);
    const drawn = answer.curves.filter(c => c.rows).length;
    $('chart').setAttribute('aria-label', drawn
      ? `${state.y} over ${state.x} of ${drawn} runs: ${answer.curves.slice(0, 5).map(c => c.run).join(', ')}` : 'no curves yet');
    $('chart').dataset.rows = answer.curves.map(c => c.rows).join(',');
    problem('');
    if (isToBeChecked) check();
    isToBeChecked = false;
  } catch (e) {
    if (e.name === 'AbortError') return;
    drawing = null;
    problem(e.message);
  }
}

function style(run, i) {
  if (state.by !== 'recipe') return i;
  const recipe = list.runs.find(r => r.name === run)?.recipe_name ?? run;
  if (!recipes.has(recipe)) recipes.set(recipe, recipes.size);
  return recipes.get(recipe);
}

function legend(answer) {
  const shown = state.by === 'seeds' ? answer.groups.map(group => ({run: group.name, note: group.runs.length > 1 ? `${group.runs.length} seeds` : ''}))
    : answer.curves.map(curve => ({run: curve.run, note: curve.rows ? '' : 'no such rows'}));
  $('legend').replaceChildren(...shown.map((curve, i) => {
    const {stroke, dash} = lineStyle(style(curve.run, i));
    const button = element('button', {type: 'button', 'aria-pressed': String(!curves.hidden.has(curve.run)), onclick: () => {
      curves.toggle(curve.run);
      button.setAttribute('aria-pressed', String(!curves.hidden.has(curve.run)));
      write();
    }}, svg('svg', {width: 22, height: 10, 'aria-hidden': 'true'},
      svg('path', {d: 'M0 5h22', stroke, 'stroke-width': 2.5, 'stroke-dasharray': dash.join(' ')})),
      curve.run, element('span', {class: 'soft value'}, curve.note));
    button.dataset.run = curve.run;
    button.dataset.note = curve.note;
    return element('li', {}, button);
  }));
}

function showUnder(values) {
  const byRun = new Map((values ?? []).map(([run, x, y]) => [run, [x, y]]));
  for (const button of $('legend').querySelectorAll('button')) {
    const value = byRun.get(button.dataset.run);
    button.querySelector('.value').textContent = value ? number(value[1]) + ' at ' + count(value[0]) : button.dataset.note;
  }
}

$('chart').addEventListener('keydown', e => {
  const answer = curves.answer;
  if (!answer || !['ArrowLeft', 'ArrowRight', '+', '=', '-', '0'].includes(e.key)) return;
  e.preventDefault();
  if (e.key === '0') return zoom(null, null);
  const there = answer.log ? Math.log : v => v;
  const back = answer.log ? Math.exp : v => v;
  const [from, to] = [there(answer.from), there(answer.to)];
  const width = to - from;
  const [a, b] = {ArrowLeft: [-0.2, -0.2], ArrowRight: [0.2, 0.2], '+': [0.2, -0.2], '=': [0.2, -0.2], '-': [-0.3, 0.3]}[e.key];
  zoom(back(from + a * width), back(to + b * width));
});

// ---- the list

let listing;
async function load() {
  listing?.abort();
  listing = new AbortController();
  try {
    list = await ask('/api/runs', {name: state.name ? [state.name] : [], where: state.where ? [state.where] : [], status: state.status,
      sort: state.sort, reverse: state.reverse, limit: state.limit, column: ASKED}, {signal: listing.signal});
    problem(list.problems.length ? 'left out what cannot be read: ' + list.problems.slice(0, 3).join('; ') : '');
  } catch (e) {
    if (e.name === 'AbortError') return;
    problem(e.message);
    return;
  }
  if (!chosen) state.runs = list.runs.slice(0, USUAL).map(run => run.name);
  rows();
}

/** The list as a table; what the keyboard holds is held again. */
function rows() {
  const held = document.activeElement?.closest('#runs') ? document.activeElement.dataset.key : null;
  fill();
  showFlags(list.runs);
  if (held && document.activeElement === document.body) [...$('runs').querySelectorAll('[data-key]')].find(node => node.dataset.key === held)?.focus();
}

function fill() {
  $('count').textContent = list.found === list.total ? `${list.total} runs` : `${list.found} of ${list.total} runs`;
  $('runs').tHead.replaceChildren(element('tr', {}, element('th', {scope: 'col'}, element('span', {class: 'soft'}, 'draw')),
    ...SHOWN.map(column => element('th', {scope: 'col', class: NUMBERS.has(column) ? 'number' : null,
      'aria-sort': state.sort === column ? state.reverse ? 'descending' : 'ascending' : null},
    element('button', {type: 'button', 'data-key': 'sort ' + column, onclick: () => sort(column)},
      (HEADS[column] ?? column) + (state.sort === column ? state.reverse ? ' ↓' : ' ↑' : ''))))));
  const drawn = new Set(state.runs);
  $('runs').setAttribute('aria-rowcount', list.found + 1);
  $('runs').tBodies[0].replaceChildren(...list.runs.map((run, i) => element('tr', {'aria-rowindex': i + 2},
    element('td', {}, element('input', {type: 'checkbox', 'aria-label': 'draw ' + run.name, 'data-key': 'draw ' + run.name, checked: drawn.has(run.name),
      onchange: e => choose(run.name, e.target.checked)})),
    ...SHOWN.map(column => cell(run, column)))));
  $('more').hidden = list.found <= list.runs.length || list.runs.length >= MOST;
}

function cell(run, column) {
  const value = run[column];
  if (column === 'name') return element('td', {class: 'name'}, value);
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

/** More rows of the list, where there are some. */
function more() {
  if (list.found <= list.runs.length || list.runs.length < state.limit || state.limit === MOST) return;
  state.limit = Math.min(MOST, state.limit * 3);
  load();
}

/** Another list: from its beginning. */
function reload() {
  state.limit = SCREENFUL;
  $('runs').parentElement.scrollTop = 0;
  write();
  load();
}

function sort(column) {
  state.reverse = state.sort === column ? !state.reverse : NUMBERS.has(column) || column === 'updated';
  state.sort = column;
  reload();
}

function choose(run, on) {
  chosen = true;
  state.runs = on ? [...state.runs, run] : state.runs.filter(name => name !== run);
  write();
  measures();
  draw();
}

async function measures() {
  if (!state.runs.length) return;
  try {
    const {measures} = await ask('/api/measures', {run: state.runs.slice(0, 20)});
    const names = measures.includes(state.y) ? measures : [state.y, ...measures];
    $('y').replaceChildren(...names.map(name => element('option', {selected: name === state.y}, name)));
  } catch (e) {
    problem(e.message);
  }
}

async function compare() {
  try {
    const runs = state.runs.slice(0, 8);
    const answer = await ask('/api/compare', {run: runs});
    const table = (title, values, percent) => [element('h2', {}, title), element('div', {class: 'scroll'}, element('table', {},
      element('thead', {}, element('tr', {}, element('th', {scope: 'col'}, ''), ...runs.map(run => element('th', {scope: 'col'}, run)))),
      element('tbody', {}, ...Object.entries(values).map(([key, row]) => element('tr', {}, element('th', {scope: 'row'}, key),
        ...runs.map(run => element('td', {}, row[run] == null ? '' : percent ? (100 * row[run]).toFixed(2) + '%' : String(row[run]))))))))];
    $('comparison').replaceChildren(...table('Settings that differ', answer.differing_settings, false),
      ...table('Results, relative to the first', answer.relative_to_first, true));
    $('comparison').hidden = false;
    $('comparison').scrollIntoView({block: 'nearest'});
  } catch (e) {
    problem(e.message);
  }
}

function problem(sentence) {
  $('problem').textContent = sentence;
  $('problem').hidden = !sentence;
}

// ---- live

const redraw = soon(draw, 150);
const look = soon(async () => {
  const before = state.runs.join();
  await load();
  if (before !== state.runs.join()) {
    measures();
    draw();
  }
}, 300);

function listen() {
  const source = new EventSource('/api/live');
  source.onopen = () => { $('live').textContent = 'live: what runs write appears by itself'; };
  source.onerror = () => { $('live').textContent = 'not connected; trying again'; };
  source.addEventListener('rows', e => {
    if (state.runs.includes(JSON.parse(e.data).run)) redraw();
    look();
  });
  source.addEventListener('runs', e => {
    const {revision} = JSON.parse(e.data);
    const isSame = revision !== undefined && revision === list.revision; // said at each beginning: nothing changed since the list came
    if (!isSame) { look(); reloadStudies(); }
    if (!isSame) redraw();
    else if (drawing) isToBeChecked = true;
    else check();
  });
}

// ---- controls

function controls() {
  for (const id of ['x', 'by', 'status', 'name', 'where']) $(id).value = state[id];
  for (const id of ['xlog', 'ylog']) $(id).checked = state[id];
  $('smooth').value = state.smooth;
  smoothing();
  for (const id of ['x', 'y', 'by']) $(id).addEventListener('change', () => {
    state[id] = $(id).value;
    if (id === 'x') state.from = state.to = null;
    write();
    draw();
  });
  for (const id of ['xlog', 'ylog']) $(id).addEventListener('change', () => { state[id] = $(id).checked; write(); draw(); });
  $('smooth').addEventListener('input', () => { state.smooth = +$('smooth').value; smoothing(); write(); redraw(); });
  for (const id of ['name', 'where']) $(id).addEventListener('input', soon(() => { state[id] = $(id).value.trim(); reload(); }, 40));
  $('status').addEventListener('change', () => { state.status = $('status').value; reload(); });
  $('reset').addEventListener('click', () => zoom(null, null));
  $('none').addEventListener('click', () => { chosen = true; state.runs = []; write(); rows(); draw(); });
  $('more').addEventListener('click', more);
  const box = $('runs').parentElement;
  box.addEventListener('scroll', () => { if (box.scrollTop + 2 * box.clientHeight > box.scrollHeight) more(); });
  $('compare').addEventListener('click', compare);
  $('link').addEventListener('click', async () => {
    chosen = true;
    write();
    await navigator.clipboard?.writeText(location.href).catch(() => {});
    $('live').textContent = 'the address now holds what is seen, and was copied';
  });
  $('png').addEventListener('click', async () => download('curves.png', 'image/png', await curves.png()));
  $('svg').addEventListener('click', () => download('curves.svg', 'image/svg+xml', curves.svg()));
  $('csv').addEventListener('click', () => download('curves.csv', 'text/csv', curves.csv()));
  for (const form of document.forms) form.addEventListener('submit', e => e.preventDefault());
}

const smoothing = () => { $('smoothOut').textContent = state.smooth ? weight().toFixed(3) : 'none'; };

header();
read();
controls();
if (chosen) draw();
await load();
if (!chosen || state.by === 'recipe') draw();
listen();
studies();
measures();
