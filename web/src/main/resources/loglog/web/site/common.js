// What all pages share: the header, questions to the API, numbers for people, elements without markup from data.

const PAGES = [['runs', 'Runs'], ['laws', 'Laws'], ['planner', 'Planner'], ['forecast', 'Forecast'], ['ledger', 'Ledger'], ['playground', 'Playground'],
  ['prefer', 'Prefer'], ['hex', 'Hex'], ['primer', 'Primer']];

/** The Okabe-Ito palette without its yellow, told apart by readers who see colors differently; then the same colors dashed. */
export const COLORS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00'];
const DARK = ['#5db3ef', '#ff9a52', '#33c79b', '#e6a1c6', '#a6d8f7', '#f5c04a'];
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3]];

export const isDark = () => matchMedia('(prefers-color-scheme: dark)').matches;
export function lineStyle(i) {
  const palette = isDark() ? DARK : COLORS;
  return {stroke: palette[i % palette.length], dash: DASHES[Math.floor(i / palette.length) % DASHES.length]};
}

/** An element; names of runs and all other data come in as text alone. */
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) node.addEventListener(key.slice(2), value);
    else if (value === true) node.setAttribute(key, '');
    else if (value !== false && value != null) node.setAttribute(key, value);
  }
  node.append(...children.filter(child => child != null));
  return node;
}

const SVG = 'http://www.w3.org/2000/svg';
export function svg(name, attributes = {}, ...children) {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

export function header() {
  const here = location.pathname.slice(1);
  document.getElementById('top').append(
    element('strong', {}, 'Loglog'),
    element('nav', {'aria-label': 'Pages'}, ...PAGES.map(([path, title]) =>
      element('a', {href: '/' + path, 'aria-current': path === here ? 'page' : null}, title))));
  // After what the page is for: its terms are looked up by some who open it.
  if (here !== 'primer') setTimeout(() => import('./terms.js').then(terms => terms.markTerms()).catch(() => {}), 600);
}

/** Asks the API: JSON, or the bytes of what is none; an error is thrown with the server's sentence. */
export async function ask(path, fields = {}, options = {}) {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== '' && one != null) query.append(key, one);
  }
  const broken = () => {
    options.signal?.throwIfAborted();
    throw new Error('the server does not answer; is ./loglog serve still running?');
  };
  const answer = await fetch(path + (query.size ? '?' + query : ''), options).catch(broken);
  if (answer.ok && answer.headers.get('Content-Type') === 'application/octet-stream') return answer.arrayBuffer().catch(broken);
  // An answer that was not wanted any more, or broke off, is none, though it began well.
  const json = await answer.json().catch(() => answer.ok || options.signal?.aborted ? broken() : {});
  if (!answer.ok) throw new Error(json.error?.message ?? json.error ?? `status ${answer.status}`);
  return json;
}

/** What a field of a number holds. Where it is none, or beyond what the field takes, an error is thrown with a sentence and the field. */
export function numberOf(input) {
  const text = input.value.trim();
  const value = Number(text);
  const isWhole = !input.step;
  const [least, most] = [input.min === '' ? -Number.MAX_SAFE_INTEGER : +input.min, input.max === '' ? Number.MAX_SAFE_INTEGER : +input.max];
  if (text && value >= least && value <= most && !(isWhole && !Number.isInteger(value))) return value;
  const expected = (isWhole ? 'a whole number' : 'a number') + (input.max === '' ? '' : ` from ${input.min} to ${input.max}`);
  throw Object.assign(new Error(`${labelOf(input)}: found ${input.validity.badInput ? 'no number' : text || 'nothing'}, expected ${expected}`), {field: input});
}

/**
 * Says what is wrong: at the field that a sentence names, else at the page's own place for it. The empty sentence takes it back.
 *
 * @param box the paragraph of that place
 * @param names of fields in sentences, where these are not the fields' own
 * @returns a function of the sentence, and of the field where it is known (null for none); it tells whether there is one
 */
