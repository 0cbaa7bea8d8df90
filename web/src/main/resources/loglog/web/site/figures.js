// Small live figures of the primer, drawn as SVG; each says in words, too, what it shows.
import {element, isDark, number, svg} from './common.js';

const W = innerWidth > 640 ? 380 : 340; // as wide as a column is at least: made smaller, its letters would be, too
const H = 240;
const BOX = {left: 52, top: 12, right: W - 36, bottom: 200};
const colors = () => isDark() ? ['#5db3ef', '#ff9a52', '#33c79b'] : ['#0072b2', '#d55e00', '#009e73'];

/** Axes with a linear or logarithmic scale each, and what is drawn in them. */
class Frame {
  constructor(x, y, title) {
    Object.assign(this, {x, y});
    this.root = svg('svg', {viewBox: `0 0 ${W} ${H}`, width: W, height: H, role: 'img', 'aria-label': title, 'font-size': 12, fill: 'currentColor'});
    this.root.append(svg('path', {d: `M${BOX.left} ${BOX.top}V${BOX.bottom}H${BOX.right}`, fill: 'none', stroke: 'currentColor', opacity: 0.5}));
    for (const tick of x.ticks) this.text(this.px(tick), BOX.bottom + 16, 'middle', x.words?.(tick) ?? number(tick));
    for (const tick of y.ticks) this.text(BOX.left - 6, this.py(tick) + 4, 'end', y.words?.(tick) ?? number(tick));
    this.text((BOX.left + BOX.right) / 2, BOX.bottom + 34, 'middle', x.title);
    this.text(BOX.left + 4, BOX.top + 2, 'start', y.title);
  }

  static along(scale, value, from, to) {
    const at = scale.log ? Math.log(value / scale.from) / Math.log(scale.to / scale.from) : (value - scale.from) / (scale.to - scale.from);
    return from + at * (to - from);
  }

  px(value) { return Frame.along(this.x, value, BOX.left, BOX.right); }
  py(value) { return Math.min(BOX.bottom + 30, Math.max(BOX.top - 20, Frame.along(this.y, value, BOX.bottom, BOX.top))); }

  text(x, y, anchor, words, fill = 'currentColor') {
    this.root.append(svg('text', {x, y, 'text-anchor': anchor, fill}, words));
  }

  line(points, stroke, dash = '') {
    const d = points.filter(([, y]) => isFinite(y)).map(([x, y], i) => (i ? 'L' : 'M') + this.px(x).toFixed(1) + ' ' + this.py(y).toFixed(1)).join('');
    this.root.append(svg('path', {d, fill: 'none', stroke, 'stroke-width': 2, 'stroke-dasharray': dash}));
  }

  dots(points, fill) {
    for (const [x, y] of points) this.root.append(svg('circle', {cx: this.px(x), cy: this.py(y), r: 2.6, fill, opacity: 0.7}));
  }
}

/** A generator with a seed, so that a figure is the same each time. */
function random(seed) {
  return () => {
    seed = seed + 0x6D2B79F5 | 0;
    let t = Math.imul(seed ^ seed >>> 15, 1 | seed);
    t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
    return ((t ^ t >>> 14) >>> 0) / 4294967296;
  };
}
const normal = next => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

/** Least squares by the normal equations, for the few columns that are needed here. */
function solve(columns, y) {
  const n = columns.length;
  const a = columns.map((c, i) => [...columns.map(d => c.reduce((sum, v, k) => sum + v * d[k], 0)), c.reduce((sum, v, k) => sum + v * y[k], 0)]);
  for (let i = 0; i < n; i++) {
    let best = i;
    for (let r = i + 1; r < n; r++) if (Math.abs(a[r][i]) > Math.abs(a[best][i])) best = r;
    [a[i], a[best]] = [a[best], a[i]];
    for (let r = 0; r < n; r++) {
      if (r === i || a[i][i] === 0) continue;
      const factor = a[r][i] / a[i][i];
      for (let c = i; c <= n; c++) a[r][c] -= factor * a[i][c];
    }
  }
  return a.map((row, i) => row[i] === 0 ? 0 : row[n] / row[i]);
}

/** A figure with sliders; draw makes its picture and sentence from their values. */
function live(title, about, sliders, draw) {
  const picture = element('div');
  const sentence = element('p', {class: 'soft', 'aria-live': 'polite'});
  const inputs = sliders.map(({name, least, most, step, usual}) => ({name, input: element('input', {type: 'range', min: least, max: most, step, value: usual,
    oninput: () => update()}), out: element('output')}));
  const update = () => {
    const values = Object.fromEntries(inputs.map(({name, input}) => [name, +input.value]));
    for (const {name, out} of inputs) out.textContent = number(values[name]);
    const {frame, says} = draw(values);
    picture.replaceChildren(frame.root);
    sentence.textContent = says;
  };
  update();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', update);
  return element('figure', {}, element('h2', {}, title), element('div', {class: 'controls'}, ...inputs.map(({name, input, out}) =>
    element('label', {}, name + ' ', input, out))), picture, sentence, element('figcaption', {}, about));
}

