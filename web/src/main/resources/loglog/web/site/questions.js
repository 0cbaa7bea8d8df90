// Questions of the command line as forms: their options come from the API, their answers are its sheets.
import {assumptions, slider} from './assumptions.js';
import {ask, complaints, element, header, soon} from './common.js';
import {showSheet} from './sheet.js';

const $ = id => document.getElementById(id);
const page = document.body.dataset.page;
const MOST_BYTES = 32 << 20;
const READING = 'reading';
/** Options with a slider: the ends of its scale, whether it is logarithmic, and of whole numbers; of one question where the key names it. */
const SLIDERS = {
  budget: [1e18, 1e28, true], level: [0.5, 0.99], days: [10, 365], 'target-loss': [1, 5], 'inference-tokens': [1e9, 1e16, true], 'max-unique-tokens': [1e9, 1e16, true],
  'nines error': [1e-4, 0.3, true], 'nines detection': [0, 1], 'nines retries': [0, 20, false, true], 'nines steps': [1, 1e5, true],
  'cluster flops': [1e20, 1e30, true], 'cluster count': [1, 1e7, true, true], 'cluster megawatts': [0.1, 1e5, true], 'cluster usd': [1e5, 1e13, true],
  'cluster utilization': [0.05, 0.8], 'cluster pue': [1, 2], 'cluster load': [0.3, 1], 'cluster usd-per-kwh': [0.02, 0.3],
  'takeoff until': [2030, 2200], 'horizon regularization': [0, 1],
};
/** What is set most; the rest folds out. */
const FIRST = {fit: ['law', 'bootstrap', 'where'], which: ['laws', 'where'], predict: ['at', 'law'], plan: ['budget', 'target-loss', 'inference-tokens', 'max-unique-tokens'],
  isoflop: ['where'], compare: ['by', 'between'], diagnose: ['law'], backtest: ['hide'], trend: ['metric', 'reach', 'best-so-far', 'since'],
  horizon: ['success', 'at'], nines: ['error', 'detection', 'retries', 'steps'], ooms: ['chip', 'days'],
  cluster: ['flops', 'chip', 'days', 'count', 'megawatts', 'usd', 'utilization', 'pue', 'load', 'usd-per-kwh'], takeoff: ['model', 'preset', 'until'],
  ledger: ['runs', 'study']};
/** What the page asks for itself. */
const OWN = {takeoff: ['inputs', 'set'], ooms: ['set']};
/** Simulated tables to try a question with, and what it needs beside its table. */
const EXAMPLES = {fit: {file: 'runs.csv'}, which: {file: 'runs.csv'}, predict: {file: 'runs.csv', fields: {at: 'params=2B,tokens=40B'}}, plan: {file: 'runs.csv'},
  isoflop: {file: 'runs.csv'}, compare: {file: 'recipes.csv', fields: {by: 'recipe'}}, diagnose: {file: 'runs.csv'}, backtest: {file: 'runs.csv'},
  trend: {file: 'models.csv', fields: {metric: 'flops'}}, horizon: {file: 'agents.csv'}};
const USUAL = {plan: {budget: '1e22'}, cluster: {flops: '5e26', days: '90'}, nines: {error: '0.01'}};

let questions = [];
let table = null;
let isExample = false;
let asking;
/** What reads a table that was chosen last. */
let reading;
/** What the address gives a question's fields at first. */
let before = new URLSearchParams(location.search);

const question = () => questions.find(q => q.name === $('name').value);

const problem = complaints($('problem'), {table: 'file'});

function field(q, option) {
  const id = 'o-' + option.name;
  const label = element('label', {for: id}, option.name.replaceAll('-', ' '));
  const isGiven = q.options.some(other => before.has(other.name)); // and then what it leaves out is meant to be empty
  const usual = before.get(option.name) ?? (isGiven ? '' : USUAL[q.name]?.[option.name] ?? '');
  const [, byItself] = /\(default: ([\w.+-]+)\)/.exec(option.description) ?? [];
  let input;
  if (option.flag) {
    input = element('input', {type: 'checkbox', id, value: 'true', checked: usual === 'true'});
  } else if (option.choices) {
    input = element('select', {id}, ...option.choices.map(choice => element('option', {selected: choice === (usual || option.usual)}, choice)));
    input.dataset.usual = option.usual;
  } else {
    input = element('input', {type: 'text', id, value: usual, autocomplete: 'off', spellcheck: 'false', list: option.suggestions ? id + '-l' : null,
      placeholder: option.suggestions ? byItself ?? 'choose, or type' : byItself});
  }
  input.name = option.name;
  input.setAttribute('aria-describedby', id + '-d');
  const parts = [label, input];
  if (option.suggestions) parts.push(element('datalist', {id: id + '-l'}, ...option.suggestions.map(value => element('option', {value}))));
  const scale = SLIDERS[q.name + ' ' + option.name] ?? SLIDERS[option.name];
  if (scale && !option.flag) {
    const [least, most, log, whole] = scale;
    parts.push(slider(input, label.textContent, {least, most, log, whole, start: Number(byItself) || (log ? Math.sqrt(least * most) : (least + most) / 2)}, follow));
  }
  return element('div', {class: 'option'}, ...parts, element('p', {class: 'soft', id: id + '-d'}, option.description));
}

