// A figure: its data, the view of it, and what a reader does: zoom and pan, logarithmic or linear axes, series switched
// on and off. Without this script the figure stands as Java has drawn it.

const DEEPEST = 1e-5; // of an axis, at the closest zoom
const FARTHEST = 4; // times an axis, at the widest

class Figure {
  constructor(root) {
    this.data = JSON.parse(root.querySelector('script[type="application/json"]').textContent);
    this.tip = root.querySelector('.tip');
    this.plot = root.querySelector('.plot');
    this.hidden = new Set();
    const charts = [...root.querySelectorAll('svg.chart')];
    const axis = (name) => {
      const [scale, low, high] = charts[0].dataset[name].split(' ');
      return { log: scale === 'log', low: +low, high: +high };
    };
    this.home = { x: axis('x'), y: axis('y') };
    this.view = { ...this.home };
    this.whole = this.home;
    this.data.title = charts[0].querySelector('title').textContent;
    this.drawings = charts.map((svg) => new Drawing(svg, this));
    for (const drawing of this.drawings) this.interact(drawing);
    this.tools();
    this.legend(root);
    addEventListener('resize', () => this.refresh());
  }

  /** Everything that is known of a point. */
  tells(layer, i) {
    const { data } = this;
    const lines = [layer.labels?.[i] ?? layer.name].filter(Boolean);
    const known = new Set();
    const tell = (name, text) => {
      if (!known.has(name) && text !== null) lines.push(`${name}: ${text}`);
      known.add(name);
    };
    tell(data.x.title, shown(layer.x[i], data.x.title));
    tell(data.y.title, layer.intervals ? layer.intervals[i] : shown(layer.y[i], data.y.title));
    if (layer.values) tell(data.color.title, shown(layer.values[i], data.color.title));
    for (const column of layer.more ?? []) tell(column.name, column.values[i] === null ? null : shown(column.values[i], column.name));
    return lines.join('\n');
  }

  // ---- views

  show(view) {
    this.view = view;
    for (const drawing of this.drawings) drawing.stale = true;
    this.refresh();
    const { x, y } = this.view;
    this.buttons.x.textContent = `x: ${x.log ? 'log' : 'linear'}`;
    this.buttons.y.textContent = `y: ${y.log ? 'log' : 'linear'}`;
    this.buttons.all.disabled = x === this.whole.x && y === this.whole.y;
  }

  refresh() {
    for (const drawing of this.drawings) {
      if (drawing.stale && drawing.isSeen) {
        drawing.hide();
        drawing.draw();
      }
    }
  }

  reset() { this.show({ ...this.whole }); }

  /** An axis of new ends, within what is sensible. */
  within(name, low, high) {
    const whole = this.whole[name];
    const span = whole.high - whole.low;
    const size = Math.max(DEEPEST * span, Math.min(FARTHEST * span, high - low));
    const middle = Math.max(whole.low - span, Math.min(whole.high + span, (low + high) / 2));
    return { log: whole.log, low: middle - size / 2, high: middle + size / 2 };
  }

  /** Shows more or less of both axes, around a place given as shares of them from the lower left. */
  zoom(factor, shareX = 0.5, shareY = 0.5) {
    const of = (name, share) => {
      const axis = this.view[name];
      const at = axis.low + share * (axis.high - axis.low);
      return this.within(name, at - (at - axis.low) * factor, at + (axis.high - at) * factor);
    };
    this.show({ x: of('x', shareX), y: of('y', shareY) });
  }

  pan(from, shareX, shareY) {
    const of = (name, share) => {
      const by = share * (from[name].high - from[name].low);
      return this.within(name, from[name].low - by, from[name].high - by);
    };
    this.show({ x: of('x', shareX), y: of('y', shareY) });
  }

  /** An axis on the other scale, with all that it has there. */
  switchScale(name) {
    const logs = { x: this.view.x.log, y: this.view.y.log };
    logs[name] = !logs[name];
    const axis = logs[name] === this.home[name].log ? this.home[name] : extent(this.data, name, logs);
    this.whole = { ...this.whole, [name]: axis };
    this.show({ ...this.view, [name]: axis });
  }

  hasPlaceOnLog(name) {
    const values = this.data.layers.flatMap((l) => (l.kind === 'contours' ? l.lines.flatMap((i) => i.paths.flatMap((p) => p[name])) : l[name] ?? []));
    const positive = values.filter((v) => v > 0).length;
    return positive >= 2 && positive >= 0.9 * values.length;
  }

