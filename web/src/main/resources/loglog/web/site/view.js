// What the page of runs shows, as the address tells it; and the questions with which the page begins, asked before the other scripts are there.
import {ask} from './common.js';

const COLUMNS = ['name', 'study', 'status', 'params', 'tokens', 'flops', 'loss', 'bits_per_byte', 'tokens_per_second', 'progress', 'updated', 'flags',
  'validation_loss', 'planned_tokens', 'planned_steps', 'steps', 'seconds', 'recipe_name', 'seed'];
const SCREENFUL = 60; // and some more: asked for by runs.html, too, before any script is there
const USUAL = 8; // curves that are drawn where the address names none

export const state = {runs: [], x: 'tokens', y: 'loss', xlog: false, ylog: false, smooth: 0, by: 'run', from: null, to: null,
  name: '', where: '', status: '', sort: 'updated', reverse: true};

const query = new URLSearchParams(location.search);
state.runs = query.getAll('run');
/** Whether runs were chosen, if only none. */
state.chosen = query.has('run') || query.has('none');
for (const key of ['x', 'y', 'by', 'name', 'where', 'status', 'sort']) if (query.has(key)) state[key] = query.get(key);
for (const key of ['xlog', 'ylog', 'reverse']) if (query.has(key)) state[key] = query.get(key) === 'true';
for (const key of ['from', 'to', 'smooth']) if (query.has(key) && isFinite(+query.get(key))) state[key] = +query.get(key);

/** The view as the address that leads to it. */
export function write(hidden) {
  const query = new URLSearchParams();
  if (state.chosen) state.runs.forEach(run => query.append('run', run));
  if (state.chosen && !state.runs.length) query.set('none', '');
  hidden.forEach(run => query.append('hide', run));
  for (const [key, usual] of [['x', 'tokens'], ['y', 'loss'], ['by', 'run'], ['xlog', false], ['ylog', false], ['smooth', 0], ['from', null],
    ['to', null], ['name', ''], ['where', ''], ['status', ''], ['sort', 'updated'], ['reverse', true]]) {
    if (state[key] !== usual) query.set(key, state[key]);
  }
  history.replaceState(null, '', query.size ? '?' + query : location.pathname);
}

/** What was chosen to be hidden, as the address has it. */
export const hiddenAtFirst = query.getAll('hide');

/** The weight of what was before in the moving average; 0.9 at a third of the slider's way. */
export const weight = () => state.smooth === 0 ? 0 : 1 - Math.pow(10, -3 * state.smooth / 100);

/** Rows of the list, from one place on. */
export const askRows = (offset = 0, limit = SCREENFUL, options = {}) => ask('/api/runs', {name: state.name ? [state.name] : [],
  where: state.where ? [state.where] : [], status: state.status, sort: state.sort, reverse: state.reverse, offset: offset || null, limit, column: COLUMNS}, options);

/** The curves, for a chart of a width in pixels. */
export const askCurves = (width, options = {}) => ask('/api/curves', {run: state.runs, x: state.x, y: state.y, log: state.xlog, from: state.from, to: state.to,
  smooth: weight() || null, columns: Math.round(Math.min(2000, Math.max(200, width - 80))), replicates: state.by === 'seeds' || null, form: 'floats'}, options);

/** Draws the first runs of a list where none were chosen. */
export function choose(list) {
  if (!state.chosen) state.runs = list.runs.slice(0, USUAL).map(run => run.name);
}

// As wide as the chart will be, by the style sheet, before anything is laid out.
const [widest, around] = innerWidth > 640 ? [1280, 74] : [640, 38];
const width = Math.min(widest, innerWidth) - around;
const list = askRows();
// Where the address tells the question alone, the server has put it into the page, and it is asked already.
const asked = document.getElementById('firstCurves');
const curves = asked && matchMedia(asked.media).matches ? ask(asked.getAttribute('href')) : state.chosen ? askCurves(width) : list.then(answer => {
  choose(answer);
  return askCurves(width);
});
for (const question of [list, curves]) question.catch(() => {}); // said where it is waited for

/** The answers to the questions with which the page began; each is used once. */
export const begun = {list, curves};
