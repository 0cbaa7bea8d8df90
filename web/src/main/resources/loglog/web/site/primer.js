// The primer: entries that can be searched and are linked to each other, and live figures that say more than words.
import {element, header, soon} from './common.js';
import {figures} from './figures.js';
import {linked, primer, slug} from './terms.js';
import {tokenLoss} from './tokenloss.js';

const $ = id => document.getElementById(id);
const known = await primer();
const {terms} = known;

/** A text whose first mention of each other entry is a link. */
function withLinks(text, own) {
  return linked(text, known, new Set([own]), (entry, word) => element('a', {href: '#' + slug(entry.term)}, word)) ?? [text];
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
    element('dd', {}, ...withLinks(entry.text, entry), ' ', element('span', {class: 'source'}, '— ', source(entry.source)))]));
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
$('figures').firstElementChild.append(tokenLoss());
show();
arrive();
addEventListener('hashchange', arrive);