function form() {
  const q = question();
  problem('');
  $('about').textContent = q.description;
  $('table').hidden = !q.table;
  const first = FIRST[q.name] ?? [];
  const by = name => q.options.find(option => option.name === name);
  const rest = q.options.filter(option => !first.includes(option.name) && !OWN[q.name]?.includes(option.name));
  $('options').replaceChildren(...first.map(by).filter(Boolean).map(option => field(q, option)),
    element('div', {id: 'assumed', hidden: true}),
    rest.length ? element('details', {}, element('summary', {}, 'more options'), element('div', {class: 'options'}, ...rest.map(option => field(q, option)))) : '');
  if (q.name === 'takeoff') {
    for (const name of ['model', 'preset']) $('o-' + name).addEventListener('change', () => { inputs().then(() => answer()); });
    inputs();
  }
}

/** The view as an address. */
function keep(given) {
  const query = new URLSearchParams({question: question().name});
  for (const [name, values] of Object.entries(given)) for (const value of [values].flat()) query.append(name, value);
  history.replaceState(null, '', '?' + query);
}

/** The sliders of a model's or scenario's assumptions; those that are set already stay. */
function assume(list) {
  const given = new Map(before.getAll('set').map(entry => [entry.slice(0, entry.lastIndexOf('=')), entry.slice(entry.lastIndexOf('=') + 1)]));
  for (const input of $('options').querySelectorAll('[data-set]')) given.set(input.dataset.set, input.value.trim());
  for (const [name, value] of given) if (!value || !list.some(one => one.name === name)) given.delete(name);
  before.delete('set');
  $('assumed').hidden = !list.length;
  $('assumed').replaceChildren(list.length ? assumptions(list, given, follow) : '');
}

let looks = 0;
/** What the chosen model of takeoff assumes. */
async function inputs() {
  const mine = ++looks;
  if ($('o-model').value === 'ai2027') return assume([]); // whose beliefs are a preset as a whole
  try {
    const {answer} = await ask('/api/questions/takeoff', {inputs: true, model: $('o-model').value, preset: $('o-preset').value.trim()}, {method: 'POST'});
    if (question().name === 'takeoff' && mine === looks) assume(answer.inputs.map(one => ({name: one.input, unit: one.unit, value: one.value, from: one.conservative, to: one.aggressive, about: one.what + '; ' + one.source})));
  } catch (e) {
    problem(e.message);
  }
}

function fields() {
  const given = {};
  for (const input of $('options').querySelectorAll('[name]')) {
    const value = input.type === 'checkbox' ? input.checked ? 'true' : '' : input.value.trim();
    if (value && value !== input.dataset.usual) given[input.name] = value;
  }
  const sliders = [...$('options').querySelectorAll('[data-set]')];
  const set = sliders.length ? sliders.filter(input => input.value.trim()).map(input => `${input.dataset.set}=${input.value.trim()}`) : before.getAll('set');
  if (set.length) given.set = set;
  return given;
}

/** While a slider moves: the last place is asked as soon as the one under way is answered. */
let wanted = false;
let following = false;
async function follow() {
  wanted = true;
  if (following) return;
  following = true;
  while (wanted) {
    wanted = false;
    await answer();
  }
  following = false;
}

async function answer() {
  const q = question();
  if (!q) return; // asked when they have come
  again.cancel();
  if (q.table && !table) return problem(`table: found none, expected one: choose a file, drop one${$('source') ? ', take the runs of this lab' : ''}, or try the example`);
  problem('');
  asking?.abort();
  const {signal} = asking = new AbortController();
  busy('computing');
  try {
    const given = fields();
    keep(given);
    if (q.table) given.table = table.name;
    const sheet = await ask('/api/questions/' + q.name, given, {method: 'POST', body: q.table ? table.content : '', signal,
      headers: {'Content-Type': 'application/octet-stream'}});
    await showSheet($('answer'), sheet, signal);
    if (signal.aborted) return;
    if (q.name === 'ooms' && !$('options').querySelector('[data-set]')) {
      assume(sheet.answer.assumptions.map(({name, unit, value, low, high, source}) => ({name, unit, value, from: low, to: high, about: source})));
    }
    busy('');
  } catch (e) {
    if (e.name === 'AbortError') return;
    problem(e.message);
    busy('');
  }
}
const again = soon(() => answer(), 350);

