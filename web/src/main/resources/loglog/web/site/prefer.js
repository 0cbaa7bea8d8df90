// A person's preferences: two answers to a prompt, picked by mouse or keys; every choice is on disk before the next question.
import {ask, complaints, element, header, nothing, numberOf} from './common.js';
import {showSheet} from './sheet.js';

const $ = id => document.getElementById(id);
const KEYS = {1: 'left', 2: 'right', t: 'tie', s: 'skip'};
const LOOK_MILLIS = 1500;
let state = null;
let busy = false;
let isPassed = false; // another set was chosen while the models were writing

const problem = complaints($('problem'));

const post = (path, body) => ask(path, {}, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)});

/** Asks for a state and shows it; meanwhile nothing can be chosen. */
async function go(question) {
  if (busy) return;
  busy = true;
  problem('');
  $('progress').textContent = 'the models are writing';
  buttons(true);
  try {
    show(await question());
  } catch (e) {
    problem(e.message);
    if (state) progress();
  }
  busy = false;
  buttons(false);
  if (isPassed) take();
}

function buttons(off) {
  for (const button of document.querySelectorAll('#asked button, #begin')) button.disabled = off;
  if (!off && state) $('undo').disabled = !state.answered;
}

function progress() {
  $('progress').textContent = state.question ? `question ${state.answered + 1} of ${state.wanted}` : `all ${state.wanted} questions are answered`;
}

function show(next) {
  state = next;
  $('asked').hidden = $('outcome').hidden = false;
  $('question').hidden = !state.question;
  progress();
  for (const part of ['prompt', 'left', 'right']) $(part).textContent = state.question?.[part] ?? '';
  for (const part of ['left', 'right']) if (state.question && !state.question[part]) $(part).textContent = '(nothing: the text ends here)';
  $('standing').textContent = state.standing ?? '';
  $('where').textContent = `${state.decided} ${state.decided === 1 ? 'pair' : 'pairs'} in ${state.pairs}`;
  rewards(state.reward_models);
  const query = new URLSearchParams({set: state.set});
  history.replaceState(null, '', '?' + query);
  elo();
}

let shownRewards = '';
let looking;
let looks = 0;
/** Reward models of these pairs: what there is, what is being trained, and how each is started, here or in a terminal. */
function rewards(list) {
  clearTimeout(looking);
  looks++;
  $('reward').hidden = !state.decided;
  if (list.some(one => one.running)) {
    const {set} = state;
    looking = setTimeout(async () => {
      const mine = ++looks;
      try {
        const now = await ask('/api/prefer/reward', {set});
        if (mine === looks && state?.set === set) rewards(now.reward_models);
      } catch (e) {
        problem(e.message);
      }
    }, LOOK_MILLIS);
  }
  const now = JSON.stringify(list);
  if (now === shownRewards) return; // a button that is held by the keyboard stays
  shownRewards = now;
  const held = document.activeElement?.closest('#reward') ? document.activeElement.getAttribute('aria-label') : null;
  $('reward').replaceChildren(element('h2', {}, 'A reward model from these pairs'),
    element('p', {class: 'soft'}, 'It is tuned from the model that is named, in a process of its own that goes on when this server ends, and appears among the runs.'),
    ...list.map(one => element('div', {class: 'rewarded'},
      element('p', {class: 'copied'}, element('strong', {}, one.model), ' ',
        element('button', {type: 'button', class: 'main', 'aria-label': 'train a reward model from ' + one.model, disabled: one.running, onclick: () => reward(one.model)},
          one.running ? 'training' : 'train it here'),
        element('span', {class: one.running || !one.said.startsWith('loglog:') ? 'soft' : 'problem', role: 'status'}, one.said)),
      one.trained.length ? element('p', {}, 'there are: ', ...one.trained.flatMap((run, i) => [i ? ', ' : '',
        element('a', {href: '/runs?' + new URLSearchParams({run: run.run})}, run.run), run.finished ? '' : ' (unfinished)'])) : '',
      element('p', {class: 'copied'}, element('span', {class: 'soft'}, 'in a terminal: '), element('code', {}, one.command), ' ',
        element('button', {type: 'button', 'aria-label': 'copy the command for ' + one.model, onclick: e => copy(one.command, e.target)}, 'copy')))));
  if (held && document.activeElement === document.body) [...$('reward').querySelectorAll('button')].find(button => button.getAttribute('aria-label') === held)?.focus();
}

async function reward(model) {
  const {set} = state;
  problem('');
  try {
    const now = await post('/api/prefer/reward', {set, model});
    if (state?.set === set) rewards(now.reward_models);
  } catch (e) {
    problem(e.message);
  }
}

