// The primer's figure of one sentence: what each of its tokens costs a model of this lab.
import {ask, element, number, soon, svg} from './common.js';

const W = innerWidth > 760 ? 680 : 340;
const H = 240;
const BOX = {left: 44, top: 14, right: W - 12, bottom: 184};
const MOST = W > 400 ? 48 : 24; // more would overlap below their bars
const visible = text => text.replaceAll('\n', '↵').replaceAll(' ', '␣');

function bars(tokens) {
  const most = Math.max(1, ...tokens.map(token => token.bits));
  const wide = (BOX.right - BOX.left) / tokens.length;
  const root = svg('svg', {viewBox: `0 0 ${W} ${H}`, width: W, height: H, role: 'img', 'font-size': 11, fill: 'currentColor',
    'aria-label': 'bits of each token: ' + tokens.map(token => `${visible(token.text)} ${number(token.bits, 2)}`).join(', ')});
  root.append(svg('path', {d: `M${BOX.left} ${BOX.top}V${BOX.bottom}H${BOX.right}`, fill: 'none', stroke: 'currentColor', opacity: 0.5}));
  for (const tick of [0, most / 2, most]) root.append(svg('text', {x: BOX.left - 6, y: BOX.bottom - (tick / most) * (BOX.bottom - BOX.top) + 4, 'text-anchor': 'end'}, number(tick, 2)));
  root.append(svg('text', {x: BOX.left + 4, y: 11}, 'bits'));
  tokens.forEach((token, i) => {
    const high = token.bits / most * (BOX.bottom - BOX.top);
    const x = BOX.left + i * wide;
    root.append(svg('rect', {x: x + wide * 0.12, y: BOX.bottom - high, width: wide * 0.76, height: Math.max(0.5, high), class: 'tokenbar'},
      svg('title', {}, `${visible(token.text)}: probability ${number(token.probability, 3)}, ${number(token.bits, 3)} bits`)));
    const at = `translate(${(x + wide / 2 + 4).toFixed(1)} ${BOX.bottom + 8}) rotate(55)`;
    root.append(svg('text', {transform: at}, visible(token.text)));
  });
  return root;
}

/** A figure with a sentence to change; without a model of this lab it says how one is made. */
export function tokenLoss() {
  const model = element('select', {'aria-label': 'model'});
  const text = element('input', {type: 'text', value: 'The cat sat on the mat.', maxlength: 200, spellcheck: 'false', 'aria-label': 'sentence'});
  const picture = element('div');
  const says = element('p', {class: 'soft', 'aria-live': 'polite'});
  let asking;
  const draw = async () => {
    asking?.abort();
    if (!model.value || !text.value) return;
    const {signal} = asking = new AbortController();
    try {
      const {tokens, bits} = await ask('/api/surprise', {}, {method: 'POST', signal, headers: {'Content-Type': 'application/json'},
        body: JSON.stringify({model: model.value, text: text.value, alternatives: 0})});
      picture.replaceChildren(bars(tokens.slice(0, MOST)));
      says.textContent = `${tokens.length} tokens${tokens.length > MOST ? ` (the first ${MOST} are drawn)` : ''}, ${number(bits, 3)} bits in all, ${number(bits / tokens.length, 3)} a token`;
    } catch (e) {
      if (e.name !== 'AbortError') says.textContent = e.message;
    }
  };
  const soonDrawn = soon(draw, 250);
  text.addEventListener('input', soonDrawn);
  model.addEventListener('change', draw);
  const controls = element('div', {class: 'controls'}, element('label', {}, 'model ', model), element('label', {class: 'grows'}, 'sentence ', text));
  ask('/v1/models').then(({data}) => {
    model.append(...data.map(one => element('option', {value: one.id}, one.id)));
    controls.hidden = !data.length;
    if (!data.length) says.textContent = 'no run here has a checkpoint of a language model; ./loglog train makes one';
    return draw();
  }).catch(e => { says.textContent = e.message; });
  return element('figure', {class: 'wide'}, element('h2', {}, 'The loss of each token of a sentence'), controls, picture, says, element('figcaption', {},
    'A loss is a mean: of a sentence, some tokens are all but certain and a few carry most of it. The first letters of a word cost more than its end.'));
}
