// Answers of the command line as they are shown: their sheets, block by block; whatever stands in them is text.
import {element} from './common.js';

const LONG_CELL = 40; // characters, beyond which a cell has lines
const urls = new WeakMap();
/** The sheet that each box is to show, whose pictures may not be ready yet. */
const latest = new WeakMap();

/**
 * Shows a sheet in a box, with the command line that gives the same; null hides the box. It is done when the sheet is seen, or will not be,
 * because another came meanwhile or nobody asks for this one any more.
 */
export async function showSheet(box, sheet, signal) {
  latest.set(box, sheet);
  if (!sheet) {
    box.hidden = true;
    return;
  }
  const own = [];
  const parts = [element('h2', {}, sheet.title), ...sheet.blocks.map(b => block(b, own)),
    element('p', {class: 'soft'}, 'the same in a terminal: ', element('code', {}, sheet.command))];
  // Pictures first, so that none flickers while a slider moves.
  await Promise.all(parts.flatMap(part => [...part.querySelectorAll('img')]).map(image => image.decode().catch(() => {})));
  if (signal?.aborted || latest.get(box) !== sheet) {
    own.forEach(url => URL.revokeObjectURL(url));
    return;
  }
  (urls.get(box) ?? []).forEach(url => URL.revokeObjectURL(url));
  urls.set(box, own);
  box.replaceChildren(...parts);
  box.hidden = false;
}

function block(b, own) {
  switch (b.kind) {
    case 'heading': return element('h2', {}, b.text);
    case 'text': return element('p', {}, b.text);
    case 'warning': return element('p', {class: 'problem'}, b.text);
    case 'equation': return element('p', {class: 'mono equation'}, b.text);
    case 'facts': return element('dl', {class: 'facts'}, ...b.facts.map(fact => element('div', {}, element('dt', {class: 'soft'}, fact.label),
      element('dd', {}, element('strong', {}, fact.value), fact.note ? element('span', {class: 'soft'}, ' ' + fact.note) : ''))));
    case 'table': return element('div', {}, b.text ? element('p', {class: 'soft'}, b.text) : '', cells(b));
    case 'folded': return element('details', {}, element('summary', {}, b.text), cells(b));
    case 'marked': return element('p', {class: 'tokens'}, ...b.marks.map(mark => element('span', {class: 's' + mark.level, title: mark.note}, mark.text)));
    default: return figure(b, own);
  }
}

function cells(b) {
  return element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': b.text || 'table'}, element('table', {},
    element('thead', {}, element('tr', {}, ...b.header.map((cell, i) => element('th', {scope: 'col', class: b.numeric[i] ? 'number' : null}, cell)))),
    element('tbody', {}, ...b.rows.map(row => element('tr', {}, ...row.map((cell, i) => element('td', {class: b.numeric[i] ? 'number' : cell.length > LONG_CELL ? 'wrap' : null}, cell)))))));
}

/** A figure as a picture: whatever stands in it is never part of the page. */
function figure(b, own) {
  const [url, narrow] = [b.svg, b.narrow].map(drawn => URL.createObjectURL(new Blob([drawn], {type: 'image/svg+xml'})));
  own.push(url, narrow);
  return element('figure', {}, element('picture', {}, element('source', {media: '(max-width: 40rem)', srcset: narrow}),
    element('img', {src: url, alt: b.title + '. ' + b.caption, class: 'drawn'})), element('figcaption', {}, b.caption, ' ',
    element('a', {href: url, download: b.title.replace(/[^\w]+/g, '-') + '.svg'}, 'SVG')));
}