export function complaints(box, names = {}) {
  const home = document.createComment('');
  box.before(home);
  let field = null;
  return (sentence, known) => {
    field?.removeAttribute('aria-invalid');
    field?.removeAttribute('aria-errormessage');
    const named = known === undefined ? namedField(sentence, names) : known && {field: known};
    field = named?.field;
    const spot = !field ? home : field.closest('.option')?.lastElementChild ?? field.closest('label') ?? field;
    if (box !== spot && box.previousSibling !== spot) spot.after(box);
    if (field) {
      field.closest('details')?.setAttribute('open', '');
      field.setAttribute('aria-invalid', 'true');
      field.setAttribute('aria-errormessage', box.id);
    }
    box.textContent = named?.words && !plain(labelOf(field)).startsWith(plain(named.words)) ? sentence.replace(named.words, () => `"${labelOf(field)}"`) : sentence;
    box.hidden = !sentence;
    return Boolean(field);
  };
}

/** Says that there is nothing yet, which is nothing wrong. */
export const nothing = (box, sentence) => box.before(element('p', {class: 'empty'}, sentence));

/** The button that closes a section, as Escape does within it; the keyboard goes back to what opened it. */
export function closing(section, closed = () => {}) {
  const opener = document.activeElement;
  const label = opener?.getAttribute('aria-label');
  const close = () => {
    section.hidden = true;
    closed();
    (opener?.isConnected ? opener : label && document.querySelector(`[aria-label="${CSS.escape(label)}"]`))?.focus(); // which may have been drawn anew
  };
  section.onkeydown = e => { if (e.key === 'Escape') close(); };
  return element('button', {type: 'button', onclick: close}, 'close');
}

const plain = words => words.replace(/"/g, '').replace(/[_-]/g, ' ').toLowerCase();

/** What a field is called on the page, without its unit. */
const labelOf = field => (field.getAttribute('aria-label') ?? [...field.labels?.[0]?.childNodes ?? []]
  .filter(node => !node.matches?.('input, select, textarea, output')).map(node => node.textContent).join('')).trim().replace(/ \[.*\]$/, '');

/** The field that a sentence names at its beginning, or else in quotes, and the words that name it. */
function namedField(sentence, names) {
  const head = /^"?([\w -]+)"?(?=:)/.exec(sentence);
  for (const [words, name] of [...head ? [head] : [], ...sentence.matchAll(/"([a-z][\w -]*)"/g)]) {
    const key = name.toLowerCase().replaceAll(' ', '-');
    const id = CSS.escape(names[key] ?? key);
    const field = [...document.querySelectorAll(`main [name="${id}"], main #${id}`)].find(isShown);
    if (field) return {field, words};
  }
  const field = [...document.querySelectorAll('main [data-set]')].find(input => isShown(input) && sentence.includes(input.dataset.set + '='));
  return field ? {field} : null;
}
const isShown = field => field.matches('input, select, textarea') && !field.closest('[hidden]');

const UNITS = [[1e12, 'T'], [1e9, 'B'], [1e6, 'M'], [1e3, 'K']];
export function count(n) {
  if (n == null) return '';
  for (const [size, unit] of UNITS) if (Math.abs(n) >= size) return trim(n / size) + unit;
  return trim(n);
}
const trim = n => String(Number(n.toPrecision(3)));
export function number(n, digits = 4) {
  if (n == null) return '';
  const size = Math.abs(n);
  return size !== 0 && (size >= 1e6 || size < 1e-3) ? Number(n.toPrecision(3)).toExponential().replace('e+', 'e') : String(Number(n.toPrecision(digits)));
}
export function duration(s) {
  if (s == null || !isFinite(s)) return '';
  if (s < 60) return Math.round(s) + ' s';
  if (s < 3600) return Math.floor(s / 60) + ' min';
  return (s / 3600).toFixed(1) + ' h';
}

/** At most one call in a while, the last one always, unless it is canceled before. */
export function soon(call, millis = 120) {
  let timer;
  const later = (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => call(...values), millis);
  };
  later.cancel = () => clearTimeout(timer);
  return later;
}

/** Hands a file to the browser. */
export function download(name, type, content) {
  const url = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], {type}));
  element('a', {href: url, download: name}).click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