async function copy(line, button) {
  try {
    await navigator.clipboard.writeText(line);
    button.textContent = 'copied';
  } catch {
    problem('the browser does not let the page copy; select the line instead');
  }
}

/** The models' ratings; they follow the question, which does not wait for them. */
async function elo() {
  const mine = state;
  try {
    const sheet = mine.models.length > 1 ? await ask('/api/prefer/elo', {set: mine.set}) : {};
    if (state === mine) await showSheet($('elo'), sheet.title ? sheet : null); // else another choice was made since
  } catch (e) {
    if (state === mine) problem(e.message);
  }
}

function choose(verdict) {
  if (state?.question) go(() => post('/api/prefer/choice', {set: state.set, question: state.question.id, verdict}));
}

function undo() {
  if (state?.answered) go(() => post('/api/prefer/undo', {set: state.set}));
}

function prompts() {
  return $('prompts').value.split('\n').filter(line => line.trim());
}

/** Prompts of a file, as ./loglog prefer reads them: a line each, or the key prompt of JSON lines. */
async function file() {
  const [chosen] = $('file').files;
  if (!chosen) return;
  problem('');
  const lines = (await chosen.text()).split('\n').filter(line => line.trim());
  if (!chosen.name.toLowerCase().endsWith('.jsonl')) return void ($('prompts').value = lines.join('\n'));
  try {
    taken = lines.map((line, i) => {
      const {prompt} = JSON.parse(line);
      if (typeof prompt !== 'string' || !prompt) throw new Error(`line ${i + 1}: found no text under the key prompt`);
      return prompt;
    });
    $('prompts').value = taken.map(prompt => prompt.replaceAll('\n', ' ')).join('\n');
  } catch (e) {
    taken = null;
    problem(`${chosen.name}: ${e.message}`);
  }
}
let taken = null; // prompts of JSON lines, which may have lines of their own

function begin() {
  const models = [...document.querySelectorAll('#models input:checked')].map(input => input.value);
  if (!models.length) return problem('models: found none, expected one, for two answers of its own, or more to compare');
  let settings;
  try {
    settings = Object.fromEntries(['rounds', 'tokens', 'temperature', 'top_p', 'seed'].map(id => [id, numberOf($(id))]));
  } catch (e) {
    return problem(e.message, e.field);
  }
  const list = taken ?? prompts();
  if (!list.length) return problem('prompts: found none, expected one a line');
  go(async () => {
    const next = await post('/api/prefer/sets', {name: $('name').value.trim(), models, prompts: list, ...settings});
    $('set').append(element('option', {value: next.set}, next.set));
    $('set').value = next.set;
    $('new').hidden = true;
    return next;
  });
}

function take() {
  isPassed = busy;
  if (busy) return;
  const set = $('set').value;
  $('new').hidden = Boolean(set);
  if (set) return go(() => ask('/api/prefer/question', {set}));
  state = null;
  $('asked').hidden = $('outcome').hidden = true;
  history.replaceState(null, '', location.pathname);
}

header();
for (const form of document.forms) form.addEventListener('submit', e => e.preventDefault());
$('set').addEventListener('change', take);
$('begin').addEventListener('click', begin);
$('undo').addEventListener('click', undo);
$('file').addEventListener('change', file);
$('prompts').addEventListener('input', () => { taken = null; });
for (const button of document.querySelectorAll('[data-verdict]')) button.addEventListener('click', () => choose(button.dataset.verdict));
document.addEventListener('keydown', e => {
  if (e.ctrlKey || e.altKey || e.metaKey || e.repeat || e.target.matches('input, select, textarea')) return;
  if (KEYS[e.key]) choose(KEYS[e.key]);
  else if (e.key === 'u') undo();
  else return;
  e.preventDefault();
});
try {
  const [{sets}, {data}] = await Promise.all([ask('/api/prefer/sets'), ask('/v1/models')]);
  $('set').append(...sets.map(set => element('option', {value: set.name}, set.name)));
  $('models').append(...data.map((model, i) => element('label', {class: 'check'}, element('input', {type: 'checkbox', value: model.id, checked: i < 2}), ' ' + model.id)));
  $('begin').disabled = !data.length;
  if (!data.length) nothing($('problem'), 'No run here has a checkpoint of a language model yet; ./loglog train makes one.');
  const wanted = new URLSearchParams(location.search).get('set');
  if (sets.some(set => set.name === wanted)) {
    $('set').value = wanted;
    take();
  }
} catch (e) {
  problem(e.message);
}