/** What the page is at; an answer that is seen meanwhile is the one before. */
function busy(what) {
  $('busy').textContent = what;
  $('answer').setAttribute('aria-busy', String(what !== ''));
}

/** A table is chosen: what was still being read is not taken any more. */
function choosing() {
  reading?.abort();
  if ($('busy').textContent === READING) busy('');
  isExample = false;
  return (reading = new AbortController()).signal;
}

function take(name, content) {
  const size = content.size ?? content.length;
  if (size > MOST_BYTES) return problem(`table: found ${Math.round(size / 1e6)} MB, expected at most ${MOST_BYTES >> 20}`);
  const end = /\.(csv|tsv|json|jsonl|parquet)$/i.exec(name)?.[1]?.toLowerCase();
  if (!end) return problem(`table: found ${name}, expected a file that ends with .csv, .tsv, .json, .jsonl or .parquet`);
  const stem = name.slice(0, -end.length - 1).replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^[-_]+/, '').slice(0, 50) || 'table';
  table = {name: `${stem}.${end}`, content};
  $('chosen').textContent = `${name}, ${Math.ceil(size / 1000)} KB`;
  problem('');
  again();
}

function takeFile(file) {
  choosing();
  if ($('source')) $('source').value = '';
  if ($('logged')) $('logged').hidden = true;
  take(file.name, file);
}

/** Takes the question's example; fields that are filled stay. */
async function example() {
  if (!question()) return;
  const {file, fields = {}} = EXAMPLES[question().name];
  const signal = choosing();
  isExample = true;
  try {
    const answer = await fetch('/site/examples/' + file, {signal});
    if (!answer.ok) throw new Error(`the server has no example ${file}`);
    const content = await answer.blob();
    for (const [name, value] of Object.entries(fields)) $('o-' + name).value ||= value;
    takeFile(new File([content], file));
    isExample = true;
    $('chosen').textContent = `${file}: simulated, its truth is known`;
  } catch (e) {
    if (e.name !== 'AbortError') problem(e.message);
  }
}

/** Where runs can be had besides a file. */
async function sources() {
  const {studies, folders} = await ask('/api/tables');
  const group = (label, options) => options.length ? element('optgroup', {label}, ...options) : '';
  $('source').append(element('option', {value: 'study:'}, 'all finished runs of this lab'),
    group('studies', studies.map(({study, runs}) => element('option', {value: 'study:' + study}, `${study}, ${runs} runs`))),
    group('folders of other tools', folders.map(({folder, tools, files}) => element('option', {value: 'folder:' + folder}, `${folder} (${tools}, ${files} files)`))));
}

/** Takes the runs of the chosen study or folder. */
async function source() {
  const signal = choosing();
  const chosen = $('source').value;
  $('logged').hidden = !chosen.startsWith('folder:');
  if (!chosen) return;
  const at = chosen.indexOf(':');
  busy(READING);
  try {
    const given = {[chosen.slice(0, at)]: chosen.slice(at + 1), loss: $('lossOf').value};
    if (!$('logged').hidden) Object.assign(given, {params: $('loggedParams').value.trim(), 'tokens-per-step': $('loggedTokens').value.trim()});
    const {name, csv, rows, notes} = await ask('/api/table', given, {signal});
    take(name, csv);
    $('chosen').textContent = [`${rows} runs`, ...notes].join('; ');
  } catch (e) {
    if (e.name === 'AbortError') return;
    table = null;
    problem(e.message);
  }
  busy('');
}

header();
for (const form of document.forms) form.addEventListener('submit', e => { e.preventDefault(); answer(); });
$('name').addEventListener('change', () => {
  before = new URLSearchParams();
  form();
  keep({});
  asking?.abort(); // an answer to the question before
  busy('');
  if (question().table && !table) showSheet($('answer'), null);
  if (isExample) example();
  else if (!question().table || table) again();
});
$('ask').addEventListener('click', () => answer());
$('example')?.addEventListener('click', example);
$('file').addEventListener('change', () => { const [file] = $('file').files; if (file) takeFile(file); });
for (const id of ['source', 'lossOf', 'loggedParams', 'loggedTokens']) $(id)?.addEventListener('change', source);
for (const type of ['dragover', 'drop']) document.addEventListener(type, e => {
  e.preventDefault();
  const [file] = e.dataTransfer.files;
  if (type === 'drop' && file && question()?.table) takeFile(file);
});
try {
  questions = (await ask('/api/questions')).questions.filter(q => q.page === page);
  $('name').append(...questions.map(q => element('option', {}, q.name)));
  const asked = new URLSearchParams(location.search).get('question');
  const first = questions.find(q => q.name === asked) ?? questions.find(q => !q.table); // one that shows something at once
  if (first) $('name').value = first.name;
  $('question').hidden = questions.length < 2;
  form();
  if (!question().table || table) answer();
  if ($('source')) await sources();
} catch (e) {
  problem(e.message);
}
