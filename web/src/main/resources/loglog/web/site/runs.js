// The page of runs: a list that can be filtered and sorted, curves of those that are chosen, live. What is seen is in the address.
import {askCurves, begun, choose as chooseFirst, hiddenAtFirst, state, weight, write as writeView} from './view.js';
import {ask, closing, complaints, count, download, element, header, lineStyle, number, soon, svg} from './common.js';
import {Curves, decoded} from './curves.js';
import {showFlags} from './flags.js';
import {RunList} from './runlist.js';
import {reloadStudies, studies} from './studies.js';

const $ = id => document.getElementById(id);
const recipes = new Map();
const write = () => writeView(curves.hidden);
const complain = complaints($('problem'));
/** What is wrong with the curves and what with the list: the one stays said while the other goes well. */
const wrong = {};
function problem(sentence, of = 'other', field) {
  wrong[of] = sentence && {sentence, field};
  const first = Object.values(wrong).find(Boolean);
  complain(first?.sentence ?? '', first?.field);
}

// ---- curves

const curves = new Curves($('chart'), (from, to) => zoom(from, to), showUnder);
hiddenAtFirst.forEach(run => curves.hidden.add(run));

function zoom(from, to) {
  state.from = from;
  state.to = to;
  write();
  draw();
}

let drawing = null;
let isToBeChecked = false;

/** Draws again where a run that is drawn may have written since. */
function check() {
  if (curves.answer?.curves.some(curve => !curve.ended)) redraw();
}

async function draw() {
  drawing?.abort();
  const mine = drawing = new AbortController();
  try {
    const question = begun.curves;
    begun.curves = null;
    const answer = decoded(await (question ?? askCurves($('chart').clientWidth, {signal: mine.signal})));
    if (mine.signal.aborted) return;
    drawing = null;
    curves.draw(answer, {ylog: state.ylog, styleOf: style, isGrouped: state.by === 'seeds'});
    legend(answer);
    const drawn = answer.curves.filter(c => c.rows).length;
    $('chart').setAttribute('aria-label', drawn
      ? `${state.y} over ${state.x} of ${drawn} runs: ${answer.curves.slice(0, 5).map(c => c.run).join(', ')}` : 'no curves yet');
    $('chart').dataset.rows = answer.curves.map(c => c.rows).join(',');
    problem('', 'curves');
    if (isToBeChecked) check();
    isToBeChecked = false;
  } catch (e) {
    if (e.name === 'AbortError') return;
    if (drawing !== mine) return; // another question was asked since
    drawing = null;
    problem(e.message, 'curves');
  }
}

function style(run, i) {
  if (state.by !== 'recipe') return i;
  const recipe = list.run(run)?.recipe_name ?? run;
  if (!recipes.has(recipe)) recipes.set(recipe, recipes.size);
  return recipes.get(recipe);
}

let shownLegend = '';
function legend(answer) {
  const shown = state.by === 'seeds' ? answer.groups.map(group => ({run: group.name, note: group.runs.length > 1 ? `${group.runs.length} seeds` : ''}))
    : answer.curves.map(curve => ({run: curve.run, note: curve.rows ? '' : 'no such rows'}));
  const now = JSON.stringify([shown, shown.map((curve, i) => lineStyle(style(curve.run, i))), [...curves.hidden]]);
  if (now === shownLegend) return; // a button that is held by the keyboard stays while its run writes
  shownLegend = now;
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
  const [from, to] = [there(state.from ?? answer.from), there(state.to ?? answer.to)]; // a key does not wait for the answer to the one before
  const width = to - from;
  const [a, b] = {ArrowLeft: [-0.2, -0.2], ArrowRight: [0.2, 0.2], '+': [0.2, -0.2], '=': [0.2, -0.2], '-': [-0.3, 0.3]}[e.key];
  zoom(back(from + a * width), back(to + b * width));
});

// ---- the list

