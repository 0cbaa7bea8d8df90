// One drawing of a figure: that for wide screens, or that for narrow ones. Java has drawn it; this draws it again, in the
// same way, once a reader asks for another view, and tells what stands under the pointer.

/** Pixels between an interval and a point beside it. */
const BESIDE = 13;

class Drawing {
  constructor(svg, figure) {
    this.svg = svg;
    this.figure = figure;
    this.width = svg.viewBox.baseVal.width;
    this.height = svg.viewBox.baseVal.height;
    const ends = (name) => svg.dataset[name].split(' ').slice(3).map(Number);
    [this.left, this.right] = ends('x');
    [this.bottom, this.top] = ends('y');
    this.clip = svg.querySelector('clipPath');
    this.cross = svg.querySelector('.cross');
    this.focus = this.element('path', { class: 'focus' }, this.cross);
    for (const title of svg.querySelectorAll('path > title')) title.remove(); // the read-out takes their place
    this.marks = null;
    this.stale = false;
  }

  get isSeen() { return this.svg.getBoundingClientRect().width > 0; }

  element(name, attributes, parent, text) {
    const element = document.createElementNS(this.svg.namespaceURI, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    parent?.append(element);
    return element;
  }

  x(v) { return this.across(place(this.figure.view.x.log, v)); }

  y(v) { return this.up(place(this.figure.view.y.log, v)); }

  across(at) {
    const { low, high } = this.figure.view.x;
    return this.left + ((at - low) / (high - low)) * (this.right - this.left);
  }

  up(at) {
    const { low, high } = this.figure.view.y;
    return this.bottom - ((at - low) / (high - low)) * (this.bottom - this.top);
  }

  /** Far points are kept near, so that no number is huge. */
  near(v, span) { return Math.max(-10 * span, Math.min(11 * span, v)); }

  isInside(x, y) { return x >= this.left - 0.5 && x <= this.right + 0.5 && y >= this.top - 0.5 && y <= this.bottom + 0.5; }

  /**
   * A curve's pixels, a list for each stretch without a gap. What is straight on the axes that Java drew, as a power law
   * is, need not be on others: there it gets points between.
   */
  stretches(xs, ys, closed) {
    const { view, home } = this.figure;
    const bent = view.x.log !== home.x.log || view.y.log !== home.y.log;
    const all = [];
    let now = [];
    let before = null;
    const push = (x, y) => now.push([this.near(x, this.width), this.near(y, this.height)]);
    const n = xs.length + (closed ? 1 : 0);
    for (let k = 0; k < n; k++) {
      const i = k % xs.length;
      const x = this.x(xs[i]);
      const y = this.y(ys[i]);
      if (!Number.isFinite(x) || !Number.isFinite(y)) {
        if (now.length) all.push(now);
        now = [];
        before = null;
        continue;
      }
      const at = [place(home.x.log, xs[i]), place(home.y.log, ys[i])];
      if (bent && before && Number.isFinite(at[0] + at[1])) {
        const steps = Math.min(64, Math.ceil(Math.hypot(x - before.x, y - before.y) / 8));
        for (let s = 1; s < steps; s++) {
          const between = (j) => before.at[j] + (s / steps) * (at[j] - before.at[j]);
          push(this.x(back(home.x.log, between(0))), this.y(back(home.y.log, between(1))));
        }
      }
      push(x, y);
      before = Number.isFinite(at[0] + at[1]) ? { x, y, at } : null;
    }
    if (now.length) all.push(now);
    return all;
  }

  outline(stretches, end = '') {
    return stretches.map((points) => points.map(([x, y], i) => `${i ? 'L' : 'M'}${px(x)} ${px(y)}`).join('') + end).join('');
  }

  // ---- drawing it again

  draw() {
    const { data, view, hidden } = this.figure;
    this.stale = false;
    this.marks = null;
    for (const child of [...this.svg.children]) if (!['title', 'desc', 'clipPath'].includes(child.tagName)) child.remove();
    const yMarks = marks(view.y, this.figure.data.y.title, Math.trunc(Math.max(3, (this.bottom - this.top) / 34)));
    this.left = Math.ceil(Math.max(2, ...yMarks.map((m) => charactersOf(m.label))) * CHARACTER + 14);
    const xMarks = marks(view.x, this.figure.data.x.title, Math.trunc(Math.max(3, (this.right - this.left) / 62)));
    const box = { x: px(this.left), y: px(this.top), width: px(this.right - this.left), height: px(this.bottom - this.top) };
    this.clip.replaceChildren(this.element('rect', box));
    this.element('rect', { class: 'area', ...box }, this.svg);
    this.element('path', {
      class: 'grid',
      d: xMarks.map((m) => `M${px(this.x(m.value))} ${px(this.top)}V${px(this.bottom)}`).join('')
        + yMarks.map((m) => `M${px(this.left)} ${px(this.y(m.value))}H${px(this.right)}`).join(''),
    }, this.svg);
    const inside = this.element('g', { 'clip-path': `url(#${this.clip.id})` }, this.svg);
    this.texts = [];
    const layers = data.layers.filter((layer) => !hidden.has(layer.name));
    for (const layer of layers) this[layer.kind](layer, inside);
    this.rules = 0;
    for (const layer of layers) {
      if (layer.kind === 'rule' && layer.name) this.ruleName(layer);
      if (layer.kind === 'note') this.remark(layer);
    }
    for (const layer of layers) if (layer.kind === 'contours') this.levels(layer);
    this.axes(xMarks, yMarks);
    this.svg.append(this.cross);
    for (const child of this.svg.children) if (child.tagName !== 'desc') child.setAttribute('aria-hidden', 'true');
  }

  axes(xMarks, yMarks) {
    const { view } = this.figure;
    const few = view.x.log && view.x.high - view.x.low <= 12;
    const minor = few ? multiples(view.x.low, view.x.high, [2, 3, 4, 5, 6, 7, 8, 9], 1) : [];
    const mark = (v, length) => `M${px(this.x(v))} ${px(this.bottom)}v${length}`;
    this.element('path', {
      class: 'axis',
      d: `M${px(this.left)} ${px(this.bottom)}H${px(this.right)}${xMarks.map((m) => mark(m.value, 5)).join('')}${minor.map((v) => mark(v, 3)).join('')}`,
    }, this.svg);
    const across = this.element('g', { class: 'ticks x' }, this.svg);
    let free = 0;
    for (const m of xMarks) {
      const half = (charactersOf(m.label) * CHARACTER) / 2;
      const at = Math.max(half, Math.min(this.width - half, this.x(m.value)));
      if (at - half >= free) {
        free = at + half + 6;
        this.number(across, at, this.bottom + 20, m.label);
      }
    }
    const up = this.element('g', { class: 'ticks y' }, this.svg);
    for (const m of yMarks) this.number(up, this.left - 8, this.y(m.value) + 4, m.label);
    this.title('xtitle', (this.left + this.right) / 2, this.height - 6, this.figure.data.x.title);
    this.title('ytitle', 2, 16, this.figure.data.y.title);
  }

  number(group, x, y, text) {
    const power = POWER.exec(text);
    if (!power) return void this.element('text', { x: px(x), y: px(y) }, group, text);
    const element = this.element('text', { x: px(x), y: px(y) }, group, power[1] === '1' ? '10' : `${power[1]}\u00d710`);
    this.element('tspan', { class: 'sup', dy: '-0.45em' }, element, power[2].replace('-', '\u2212'));
  }

  title(style, x, y, text) {
    const room = this.width - 4;
    const needed = text.length * CHARACTER;
    const size = needed > room ? { 'font-size': px(Math.max(8, (13 * room) / needed)) } : {};
    this.element('text', { class: style, x: px(x), y: px(y), ...size }, this.svg, text);
  }

  // ---- layers

  tint(v) {
    const { color } = this.figure.data;
    const share = (place(color.log, v) - color.low) / (color.high - color.low);
    return Number.isFinite(share) ? `v${Math.max(0, Math.min(color.steps - 1, Math.trunc(share * color.steps)))}` : null;
  }

  points(layer, parent) {
    const group = this.element('g', { class: layer.style }, parent);
    layer.x.forEach((value, i) => {
      const tint = layer.values ? this.tint(layer.values[i]) : '';
      if (tint !== null) this.point(group, this.x(value) + this.beside(layer, i), this.y(layer.y[i]), layer.shape, tint);
    });
  }

  /** How far a point is drawn beside its place, so that it hides no interval, as Java's Layers has it. */
  beside(layer, i) {
    if (layer.kind !== 'points' || layer.values) return 0;
    const [x, y] = [this.x(layer.x[i]), this.y(layer.y[i])];
    const hides = (bars, k) => Math.abs(this.x(bars.x[k]) - x) < BESIDE
      && y < this.y(bars.low[k]) + BESIDE && y > this.y(bars.high[k]) - BESIDE;
    const { data, hidden } = this.figure;
    const others = data.layers.filter((l) => l.kind === 'bars' && !l.across && !hidden.has(l.name));
    if (!others.some((bars) => bars.x.some((_, k) => hides(bars, k)))) return 0;
    return x + BESIDE > this.right - 4 ? -BESIDE : BESIDE;
  }

  point(group, x, y, shape, tint) {
    if (this.isInside(x, y)) this.element('path', { ...(tint ? { class: tint } : {}), d: `M${px(x)} ${px(y)}${shape}` }, group);
  }

  bars(layer, parent) {
    const group = this.element('g', { class: layer.style }, parent);
    layer.x.forEach((value, i) => {
      const [x, y] = [this.x(value), this.y(layer.y[i])];
      const end = (v) => (layer.across ? this.near(this.x(v), this.width) : this.near(this.y(v), this.height));
      const [from, to] = [end(layer.low[i]), end(layer.high[i])];
      if (Number.isFinite(x + y + from + to)) {
        const d = layer.across ? `M${px(from)} ${px(y - 4)}v8m0-4H${px(to)}m0-4v8` : `M${px(x - 4)} ${px(from)}h8m-4 0V${px(to)}m-4 0h8`;
        this.element('path', { class: 'bar', d }, group);
      }
      this.point(group, x, y, layer.shape);
    });
  }

  line(layer, parent) {
    this.element('path', { class: layer.style, d: this.outline(this.stretches(layer.x, layer.y)) }, parent);
  }

  band(layer, parent) {
    const gap = (i) => [layer.low[i], layer.high[i]].some((v) => !Number.isFinite(this.y(v))) || !Number.isFinite(this.x(layer.x[i]));
    for (let from = 0; from < layer.x.length; from++) {
      let to = from;
      while (to < layer.x.length && !gap(to)) to++;
      if (to - from > 1) {
        const part = (values) => values.slice(from, to);
        const [upper] = this.stretches(part(layer.x), part(layer.high));
        const [lower] = this.stretches(part(layer.x), part(layer.low));
        this.element('path', { class: layer.style, d: this.outline([[...upper, ...lower.reverse()]], 'Z') }, parent);
      }
      from = Math.max(from, to);
    }
  }

  contours(layer, parent) {
    const outline = (paths) => paths.map((p) => this.outline(this.stretches(p.x, p.y, p.closed), p.closed ? 'Z' : '')).join('');
    const above = (layer.regions ?? []).map((region) => outline(region.above));
    (layer.regions ?? []).forEach((region, k) => {
      const d = above[k] + (above[k + 1] ?? ''); // by even and odd, the one without the other
      if (above[k] !== above[k + 1] && d) this.element('path', { class: region.style, d }, parent);
    });
    for (const line of layer.lines) {
      const d = outline(line.paths);
      if (d) this.element('path', { class: line.style, d }, parent);
    }
  }

  rule(layer, parent) {
    const at = layer.vertical ? this.x(layer.at) : this.y(layer.at);
    if (!Number.isFinite(at)) return;
    const d = layer.vertical
      ? `M${px(this.near(at, this.width))} ${px(this.top)}V${px(this.bottom)}`
      : `M${px(this.left)} ${px(this.near(at, this.height))}H${px(this.right)}`;
    this.element('path', { class: 'rule', d }, parent);
  }

  note() {} // with the texts, over all else

  // ---- texts over the layers

  text(style, anchor, x, y, text, width) {
    const left = anchor === 'end' ? x - width : anchor === 'middle' ? x - width / 2 : x;
    this.texts.push([left, y - 13, left + width, y + 4]);
    this.element('text', { class: style, 'text-anchor': anchor, x: px(x), y: px(y) }, this.svg, text);
  }

  isFree(box) {
    return box[0] > this.left + 2 && box[2] < this.right - 2 && box[1] > this.top + 2 && box[3] < this.bottom - 4
      && this.texts.every((t) => box[0] > t[2] + 8 || t[0] > box[2] + 8 || box[1] > t[3] + 8 || t[1] > box[3] + 8);
  }

  ruleName(layer) {
    const at = layer.vertical ? this.x(layer.at) : this.y(layer.at);
    if (!(layer.vertical ? this.isInside(at, this.top) : this.isInside(this.left, at))) return;
    const width = charactersOf(layer.name) * CHARACTER;
    if (layer.vertical) {
      const leftward = at > (this.left + this.right) / 2;
      this.text('note', leftward ? 'end' : 'start', at + (leftward ? -6 : 6), this.top + 15 + ((17 * this.rules++) % 68), layer.name, width);
    } else {
      this.text('note', 'end', this.right - 6, at - 5 < this.top + 10 ? at + 15 : at - 5, layer.name, width);
    }
  }

  remark(layer) {
    const [x, y] = [this.x(layer.x), this.y(layer.y)];
    if (!this.isInside(x, y)) return;
    this.element('circle', { class: 'spot', r: 4, cx: px(x), cy: px(y) }, this.svg);
    const width = charactersOf(layer.text) * CHARACTER;
    const ink = this.all().flatMap((mark) => (mark.stretches ? mark.stretches().flat() : [[mark.px, mark.py]]));
    let best = null;
    for (const dy of [-9, 20, -24, 35]) {
      for (const leftward of [false, true]) {
        const at = { x: x + (leftward ? -7 : 7), y: y + dy, leftward };
        const left = leftward ? at.x - width : at.x;
        const outside = left < this.left || left + width > this.right || at.y - 11 < this.top || at.y > this.bottom - 4;
        const covered = ink.filter(([ix, iy]) => ix > left - 3 && ix < left + width + 3 && iy > at.y - 14 && iy < at.y + 6);
        const cost = Math.abs(dy) * 0.01 + covered.length + (outside ? 1e6 : 0);
        if (!best || cost < best.cost) best = { ...at, cost };
      }
    }
    this.text('note', best.leftward ? 'end' : 'start', best.x, best.y, layer.text, width);
  }

  levels(layer) {
    for (const line of layer.lines) {
      const width = charactersOf(line.level) * 6.4;
      const points = line.paths.flatMap((p) => this.stretches(p.x, p.y, p.closed).flat());
      const middle = points.length / 2;
      const places = points.map((at, i) => [...at, Math.abs(i - middle)]).sort((a, b) => a[2] - b[2]);
      const at = places.find(([x, y]) => this.isFree([x - width / 2, y - 6.5, x + width / 2, y + 6.5]));
      if (at) this.text('level', 'middle', at[0], at[1] + 4, line.level, width);
    }
  }

  // ---- the read-out

  /** Points and curves that can be pointed at, with what they are. */
  all() {
    if (this.marks) return this.marks;
    const { data, hidden } = this.figure;
    this.marks = [];
    for (const layer of data.layers.filter((l) => !hidden.has(l.name))) {
      if (layer.kind === 'points' || layer.kind === 'bars') {
        layer.x.forEach((value, i) => {
          const [x, y] = [this.x(value) + this.beside(layer, i), this.y(layer.y[i])];
          if (this.isInside(x, y)) this.marks.push({ px: x, py: y, text: () => this.figure.tells(layer, i) });
        });
      } else if (layer.kind === 'line' && layer.name) {
        const byValue = layer.value !== undefined;
        this.curve(byValue ? `${layer.name}\n${data.color.title}: ${shown(layer.value, data.color.title)}` : layer.name, byValue, [layer]);
      } else if (layer.kind === 'contours') {
        for (const line of layer.lines) this.curve(`${layer.name ?? data.title}: ${line.level}`, true, line.paths);
      }
    }
    return this.marks;
  }

  curve(name, byValue, paths) {
    let known;
    const stretches = () => known ??= paths.flatMap((p) => this.stretches(p.x, p.y, p.closed));
    this.marks.push({ name, byValue, stretches });
  }

  nearestOn(mark, x, y) {
    let best = { d: Infinity };
    for (const points of mark.stretches()) {
      for (let i = 0; i + 1 < points.length; i++) {
        const [[ax, ay], [bx, by]] = [points[i], points[i + 1]];
        const [dx, dy] = [bx - ax, by - ay];
        const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
        const d = Math.hypot(x - ax - t * dx, y - ay - t * dy);
        if (d < best.d) best = { d, px: ax + t * dx, py: ay + t * dy, mark };
      }
    }
    return best;
  }

  /** What is nearest to a pixel: a point within reach, else a curve; null for neither. */
  nearest(x, y) {
    let point = null;
    let curve = null;
    for (const mark of this.all()) {
      if (!mark.stretches) {
        const d = Math.hypot(mark.px - x, mark.py - y);
        if (d < 18 && !(point?.d <= d)) point = { d, px: mark.px, py: mark.py, mark };
      }
    }
    if (point?.d < 9) return point;
    for (const mark of this.all()) {
      if (mark.stretches) {
        const on = this.nearestOn(mark, x, y);
        on.rank = on.d - (mark.byValue ? 2 : 0); // an envelope lies on the runs' curves: the run is what is asked for
        if (on.d < 12 && !(curve?.rank <= on.rank)) curve = on;
      }
    }
    return curve && (!point || curve.d < point.d / 2) ? curve : point;
  }

  /** Writes what is at a pixel, and marks it. */
  read(x, y, found = this.nearest(x, y)) {
    const { data, view, tip } = this.figure;
    const at = found ?? { px: x, py: y };
    const value = (axis, from, to, pixel) => back(axis.log, axis.low + ((pixel - from) / (to - from)) * (axis.high - axis.low));
    const places = `${data.x.title}: ${shown(value(view.x, this.left, this.right, at.px), data.x.title)}\n`
      + `${data.y.title}: ${shown(value(view.y, this.bottom, this.top, at.py), data.y.title)}`;
    tip.textContent = !found ? places : found.mark.text ? found.mark.text() : `${found.mark.name}\n${places}`;
    const lines = this.cross.querySelector('path:not(.focus)');
    const ring = this.cross.querySelector('circle');
    lines.setAttribute('d', `M${px(this.left)} ${px(at.py)}H${px(this.right)}M${px(at.px)} ${px(this.top)}V${px(this.bottom)}`);
    ring.setAttribute('cx', px(at.px));
    ring.setAttribute('cy', px(at.py));
    ring.style.display = found ? '' : 'none';
    const isCurve = Boolean(found?.mark.byValue);
    this.focus.style.display = isCurve ? '' : 'none';
    if (isCurve) this.focus.setAttribute('d', this.outline(found.mark.stretches()));
    this.focus.setAttribute('clip-path', `url(#${this.clip.id})`);
    this.cross.classList.add('on');
    tip.hidden = false;
    const box = this.svg.getBoundingClientRect();
    const zoom = this.width / box.width;
    const right = at.px / zoom + 14;
    const over = right + tip.offsetWidth > box.width;
    tip.style.left = `${Math.max(0, over ? at.px / zoom - tip.offsetWidth - 14 : right)}px`;
    tip.style.top = `${Math.max(0, at.py / zoom - tip.offsetHeight - 12)}px`;
  }

  hide() {
    this.figure.tip.hidden = true;
    this.cross.classList.remove('on');
  }
}