  tools() {
    const bar = document.createElement('div');
    bar.className = 'tools view';
    bar.setAttribute('role', 'group');
    bar.setAttribute('aria-label', `view of ${this.data.title}`);
    const button = (text, name, act) => {
      const made = document.createElement('button');
      made.type = 'button';
      made.textContent = text;
      made.title = name;
      made.addEventListener('click', act);
      bar.append(made);
      return made;
    };
    const scale = (name, what) => {
      const made = button(`${name}: ${this.home[name].log ? 'log' : 'linear'}`, `the ${what} axis logarithmic or linear`, () => this.switchScale(name));
      made.disabled = !this.home[name].log && !this.hasPlaceOnLog(name);
      return made;
    };
    this.buttons = { x: scale('x', 'horizontal'), y: scale('y', 'vertical') };
    button('+', 'zoom in', () => this.zoom(0.5)).setAttribute('aria-label', 'zoom in');
    button('\u2212', 'zoom out', () => this.zoom(2)).setAttribute('aria-label', 'zoom out');
    this.buttons.all = button('all', 'show all again (double click)', () => this.reset());
    this.buttons.all.disabled = true;
    const hint = document.createElement('span');
    hint.className = 'hint';
    hint.textContent = 'drag: zoom in; Shift and drag: move; Ctrl and wheel: zoom; double click: all';
    bar.append(hint);
    this.plot.before(bar);
  }

  legend(root) {
    const names = new Set(this.data.layers.map((layer) => layer.name));
    for (const key of root.querySelectorAll('.legend .key')) {
      const name = key.textContent.trim();
      if (!names.has(name)) continue;
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'key';
      button.title = 'show or hide';
      button.setAttribute('aria-pressed', 'true');
      button.append(...key.childNodes);
      key.replaceWith(button);
      button.addEventListener('click', () => {
        const shows = this.hidden.has(name);
        if (shows) this.hidden.delete(name); else this.hidden.add(name);
        button.setAttribute('aria-pressed', String(shows));
        this.show(this.view);
      });
    }
  }

  // ---- pointer and keyboard

  interact(drawing) {
    const { svg } = drawing;
    svg.setAttribute('role', 'application');
    svg.setAttribute('aria-roledescription', 'figure');
    svg.setAttribute('aria-label', `${this.data.title}: arrow keys go from point to point, + and - zoom, 0 shows all`);
    svg.removeAttribute('aria-labelledby');
    svg.setAttribute('aria-describedby', svg.querySelector(':scope > desc').id);
    svg.setAttribute('tabindex', '0');
    svg.querySelector(':scope > title').remove();
    for (const child of svg.children) if (child.tagName !== 'desc') child.setAttribute('aria-hidden', 'true');
    const fingers = new Map();
    let drag = null;
    let pinch = null;
    const at = (event) => {
      const box = svg.getBoundingClientRect();
      const zoom = drawing.width / box.width;
      return [(event.clientX - box.left) * zoom, (event.clientY - box.top) * zoom];
    };
    const shares = (x, y) => [(x - drawing.left) / (drawing.right - drawing.left), (drawing.bottom - y) / (drawing.bottom - drawing.top)];
    const clamp = (x, y) => [Math.max(drawing.left, Math.min(drawing.right, x)), Math.max(drawing.top, Math.min(drawing.bottom, y))];
    const read = ([x, y]) => (drawing.isInside(x, y) ? drawing.read(x, y) : drawing.hide());

    svg.addEventListener('pointerdown', (event) => {
      const [x, y] = at(event);
      if (event.pointerType === 'touch') {
        fingers.set(event.pointerId, [x, y]);
        if (fingers.size === 2) pinch = { view: this.view, ends: [...fingers.values()] };
        return read([x, y]);
      }
      if (event.button !== 0 || !drawing.isInside(x, y)) return;
      drag = { x, y, moves: event.shiftKey, view: this.view };
      svg.setPointerCapture(event.pointerId);
    });
    svg.addEventListener('pointermove', (event) => {
      const [x, y] = at(event);
      if (fingers.has(event.pointerId)) fingers.set(event.pointerId, [x, y]);
      if (pinch) return this.pinch(pinch, [...fingers.values()], shares);
      if (!drag) return read([x, y]);
      if (drag.moves) {
        const [dx, dy] = [(x - drag.x) / (drawing.right - drawing.left), (drag.y - y) / (drawing.bottom - drawing.top)];
        this.pan(drag.view, dx, dy);
      } else if (Math.hypot(x - drag.x, y - drag.y) > 4) {
        drawing.hide();
        drag.box ??= drawing.element('rect', { class: 'zoom' }, svg);
        const [[ax, ay], [bx, by]] = this.cut(drawing, drag, clamp(x, y));
        for (const [key, v] of Object.entries({ x: ax, y: ay, width: bx - ax, height: by - ay })) drag.box.setAttribute(key, px(v));
      }
    });
    svg.addEventListener('pointerup', (event) => {
      const was = drag;
      drag = null;
      if (fingers.delete(event.pointerId)) pinch = null;
      if (!was?.box) return;
      was.box.remove();
      const [from, to] = this.cut(drawing, was, clamp(...at(event)));
      const [[low, high], [right, bottom]] = [shares(...from), shares(...to)];
      const of = (name, a, b) => {
        const axis = this.view[name];
        const span = axis.high - axis.low;
        return a <= 0 && b >= 1 ? axis : this.within(name, axis.low + a * span, axis.low + b * span);
      };
      if (Math.hypot(to[0] - from[0], to[1] - from[1]) > 8) this.show({ x: of('x', low, right), y: of('y', bottom, high) });
    });
    const stop = (event) => {
      drag?.box?.remove();
      drag = null;
      if (fingers.delete(event.pointerId)) pinch = null;
    };
    svg.addEventListener('pointercancel', stop);
    svg.addEventListener('pointerleave', (event) => { if (!drag && event.pointerType !== 'touch') drawing.hide(); });
    svg.addEventListener('blur', () => drawing.hide());
    svg.addEventListener('dblclick', () => this.reset());
    svg.addEventListener('wheel', (event) => {
      if (!event.ctrlKey && !event.metaKey) return; // the page is to scroll
      event.preventDefault();
      this.zoom(Math.exp(Math.max(-1, Math.min(1, event.deltaY * 0.003))), ...shares(...clamp(...at(event))));
    }, { passive: false });
    svg.addEventListener('keydown', (event) => this.key(event, drawing));
  }

