// The primer's terms: where the words of an entry occur, and links to them from the headings and labels of every page.
import {element} from './common.js';

/** Where words are names of things here, which nobody looks up, or data. */
const NOT_IN = 'a, button, select, textarea, code, output, .mono, .terms, [contenteditable], svg, .tokens, .answertext, tbody td';
const LABELS = 'h1, h2, h3, label, legend, summary, th, dt, figcaption, .soft, .hint';
/** Words that pages use in their everyday sense, too. */
const EVERYDAY = new Set(['value', 'fit', 'head', 'heads', 'floor', 'vote', 'probe', 'context']);
const PAUSE = 400;

export const slug = term => term.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');

/** The entries, and what finds their words in a text. */
export async function primer() {
  const {terms} = await (await fetch('/site/primer.json')).json();
  const byWord = new Map();
  // Words of one or two letters would link what they do not mean.
  for (const entry of terms) for (const word of [entry.term, ...entry.also]) if (word.length > 2) byWord.set(word.toLowerCase(), entry);
  const escaped = [...byWord.keys()].sort((a, b) => b.length - a.length).map(word => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return {terms, byWord, words: new RegExp(`(?<![\\w-])(${escaped.join('|')})(?![\\w-])`, 'gi')};
}

/** A text whose first mention of each other entry becomes what link makes of it. */
export function linked(text, {byWord, words}, seen, link) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(words)) {
    const entry = byWord.get(match[0].toLowerCase());
    if (!entry || seen.has(entry)) continue;
    seen.add(entry);
    nodes.push(text.slice(from, match.index), link(entry, match[0]));
    from = match.index + match[0].length;
  }
  return nodes.length ? [...nodes, text.slice(from)] : null;
}

/**
 * Marks the first mention of each term in the page's headings and labels, now and as answers come. The marks are for the pointer; a
 * list at the end of the page is for the keyboard, so that nobody has to step through them.
 */
export async function markTerms() {
  const main = document.getElementById('main');
  const known = await primer();
  for (const word of EVERYDAY) known.byWord.delete(word);
  const list = element('ul', {class: 'termlist'});
  const box = element('details', {class: 'termsOfPage'}, element('summary', {}, 'terms on this page'), list);
  main.append(box);
  const marked = new Map();
  const link = (entry, word) => {
    const mark = element('a', {class: 'term', href: '/primer#' + slug(entry.term), title: entry.text, tabindex: '-1'}, word);
    marked.set(entry, mark);
    return mark;
  };
  const look = () => {
    for (const [entry, mark] of marked) if (!mark.isConnected) marked.delete(entry);
    const seen = new Set(marked.keys());
    const before = seen.size;
    for (const label of main.querySelectorAll(LABELS)) {
      if (label.closest('.termsOfPage')) continue;
      const walker = document.createTreeWalker(label, NodeFilter.SHOW_TEXT);
      const texts = [];
      while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(NOT_IN)) texts.push(walker.currentNode);
      for (const text of texts) {
        const nodes = linked(text.data, known, seen, link);
        if (nodes) text.replaceWith(...nodes);
      }
    }
    if (seen.size === before && list.childElementCount === seen.size) return;
    list.replaceChildren(...[...seen].sort((a, b) => a.term.localeCompare(b.term)).map(entry => element('li', {}, element('a', {href: '/primer#' + slug(entry.term)}, entry.term))));
  };
  look();
  let waiting;
  new MutationObserver(changes => {
    if (waiting || changes.every(change => box.contains(change.target))) return;
    waiting = setTimeout(() => { waiting = null; look(); }, PAUSE);
  }).observe(main, {childList: true, subtree: true});
}
