// The planner: the answers of plan (or published) and cluster for one question, and what serving a model changes between them.
import {ask, complaints, count, element, header, number, soon} from './common.js';
import {showSheet} from './sheet.js';

const $ = id => document.getElementById(id);
const MOST_BYTES = 32 << 20;
/** Fields with a slider: whether its scale is logarithmic. */
const SLIDERS = {budget: true, count: true, usd: true, days: false, utilization: false, served: true};
/** Fields of the address. */
const KEPT = ['given', 'budget', 'count', 'usd', 'hour', 'days', 'chip', 'utilization', 'law', 'study', 'served', 'unique', 'size'];
let chips = [];
let table = null; // of the law that was asked last
let file = null; // that was chosen or dropped
let asking;

const value = id => $(id).value.trim();
const plain = estimate => estimate?.value !== undefined ? estimate.value : estimate;

/** Fields by what the commands' options call them. */
const problem = complaints($('problem'), {table: 'file', chips: 'count', flops: 'budget', 'usd-per-hour': 'hour', 'max-unique-tokens': 'unique', 'fixed-params': 'size',
  'inference-tokens': 'served'});

function shape() {
  for (const part of document.querySelectorAll('[data-for]')) part.hidden = part.dataset.for !== value('given');
  $('fileOption').hidden = value('law') !== 'file';
  $('studyOption').hidden = value('law') !== 'lab';
  const chip = chips.find(one => one.id === value('chip'));
  $('peak').textContent = chip ? `${number(chip.peak.bf16, 3)} FLOP/s in bf16, ${chip.watts} W` : '';
}

/** The finished runs of this lab, or of one study, as a table. */
async function labTable(signal) {
  const {name, csv} = await ask('/api/table', {study: value('study')}, {signal});
  return {name, content: csv};
}

/** What there is, as the commands' options have it. */
function spending() {
  const chip = chips.find(one => one.id === value('chip'));
  const common = {peak: chip?.peak.bf16, utilization: value('utilization')};
  switch (value('given')) {
    case 'chips': return {chips: value('count'), days: value('days'), ...common};
    case 'usd': return {usd: value('usd'), 'usd-per-hour': value('hour'), ...common};
    default: return {budget: value('budget'), ...common};
  }
}

/** What the page is at; answers that are seen meanwhile are those before. */
function busy(what) {
  $('busy').textContent = what;
  for (const id of ['plan', 'serving', 'cluster']) $(id).setAttribute('aria-busy', String(what !== ''));
}

/** Asks plan of runs, or published; gives the sheet and the numbers of its one plan. */
async function plan(options, signal) {
  const law = value('law');
  const own = law === 'lab' || law === 'file';
  if (own && !table) throw new Error('table: found none, expected one: choose a file of runs');
  const sheet = await ask('/api/questions/' + (own ? 'plan' : 'published'), own ? {...options, table: table.name} : options,
    {method: 'POST', body: own ? table.content : '', signal, headers: {'Content-Type': 'application/octet-stream'}});
  const numbers = own ? sheet.answer : sheet.answer.plans.find(one => one.law === law);
  return {sheet, numbers};
}

async function answer() {
  if (!chips.length) return; // asked when they have come
  again.cancel();
  const query = new URLSearchParams();
  for (const id of KEPT) if (value(id)) query.set(id, value(id));
  history.replaceState(null, '', '?' + query);
  problem('');
  asking?.abort();
  const {signal} = asking = new AbortController();
  busy('computing');
  try {
    table = value('law') === 'lab' ? await labTable(signal) : file;
    const limits = {'max-unique-tokens': value('unique')};
    const sized = value('size') ? {'fixed-params': value('size')} : {};
    const trained = await plan({...spending(), ...limits, ...sized}, signal);
    const flops = plain(trained.numbers.flops);
    await Promise.all([showSheet($('plan'), trained.sheet, signal), serving(trained.numbers, limits, signal), cluster(flops, signal)]);
    if (!signal.aborted) busy('');
  } catch (e) {
    if (e.name === 'AbortError') return;
    problem(e.message);
    busy('');
  }
}
const again = soon(answer, 400);

/**
 * The same loss at the least compute of training and serving together: over-training, and what it costs. Both plans are answers of the
 * command; what stands here is beside which other.
 */