  /** The part that a drag has marked; one that is as good as flat is of one axis alone. */
  cut(drawing, drag, [x, y]) {
    const flat = (a, b) => Math.abs(a - b) < 12;
    const [ax, bx] = flat(drag.x, x) ? [drawing.left, drawing.right] : [Math.min(drag.x, x), Math.max(drag.x, x)];
    const [ay, by] = flat(drag.y, y) ? [drawing.top, drawing.bottom] : [Math.min(drag.y, y), Math.max(drag.y, y)];
    return flat(drag.x, x) && flat(drag.y, y) ? [[x, y], [x, y]] : [[ax, ay], [bx, by]];
  }

  /** What lay under two fingers stays under them. */
  pinch({ view, ends }, now, shares) {
    if (now.length < 2) return;
    const [a, b] = ends.map((p) => shares(...p));
    const [c, d] = now.map((p) => shares(...p));
    const factor = Math.hypot(a[0] - b[0], a[1] - b[1]) / Math.max(0.02, Math.hypot(c[0] - d[0], c[1] - d[1]));
    const of = (name, i) => {
      const axis = view[name];
      const span = axis.high - axis.low;
      const low = axis.low + span * ((a[i] + b[i]) / 2 - factor * ((c[i] + d[i]) / 2));
      return this.within(name, low, low + span * factor);
    };
    this.show({ x: of('x', 0), y: of('y', 1) });
  }

  key(event, drawing) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (step && event.shiftKey) {
      this.pan(this.view, -0.1 * step[0], -0.1 * step[1]);
    } else if (step || event.key === 'Home' || event.key === 'End') {
      const points = drawing.all().filter((mark) => !mark.stretches).sort((a, b) => a.px - b.px);
      if (!points.length) return;
      const last = points.length - 1;
      const by = step ? step[0] + step[1] : 0;
      const next = by ? Math.max(0, Math.min(last, (drawing.at ?? (by > 0 ? -1 : last + 1)) + by)) : event.key === 'Home' ? 0 : last;
      drawing.at = next;
      drawing.read(0, 0, { px: points[next].px, py: points[next].py, mark: points[next] });
    } else if (event.key === '+' || event.key === '=') {
      this.zoom(0.5);
    } else if (event.key === '-') {
      this.zoom(2);
    } else if (event.key === '0') {
      this.reset();
    } else if (event.key === 'Escape') {
      drawing.hide();
    } else {
      return;
    }
    event.preventDefault();
  }
}

for (const root of document.querySelectorAll('figure')) if (root.querySelector('.plot')) new Figure(root);