const list = new RunList($('runs'), {
  answered(answer) {
    problem(answer.problems.length ? 'left out what cannot be read: ' + answer.problems.slice(0, 3).join('; ') : '', 'list', null); // no field's fault
    $('noRuns').hidden = answer.total > 0;
    $('count').textContent = answer.found === answer.total ? `${answer.total} runs` : `${answer.found} of ${answer.total} runs`;
    if (answer.offset === 0) chooseFirst(answer);
  },
  read: showFlags,
  failed: sentence => problem(sentence, 'list'),
  choose,
  sort(column) {
    state.reverse = state.sort === column ? !state.reverse : column !== 'name' && column !== 'status';
    state.sort = column;
    reload();
  },
});

/** Another list: from its beginning. */
async function reload() {
  list.toTop();
  if (await list.load()) write();
}

function choose(run, on) {
  state.chosen = true;
  state.runs = on ? [...state.runs, run] : state.runs.filter(name => name !== run);
  write();
  measures();
  draw();
}

async function measures() {
  const asked = state.runs;
  if (!asked.length) return;
  try {
    const {measures} = await ask('/api/measures', {run: asked.slice(0, 20)});
    if (asked !== state.runs) return; // others were chosen since
    const names = measures.includes(state.y) ? measures : [state.y, ...measures];
    $('y').replaceChildren(...names.map(name => element('option', {selected: name === state.y}, name)));
    problem('', 'measures');
  } catch (e) {
    problem(e.message, 'measures');
  }
}

let comparing;
async function compare() {
  comparing?.abort();
  const {signal} = comparing = new AbortController();
  try {
    const runs = state.runs.slice(0, 8);
    const answer = await ask('/api/compare', {run: runs}, {signal});
    const table = (title, values, percent) => [element('h2', {}, title), element('div', {class: 'scroll'}, element('table', {},
      element('thead', {}, element('tr', {}, element('th', {scope: 'col'}, ''), ...runs.map(run => element('th', {scope: 'col'}, run)))),
      element('tbody', {}, ...Object.entries(values).map(([key, row]) => element('tr', {}, element('th', {scope: 'row'}, key),
        ...runs.map(run => element('td', {}, row[run] == null ? '' : percent ? (100 * row[run]).toFixed(2) + '%' : String(row[run]))))))))];
    const close = closing($('comparison'));
    problem('');
    $('comparison').replaceChildren(close, ...table('Settings that differ', answer.differing_settings, false),
      ...table('Results, relative to the first', answer.relative_to_first, true));
    $('comparison').hidden = false;
    $('comparison').scrollIntoView({block: 'nearest'});
  } catch (e) {
    if (e.name !== 'AbortError') problem(e.message);
  }
}

// ---- live

const redraw = soon(draw, 150);
const look = soon(async () => {
  const before = state.runs.join();
  await list.load();
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
  for (const id of ['name', 'where']) $(id).addEventListener('input', () => { state[id] = $(id).value.trim(); reload(); });
  $('status').addEventListener('change', () => { state.status = $('status').value; reload(); });
  $('reset').addEventListener('click', () => zoom(null, null));
  $('none').addEventListener('click', () => { state.chosen = true; state.runs = []; write(); list.mark(); draw(); });
  $('compare').addEventListener('click', compare);
  $('link').addEventListener('click', async () => {
    state.chosen = true;
    write();
    await navigator.clipboard?.writeText(location.href).catch(() => {});
    $('live').textContent = 'the address now holds what is seen, and was copied';
  });
  for (const [id, type] of [['png', 'image/png'], ['svg', 'image/svg+xml'], ['csv', 'text/csv']]) $(id).addEventListener('click', async () => {
    problem(curves.plot ? '' : 'no curves are drawn yet, so there is nothing to save', 'export', null);
    if (curves.plot) download('curves.' + id, type, await curves[id]());
  });
  for (const form of document.forms) form.addEventListener('submit', e => e.preventDefault());
}

const smoothing = () => { $('smoothOut').textContent = state.smooth ? weight().toFixed(3) : 'none'; };

header();
controls();
if (state.chosen && state.by !== 'recipe') draw();
await list.load();
if (!state.chosen || state.by === 'recipe') draw();
listen();
studies();
measures();