async function serving(best, limits, signal) {
  const served = value('served');
  const loss = plain(best.loss);
  $('serving').hidden = !(served && loss != null && best.reachable !== false);
  if ($('serving').hidden) return;
  const options = {'target-loss': String(loss), 'inference-tokens': served, ...limits, utilization: value('utilization')};
  const own = options => plan(options, signal).then(one => one.numbers, e => {
    if (e.name === 'AbortError' || /^"?(inference tokens|max unique tokens|utilization)"?\b/.test(e.message)) throw e; // a field's own
    return {reachable: false, why: e.message};
  });
  const [alone, together] = await Promise.all([own({...options, 'fixed-params': String(plain(best.params))}), own(options)]);
  if (together.reachable === false || plain(together.params) == null) {
    $('serving').replaceChildren(element('h2', {}, 'What serving changes'), element('p', {class: 'soft'}, together.why ?? 'no compute reaches that loss with serving counted in'));
    return;
  }
  const rows = [['trained for that loss alone', best, alone], ['with serving counted in', together, together]];
  $('serving').replaceChildren(element('h2', {}, 'What serving changes'),
    element('p', {class: 'soft'}, `The same loss of ${number(loss)}, and ${count(+served) || served} tokens served: the model that costs least to train, and the one that costs least to train and serve.`),
    element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'two models of the same loss'}, element('table', {},
      element('thead', {}, element('tr', {}, ...['', 'params', 'tokens', 'tokens per param', 'training and serving [FLOP]'].map((title, i) =>
        element('th', {scope: 'col', class: i ? 'number' : null}, title)))),
      element('tbody', {}, ...rows.map(([name, model, whole]) => element('tr', {}, element('th', {scope: 'row'}, name),
        ...[count(plain(model.params)), count(plain(model.tokens)), number(plain(model.tokens_per_param), 3), whole.reachable === false ? '' : number(plain(whole.flops), 3)].map(text =>
          element('td', {class: 'number'}, text))))))),
    element('p', {}, sentence(best, together, alone)));
}

function sentence(best, together, alone) {
  const smaller = plain(together.params) / plain(best.params);
  const longer = plain(together.tokens) / plain(best.tokens);
  const saved = alone.reachable === false ? null : 1 - plain(together.flops) / plain(alone.flops);
  return `Over-training: ${number(smaller, 3)} times the params and ${number(longer, 3)} times the tokens reach the same loss`
    + ` with ${number(smaller * longer, 3)} times the training compute` + (saved == null ? '.' : `; over its life the model costs ${number(100 * saved, 3)}% less.`);
}

async function cluster(flops, signal) {
  const chosen = {chip: value('chip'), utilization: value('utilization'), days: value('days')};
  const size = value('given') === 'chips' ? {count: value('count')} : {flops: String(flops)};
  const sheet = await ask('/api/questions/cluster', {...chosen, ...size}, {method: 'POST', body: '', signal});
  await showSheet($('cluster'), sheet, signal);
}

function take() {
  const [chosen] = $('file').files;
  if (!chosen) return;
  if (chosen.size > MOST_BYTES) return problem(`table: found ${Math.round(chosen.size / 1e6)} MB, expected at most ${MOST_BYTES >> 20}`);
  const name = /^(.*)\.(csv|tsv|json|jsonl|parquet)$/i.exec(chosen.name);
  if (!name) return problem(`table: found ${chosen.name}, expected a file that ends with .csv, .tsv, .json, .jsonl or .parquet`);
  file = {name: `${name[1].replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^[-_]+/, '').slice(0, 50) || 'table'}.${name[2].toLowerCase()}`, content: chosen};
  answer();
}

header();
$('asked').addEventListener('submit', e => { e.preventDefault(); answer(); });
$('ask').addEventListener('click', answer);
$('file').addEventListener('change', take);
for (const [id, log] of Object.entries(SLIDERS)) $(id + 'By').addEventListener('input', () => {
  const at = +$(id + 'By').value;
  $(id).value = number(log ? 10 ** at : at, 3);
  again();
});
for (const id of ['given', 'chip', 'law', 'study']) $(id).addEventListener('change', () => {
  shape();
  if (value('law') !== 'file' || file) again();
});
for (const id of ['budget', 'count', 'usd', 'hour', 'days', 'utilization', 'served', 'unique', 'size']) $(id).addEventListener('change', again);
const query = new URLSearchParams(location.search);
/** What the address has, into fields; those that list what the lab has are filled when that is known. */
const restore = ids => { for (const id of ids) if (query.has(id)) $(id).value = query.get(id); };
const LISTS = ['chip', 'study'];
restore(KEPT.filter(id => !LISTS.includes(id)));
if (value('law') === 'file') $('law').value = 'besiroglu'; // a file is not in the address
try {
  const [known, {studies}] = await Promise.all([ask('/api/chips'), ask('/api/tables')]);
  chips = known.chips.filter(chip => chip.peak.bf16);
  $('chip').append(...chips.map(chip => element('option', {value: chip.id, selected: chip.id === 'h100'}, chip.name)));
  $('study').append(...studies.map(({study, runs}) => element('option', {value: study}, `${study}, ${runs} runs`)));
  restore(LISTS);
  shape();
  await answer();
} catch (e) {
  problem(e.message);
}
