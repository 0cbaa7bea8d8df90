// The playground: what models find of a text, token by token, and how they continue it.
import {ask, complaints, element, header, nothing, number, numberOf} from './common.js';
import {tasks} from './tasks.js';

const $ = id => document.getElementById(id);
const MOST_MODELS = 4; // side by side
const LIMITS = [0.5, 1, 2, 4, 8]; // bits, as ./loglog surprise --by token has them
let writing;

const level = bits => LIMITS.filter(limit => bits >= limit).length;
const visible = text => text.replaceAll('\n', '↵').replaceAll('\t', '→').replaceAll(' ', '␣');

const problem = complaints($('problem'), {max_tokens: 'tokens', prompt: 'text'});

const besides = () => [...$('beside').querySelectorAll('select')];

function chosen() {
  return [$('first'), ...besides()].map(select => select.value).filter((name, i, all) => name && all.indexOf(name) === i);
}

/** One list of models more than are chosen beside the first, so that the next can be. */
function makeRoom(ids) {
  const empty = besides().filter(select => !select.value);
  empty.slice(1).forEach(select => select.parentElement.remove());
  if (empty.length || besides().length >= MOST_MODELS - 1) return;
  const select = element('select', {}, element('option', {value: ''}, 'none'), ...ids.map(id => element('option', {value: id}, id)));
  select.addEventListener('change', () => { makeRoom(ids); keep(); });
  $('beside').append(element('label', {}, besides().length ? 'and' : 'beside it', select));
}

/** The view as an address. */
function keep() {
  const query = new URLSearchParams({model: $('first').value});
  besides().filter(select => select.value).forEach(select => query.append('beside', select.value));
  history.replaceState(null, '', '?' + query);
}

/** A text whose tokens are buttons: pointing at one, or stepping onto it, shows what stood to choose from there. */
function tokens(list, tip) {
  const box = element('div', {class: 'tokens', role: 'group', 'aria-label': 'tokens'});
  const show = (token, button) => {
    box.querySelectorAll('[aria-expanded=true]').forEach(other => other.setAttribute('aria-expanded', 'false'));
    button.setAttribute('aria-expanded', 'true');
    const best = token.alternatives[0]?.probability ?? 1;
    tip.replaceChildren(
      element('strong', {class: 'mono'}, visible(token.text)), ` probability ${number(token.probability)}, ${number(token.bits, 3)} bits`,
      token.rank ? `, rank ${token.rank}` : '',
      element('ol', {}, ...token.alternatives.map(other => {
        const bar = element('span', {class: 'bar'});
        bar.style.width = 8 * other.probability / best + 'em';
        return element('li', {}, element('code', {}, visible(other.text)), ' ', number(other.probability, 3), ' ', bar);
      })));
  };
  for (const token of list) {
    const text = token.shown ?? token.text;
    const button = element('button', {type: 'button', class: 's' + level(token.bits), 'aria-expanded': 'false', tabindex: '-1',
      title: `${number(token.bits, 3)} bits`}, text.endsWith('\n') ? text.slice(0, -1) + '↵\n' : text);
    button.addEventListener('mouseenter', () => show(token, button));
    button.addEventListener('focus', () => show(token, button));
    box.append(button);
  }
  box.firstChild?.setAttribute('tabindex', '0');
  box.addEventListener('keydown', e => {
    const step = {ArrowRight: 1, ArrowLeft: -1}[e.key];
    if (!step) return;
    e.preventDefault();
    const next = step > 0 ? document.activeElement.nextElementSibling : document.activeElement.previousElementSibling;
    if (next) {
      document.activeElement.setAttribute('tabindex', '-1');
      next.setAttribute('tabindex', '0');
      next.focus();
    }
  });
  return box;
}

function panel(model) {
  const tip = element('div', {class: 'tip', 'aria-live': 'polite'}, element('span', {class: 'soft'}, 'Point at a token, or step through them with the arrow keys.'));
  const body = element('div', {}, element('span', {class: 'soft'}, 'reading'));
  const facts = element('p', {class: 'soft'});
  $('answers').append(element('section', {class: 'panel', 'aria-label': model}, element('h2', {}, model), facts, body, tip));
  return {tip, body, facts};
}