function sine() {
  const truth = x => Math.sin(2 * Math.PI * x);
  return live('A noisy sine: three models, params against error',
    'Points are drawn from a sine with noise. A cubic has four params and too stiff a form; bins have as many as you like and need many points each;'
      + ' a sine of three params has the right form. The error is the root mean square against the true curve.',
    [{name: 'points', least: 10, most: 400, step: 10, usual: 60}, {name: 'noise', least: 0, most: 1, step: 0.05, usual: 0.3},
      {name: 'bins', least: 2, most: 60, step: 1, usual: 12}],
    ({points, noise, bins}) => {
      const next = random(5);
      const x = Array.from({length: points}, next);
      const y = x.map(v => truth(v) + noise * normal(next));
      const poly = solve([0, 1, 2, 3].map(p => x.map(v => (v - 0.5) ** p)), y);
      const wave = solve([x.map(v => Math.sin(2 * Math.PI * v)), x.map(v => Math.cos(2 * Math.PI * v)), x.map(() => 1)], y);
      const sums = Array.from({length: bins}, () => [0, 0]);
      x.forEach((v, i) => { const bin = sums[Math.min(bins - 1, Math.floor(v * bins))]; bin[0] += y[i]; bin[1]++; });
      const models = [
        ['cubic', 4, v => poly.reduce((sum, c, p) => sum + c * (v - 0.5) ** p, 0)],
        ['bins', bins, v => { const [sum, count] = sums[Math.min(bins - 1, Math.floor(v * bins))]; return count ? sum / count : 0; }],
        ['sine', 3, v => wave[0] * Math.sin(2 * Math.PI * v) + wave[1] * Math.cos(2 * Math.PI * v) + wave[2]],
      ];
      const grid = Array.from({length: 601}, (_, i) => Math.min(0.99999, i / 600));
      const errors = models.map(([name, params, f]) => `${name} (${params} params): ` + number(Math.sqrt(grid.reduce((s, v) => s + (f(v) - truth(v)) ** 2, 0) / grid.length), 2));
      const frame = new Frame({from: 0, to: 1, ticks: [0, 0.25, 0.5, 0.75, 1], title: 'x'}, {from: -1.8, to: 1.8, ticks: [-1, 0, 1], title: 'y'},
        'noisy points of a sine with three fits: ' + errors.join(', '));
      frame.dots(x.map((v, i) => [v, y[i]]), 'currentColor');
      models.forEach(([name, , f], i) => {
        frame.line(grid.map(v => [v, f(v)]), colors()[i], ['', '7 4', '2 3'][i]);
        frame.text(BOX.right - 150 + 60 * i, BOX.top + 4, 'start', name, colors()[i]);
      });
      return {frame, says: 'error: ' + errors.join('; ')};
    });
}

function nines() {
  return live('Nines of reliability against the length of tasks',
    'If each step fails for good with the same chance, a task of n steps succeeds with reliability to the power n. One more nine makes the same success possible for ten times as many steps.',
    [{name: 'nines', least: 0.5, most: 5, step: 0.1, usual: 2}],
    ({nines}) => {
      const reliability = 1 - 10 ** -nines;
      const half = Math.log(0.5) / Math.log(reliability);
      const frame = new Frame({from: 1, to: 1e5, log: true, ticks: [1, 10, 100, 1000, 1e4, 1e5], title: 'steps of a task', words: v => v.toLocaleString('en')},
        {from: 0, to: 1.05, ticks: [0, 0.5, 1], title: 'success', words: v => 100 * v + '%'}, `success against steps at ${nines} nines`);
      const grid = Array.from({length: 200}, (_, i) => 10 ** (5 * i / 199));
      [1, 2, 3, 4].forEach(n => frame.line(grid.map(v => [v, (1 - 10 ** -n) ** v]), 'currentColor', '2 4'));
      frame.line(grid.map(v => [v, reliability ** v]), colors()[1]);
      if (half >= 1 && half <= 1e5) frame.dots([[half, 0.5]], colors()[1]);
      return {frame, says: `${number(nines)} nines: ${number(100 * reliability, 6)}% a step; half of the tasks of ${number(half, 3)} steps succeed (dashed: one, two, three and four nines)`};
    });
}

function law() {
  return live('A scaling law with its exponents in your hand',
    'Loss L = E + A/N^α + B/D^β along the compute-optimal split of C = 6ND, with Chinchilla’s A and B. The larger exponent decides what a growing budget is spent on.',
    [{name: 'E', least: 0, most: 3, step: 0.05, usual: 1.8}, {name: 'α', least: 0.1, most: 0.6, step: 0.01, usual: 0.35},
      {name: 'β', least: 0.1, most: 0.6, step: 0.01, usual: 0.37}],
    ({E, α, β}) => {
      const [A, B] = [480, 2090];
      const best = C => {
        const G = (α * A / (β * B)) ** (1 / (α + β));
        const N = G * (C / 6) ** (β / (α + β));
        const D = C / 6 / N;
        return {N, D, L: E + A / N ** α + B / D ** β};
      };
      const frame = new Frame({from: 1e17, to: 1e26, log: true, ticks: [1e17, 1e20, 1e23, 1e26], title: 'training compute [FLOP]'},
        {from: 1, to: 12, log: true, ticks: [1, 2, 3, 5, 10], title: 'loss [nats per token]'}, 'loss of the best split against compute');
      const grid = Array.from({length: 120}, (_, i) => 1e17 * 10 ** (9 * i / 119));
      frame.line(grid.map(C => [C, best(C).L]), colors()[0]);
      if (E >= 1) frame.line([[1e17, E], [1e26, E]], 'currentColor', '2 4');
      const {N, D, L} = best(1e24);
      const a = β / (α + β);
      return {frame, says: `N grows as C^${number(a, 3)}, D as C^${number(1 - a, 3)}; for 1e24 FLOP: ${number(N, 3)} params, ${number(D, 3)} tokens, loss ${number(L, 4)}`};
    });
}

/** Puts all of them into a box. */
export function figures(box) {
  box.append(element('div', {class: 'columns'}, sine(), nines(), law()));
}
