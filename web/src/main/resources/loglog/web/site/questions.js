// Questions of the command line as forms: their options come from the API, their answers are its sheets.
import {ask, element, header, number, soon} from './common.js';
import {showSheet} from './sheet.js';

const $ = id => document.getElementById(id);
const page = document.body.dataset.page;
const MOST_BYTES = 32 << 20;
/** Options with a slider: the ends of its scale, which is logarithmic where it says so. */
const SLIDERS = {budget: [18, 28, true], level: [0.5, 0.99], nines: [1, 5], days: [10, 365], error: [-4, -0.5, true], steps: [0, 5, true]};
/** What is set most; the rest folds out. */
const FIRST = {fit: ['law', 'bootstrap', 'where'], which: ['bootstrap', 'where'], predict: ['at', 'law'], plan: ['budget', 'target-loss', 'inference-tokens', 'max-unique-tokens'],
  isoflop: ['where'], compare: ['by', 'between'], diagnose: ['law'], backtest: ['hide'], trend: ['metric', 'reach', 'best-so-far', 'since'],
  horizon: ['success', 'at'], nines: ['error', 'detection', 'retries'], ooms: ['chip', 'days'], cluster: ['flops', 'chip', 'days', 'count', 'megawatts', 'usd'],
  takeoff: ['model', 'preset', 'set'], ledger: ['study']};
const USUAL = {plan: {budget: '1e22'}, cluster: {flops: '5e26', days: '90'}, nines: {error: '0.01'}};

let questions = [];
let table = null;
let asking;

const question = () => questions.find(q => q.name === $('name').value);

function problem(sentence) {
  $('problem').textContent = sentence;
  $('problem').hidden = !sentence;
}

function field(q, option) {
  const id = 'o-' + option.name;
  const label = element('label', {for: id}, option.name.replaceAll('-', ' '));
  const usual = USUAL[q.name]?.[option.name] ?? '';
  let input;
  if (option.flag) {
    input = element('input', {type: 'checkbox', id, value: 'true'});
  } else if (option.choices) {
    input = element('select', {id}, ...option.choices.map(choice => element('option', {selected: choice === option.usual}, choice)));
    input.dataset.usual = option.usual;
  } else {
    input = element('input', {type: 'text', id, value: usual, autocomplete: 'off', spellcheck: 'false'});
  }
  input.name = option.name;
  input.setAttribute('aria-describedby', id + '-d');
  const parts = [label, input];
  const slider = SLIDERS[option.name];
  if (slider && !option.flag) {
    const [least, most, log] = slider;
    const range = element('input', {type: 'range', min: least, max: most, step: (most - least) / 200, 'aria-label': option.name + ', by a slider',
      value: usual ? log ? Math.log10(+usual) : +usual : least, oninput: () => {
        input.value = number(log ? 10 ** +range.value : +range.value, 3);
        follow();
      }});
    input.addEventListener('change', () => { range.value = log ? Math.log10(+input.value) : +input.value; });
    parts.push(range);
  }
  return element('div', {class: 'option'}, ...parts, element('p', {class: 'soft', id: id + '-d'}, option.description));
}

function form() {
  const q = question();
  $('about').textContent = q.description;
  $('table').hidden = !q.table;
  const first = FIRST[q.name] ?? [];
  const by = name => q.options.find(option => option.name === name);
  const rest = q.options.filter(option => !first.includes(option.name));
  $('options').replaceChildren(...first.map(by).filter(Boolean).map(option => field(q, option)),
    rest.length ? element('details', {}, element('summary', {}, 'more options'), ...rest.map(option => field(q, option))) : '');
  const query = new URLSearchParams(location.search);
  query.set('question', q.name);
  history.replaceState(null, '', '?' + query);
  problem('');
}

function fields() {
  const given = {};
  for (const input of $('options').querySelectorAll('[name]')) {
    const value = input.type === 'checkbox' ? input.checked ? 'true' : '' : input.value.trim();
    if (value && value !== input.dataset.usual) given[input.name] = value;
  }
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
  if (q.table && !table) return problem('table: found none, expected one: choose a file, drop one, or take the runs of this lab');
  problem('');
  asking?.abort();
  asking = new AbortController();
  $('busy').textContent = 'computing';
  try {
    const given = fields();
    if (q.table) given.table = table.name;
    const sheet = await ask('/api/questions/' + q.name, given, {method: 'POST', body: q.table ? table.content : '', signal: asking.signal,
      headers: {'Content-Type': 'application/octet-stream'}});
    await show(sheet);
    $('busy').textContent = '';
  } catch (e) {
    if (e.name === 'AbortError') return;
    problem(e.message);
    $('busy').textContent = '';
  }
}
const again = soon(() => answer(), 350);

const show = sheet => showSheet($('answer'), sheet);

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
  if ($('source')) $('source').value = '';
  if ($('logged')) $('logged').hidden = true;
  take(file.name, file);
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
  const chosen = $('source').value;
  $('logged').hidden = !chosen.startsWith('folder:');
  if (!chosen) return;
  const at = chosen.indexOf(':');
  $('busy').textContent = 'reading';
  try {
    const given = {[chosen.slice(0, at)]: chosen.slice(at + 1), loss: $('lossOf').value};
    if (!$('logged').hidden) Object.assign(given, {params: $('loggedParams').value.trim(), 'tokens-per-step': $('loggedTokens').value.trim()});
    const {name, csv, rows, notes} = await ask('/api/table', given);
    take(name, csv);
    $('chosen').textContent = [`${rows} runs`, ...notes].join('; ');
  } catch (e) {
    table = null;
    problem(e.message);
  }
  $('busy').textContent = '';
}

header();
for (const form of document.forms) form.addEventListener('submit', e => { e.preventDefault(); answer(); });
$('name').addEventListener('change', () => { form(); if (!question().table || table) again(); });
$('ask').addEventListener('click', () => answer());
$('file').addEventListener('change', () => { const [file] = $('file').files; if (file) takeFile(file); });
for (const id of ['source', 'lossOf', 'loggedParams', 'loggedTokens']) $(id)?.addEventListener('change', source);
for (const type of ['dragover', 'drop']) document.addEventListener(type, e => {
  e.preventDefault();
  const [file] = e.dataTransfer.files;
  if (type === 'drop' && file && question().table) takeFile(file);
});
try {
  questions = (await ask('/api/questions')).questions.filter(q => q.page === page);
  $('name').append(...questions.map(q => element('option', {}, q.name)));
  const asked = new URLSearchParams(location.search).get('question');
  if (questions.some(q => q.name === asked)) $('name').value = asked;
  form();
  if (!question().table) answer();
  if ($('source')) await sources();
} catch (e) {
  problem(e.message);
}