/** Says why a model gave nothing: in its own panel, or at the field that it could not use. */
function failed(e, body, tip) {
  tip.remove();
  const isOfField = /^(text|prompt|max_tokens|temperature|top_p|top_k|seed):/.test(e.message);
  body.replaceChildren(isOfField ? '' : element('p', {class: 'problem', role: 'alert'}, e.message));
  if (isOfField && body.isConnected) problem(e.message);
}

async function read() {
  problem('');
  writing?.abort(); // what it wrote is not seen any more
  $('answers').replaceChildren();
  await Promise.all(chosen().map(async model => {
    const {tip, body, facts} = panel(model);
    try {
      const answer = await ask('/api/surprise', {}, {method: 'POST', headers: {'Content-Type': 'application/json'},
        body: JSON.stringify({model, text: $('text').value, alternatives: 8})});
      facts.textContent = `${number(answer.bits)} bits in all, ${number(answer.bits_per_byte)} a byte; loss ${number(answer.loss)} nats a token`
        + ` over ${answer.tokens.length} tokens`;
      body.replaceChildren(tokens(answer.tokens, tip));
    } catch (e) {
      failed(e, body, tip);
    }
  }));
}

/** The events of a stream of OpenAI's, one by one. */
async function* events(answer) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const {value, done} = await reader.read();
    if (done) return;
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    for (const line of lines) if (line.startsWith('data: ') && line !== 'data: [DONE]') yield JSON.parse(line.slice(6));
  }
}

async function write() {
  problem('');
  let how;
  try {
    how = {max_tokens: numberOf($('tokens'))};
    for (const id of ['temperature', 'top_p', 'top_k', 'seed']) how[id] = numberOf($(id));
  } catch (e) {
    return problem(e.message, e.field);
  }
  $('answers').replaceChildren();
  writing?.abort();
  const {signal} = writing = new AbortController();
  $('stop').disabled = false;
  await Promise.all(chosen().map(async model => {
    const {tip, body, facts} = panel(model);
    facts.textContent = 'after the text above:';
    const list = [];
    try {
      const answer = await fetch('/v1/completions', {method: 'POST', signal, headers: {'Content-Type': 'application/json'},
        body: JSON.stringify({model, prompt: $('text').value, ...how, logprobs: 8, stream: true})});
      if (!answer.ok) throw new Error((await answer.json()).error.message);
      for await (const event of events(answer)) {
        const {logprobs} = event.choices[0];
        (logprobs?.tokens ?? []).forEach((text, i) => {
          const p = logprobs.token_logprobs[i];
          const best = Object.entries(logprobs.top_logprobs[i]).map(([text, l]) => ({text, probability: Math.exp(l)}));
          list.push({text, probability: Math.exp(p), bits: -p / Math.LN2, alternatives: best,
            rank: 1 + Object.values(logprobs.top_logprobs[i]).filter(l => l > p).length});
        });
        body.replaceChildren(tokens(list, tip));
      }
    } catch (e) {
      if (e.name !== 'AbortError') failed(e, body, tip);
      else if (!list.length) body.replaceChildren();
    }
  }));
  if (writing.signal === signal) $('stop').disabled = true;
}

async function models() {
  try {
    const {data} = await ask('/v1/models');
    const ids = data.map(model => model.id);
    $('first').append(...ids.map(id => element('option', {value: id}, id)));
    const query = new URLSearchParams(location.search);
    if (ids.includes(query.get('model'))) $('first').value = query.get('model');
    makeRoom(ids);
    for (const id of query.getAll('beside').filter(name => ids.includes(name))) {
      const free = besides().find(select => !select.value);
      if (free) free.value = id;
      makeRoom(ids);
    }
    if (!data.length) nothing($('problem'), 'No run here has a checkpoint of a language model yet; ./loglog train makes one.');
    $('read').disabled = $('write').disabled = !data.length;
  } catch (e) {
    problem(e.message);
  }
}

header();
for (const form of document.forms) form.addEventListener('submit', e => e.preventDefault());
$('read').addEventListener('click', read);
$('write').addEventListener('click', write);
$('stop').addEventListener('click', () => writing?.abort());
document.addEventListener('keydown', e => { if (e.key === 'Escape') writing?.abort(); });
$('first').addEventListener('change', keep);
await models();
await tasks().catch(e => problem(e.message));
