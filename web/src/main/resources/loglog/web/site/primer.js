// The primer: entries that can be searched and are linked to each other, and live figures that say more than words.
import {element, header, soon} from './common.js';
import {figures} from './figures.js';

const $ = id => document.getElementById(id);
const slug = term => term.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');

const {terms} = await (await fetch('/site/primer.json')).json();

/** The words that lead to an entry; those of one or two letters would link what they do not mean. */
const byWord = new Map();
for (const entry of terms) for (const word of [entry.term, ...entry.also]) if (word.length > 2) byWord.set(word.toLowerCase(), entry);
const escaped = [...byWord.keys()].sort((a, b) => b.length - a.length).map(word => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
const WORDS = new RegExp(`(?<![\\w-])(${escaped.join('|')})(?![\\w-])`, 'gi');

/** A text whose first mention of each other entry is a link. */
function linked(text, own) {
  const nodes = [];
  const seen = new Set([own]);
  let from = 0;
  for (const match of text.matchAll(WORDS)) {
    const entry = byWord.get(match[0].toLowerCase());
    if (seen.has(entry)) continue;
    seen.add(entry);
    nodes.push(text.slice(from, match.index), element('a', {href: '#' + slug(entry.term)}, match[0]));
    from = match.index + match[0].length;
  }
  return [...nodes, text.slice(from)];
}

function source(text) {
  const id = /^arXiv (\d{4}\.\d{4,5})$/.exec(text)?.[1];
  return id ? element('span', {}, 'arXiv ', element('a', {href: 'https://arxiv.org/abs/' + id, rel: 'noreferrer noopener'}, id)) : text;
}

function show() {
  const query = $('query').value.trim().toLowerCase();
  const field = $('field').value;
  const rank = entry => [entry.term, ...entry.also].some(word => word.toLowerCase() === query) ? 0
    : [entry.term, ...entry.also].some(word => word.toLowerCase().includes(query)) ? 1
      : entry.text.toLowerCase().includes(query) ? 2 : 3;
  const found = terms.filter(entry => (!field || entry.field === field) && rank(entry) < 3);
  if (query) found.sort((a, b) => rank(a) - rank(b));
  $('count').textContent = found.length === terms.length ? `${terms.length} terms` : `${found.length} of ${terms.length} terms`;
  $('figures').hidden = Boolean(query || field);
  $('terms').replaceChildren(...found.flatMap(entry => [
    element('dt', {id: slug(entry.term)}, entry.term, entry.also.length ? element('span', {class: 'soft'}, ' ' + entry.also.join(', ')) : '',
      ' ', element('span', {class: 'badge'}, entry.field)),
    element('dd', {}, ...linked(entry.text, entry), ' ', element('span', {class: 'source'}, '— ', source(entry.source)))]));
}

/** An entry that the address names is shown, whatever is searched for. */
function arrive() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (!id) return;
  if (!document.getElementById(id)) {
    $('query').value = $('field').value = '';
    show();
  }
  document.querySelectorAll('dt.here').forEach(other => other.classList.remove('here'));
  const entry = document.getElementById(id);
  entry?.classList.add('here');
  entry?.scrollIntoView();
}

header();
$('field').append(...[...new Set(terms.map(entry => entry.field))].sort().map(field => element('option', {}, field)));
$('find').addEventListener('submit', e => e.preventDefault());
$('query').value = new URLSearchParams(location.search).get('q') ?? '';
for (const id of ['query', 'field']) $(id).addEventListener('input', soon(show, 60));
figures($('figures'));
show();
arrive();
addEventListener('hashchange', arrive);
