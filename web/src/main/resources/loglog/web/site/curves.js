// Curves on a canvas (uPlot, which the joined script of the page holds), from the reduced ones of /api/curves, which share one grid of places.
import {isDark, lineStyle, number, count, svg} from './common.js';
import {envelope} from './envelope.js';
import './uplot.js';

/** An answer of /api/curves as floats: a document, in which arrays of numbers are their lengths, and behind it their numbers. NaN becomes null. */
export function decoded(buffer) {
  const length = new DataView(buffer).getInt32(0, true);
  const answer = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
  let at = 4 + length;
  const take = count => {
    const numbers = Array.from(new Float32Array(buffer, at, count));
    at += 4 * count;
    for (let i = 0; i < count; i++) if (numbers[i] !== numbers[i]) numbers[i] = null;
    return numbers;
  };
  const fill = (of, ...names) => { for (const name of names) of[name] = take(of[name]); };
  for (const curve of answer.curves) {
    fill(curve, 'spans', 'value');
    if (curve.smooth) fill(curve.smooth, 'spans', 'value');
  }
  for (const group of answer.groups) fill(group, 'mean', 'low', 'high');
  return answer;
}

/** The x of each place of the grid: four to a column of pixels, and the two edges. */
export function places(answer) {
  const {columns, log} = answer;
  const left = log ? Math.log(answer.from) : answer.from;
  const width = (log ? Math.log(answer.to) : answer.to) - left;
  const back = value => log ? Math.exp(value) : value;
  const x = new Float64Array(4 * columns + 2);
  for (let i = 0; i < 4 * columns; i++) x[i + 1] = back(left + width * (i + 0.5) / (4 * columns));
  x[0] = answer.from;
  x[x.length - 1] = answer.to;
  return x;
}

/** The places of a curve's values, of which an answer tells the spans: first place and how many, again and again. */
export function placesOf(curve) {
  const at = [];
  for (let i = 0; i < curve.spans.length; i += 2) for (let n = 0; n < curve.spans[i + 1]; n++) at.push(curve.spans[i] + n);
  return at;
}

/** A curve on the grid: undefined where it has no point, null where its line breaks. */
function onGrid(at, curve, length) {
  const y = new Array(length);
  for (let i = 0; i < at.length; i++) y[at[i]] = curve.value[i];
  return y;
}

export class Curves {
  /**
   * @param zoomed is told the range that was dragged
   * @param read is told the values under the pointer: x and, of each curve, y
   */
  constructor(box, zoomed, read) {
    Object.assign(this, {box, zoomed, read, plot: null, hidden: new Set(), isHeld: false, isWaiting: false});
    box.addEventListener('mousedown', e => this.hold(e), true);
    box.addEventListener('mousedown', e => this.beginMove(e), true);
    addEventListener('mouseup', () => this.release());
    new ResizeObserver(() => this.plot?.setSize(this.size())).observe(box);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.answer && this.draw(this.answer, this.options));
  }

  size() {
    return {width: Math.max(260, this.box.clientWidth), height: Math.max(300, Math.min(480, Math.round(this.box.clientWidth * 0.42)))};
  }

  /** Draws an answer of /api/curves. */
  draw(answer, options) {
    this.answer = answer;
    this.options = options;
    this.isWaiting = this.isHeld;
    if (this.isHeld) return; // a chart that came meanwhile would end what the pointer drags
    const {data, series, bands, owners} = options.isGrouped ? grouped(answer, options, this.hidden) : single(answer, options, this.hidden);
    this.owners = owners;
    const ink = isDark() ? '#a3adb5' : '#5a6570';
    const grid = {stroke: isDark() ? '#2b3237' : '#e6e9ec', width: 1};
    const axis = {stroke: ink, grid, ticks: grid, font: '12px system-ui, sans-serif', labelFont: '12px system-ui, sans-serif'};
    const label = {step: 'steps', tokens: 'tokens', flops: 'training compute [FLOP]', seconds: 'time [s]'}[answer.x];
    const xText = answer.x === 'flops' ? number : count;
    this.moved = null;
    this.plot?.destroy();
    this.plot = new uPlot({
      ...this.size(),
      scales: {
        x: {time: false, distr: answer.log ? 3 : 1, range: () => this.moved?.x ?? [answer.from, answer.to]},
        y: {distr: options.ylog ? 3 : 1, range: options.ylog ? undefined : (u, least, greatest) => this.moved?.y ?? uPlot.rangeNum(least, greatest, 0.1, true)},
      },
      bands,
      axes: [
        {...axis, label, ...(answer.log ? {splits: decades} : {}), values: (u, values) => values.map(v => v == null ? '' : xText(v))},
        {...axis, label: answer.y.replaceAll('_', ' '), size: 64, values: (u, values) => values.map(v => v == null ? '' : number(v))},
      ],
      cursor: {drag: {x: true, y: false, setScale: false}, focus: {prox: 24}},
      focus: {alpha: 0.35},
      legend: {show: false},
      series,
      hooks: {
        setSelect: [u => {
          if (u.select.width > 3) {
            this.zoomed(u.posToVal(u.select.left, 'x'), u.posToVal(u.select.left + u.select.width, 'x'));
          }
          u.setSelect({left: 0, width: 0, top: 0, height: 0}, false);
        }],
        setCursor: [u => this.read(this.under(u))],
        drawClear: [u => this.drawMoved(u)],
      },
    }, data, this.box);
    this.plot.over.addEventListener('dblclick', () => this.zoomed(null, null));
  }

  /** The curves' values under the pointer. */
  under(u) {
    const at = u.cursor.idx;
    if (at == null || u.cursor.left < 0) return null;
    const values = [];
    u.series.forEach((series, i) => {
      if (i === 0 || !series.show || !this.owners[i].isRead) return;
      for (let d = 0; d < 60; d++) { // the nearest place that has a value
        const near = u.data[i][at - d] != null ? at - d : u.data[i][at + d] != null ? at + d : -1;
        if (near >= 0) {
          values.push([series.label, u.data[0][near], u.data[i][near]]);
          return;
        }
      }
    });
    return values;
  }

  toggle(run) {
    if (!this.hidden.delete(run)) this.hidden.add(run);
    this.plot.batch(() => this.plot.series.forEach((series, i) => {
      if (i > 0 && this.owners[i].run === run) this.plot.setSeries(i, {show: !this.hidden.has(run)});
    }));
  }

  hold(e) {
    this.isHeld = e.button === 0 && Boolean(this.plot?.over.contains(e.target));
  }

  release() {
    this.isHeld = false;
    if (this.isWaiting) this.draw(this.answer, this.options);
  }

  // Moving, with Shift: what is drawn follows the pointer as a picture, with its axis; where the pointer rests, the server is asked for that range.

  beginMove(e) {
    if (!e.shiftKey || e.button !== 0 || !this.plot || !this.plot.over.contains(e.target)) return;
    e.preventDefault();
    e.stopPropagation(); // it is no zoom
    const u = this.plot;
    const {left, top, width, height} = u.bbox;
    const picture = document.createElement('canvas');
    Object.assign(picture, {width, height});
    picture.getContext('2d').drawImage(u.ctx.canvas, left, top, width, height, 0, 0, width, height);
    const there = this.answer.log ? Math.log : v => v;
    const back = this.answer.log ? Math.exp : v => v;
    const [from, to] = [there(this.answer.from), there(this.answer.to)];
    this.moved = {picture, by: 0, x: [this.answer.from, this.answer.to], y: [u.scales.y.min, u.scales.y.max], frames: 0};
    u.series.forEach((series, i) => { if (i > 0) series.show = false; });
    u.axes.forEach(axis => { axis.grid.show = false; });
    let by = 0;
    let frame = 0;
    let resting;
    const range = () => [back(from - by / u.over.clientWidth * (to - from)), back(to - by / u.over.clientWidth * (to - from))];
    const show = () => {
      frame = 0;
      if (!this.moved || this.plot !== u) return;
      this.moved.by = by * devicePixelRatio;
      this.moved.x = range();
      this.moved.frames++;
      u.setScale('x', {min: this.moved.x[0], max: this.moved.x[1]});
    };
    const move = event => {
      by = event.clientX - e.clientX;
      frame ||= requestAnimationFrame(show);
      clearTimeout(resting);
      resting = setTimeout(end, 400);
    };
    const end = () => {
      clearTimeout(resting);
      removeEventListener('mousemove', move);
      removeEventListener('mouseup', end);
      this.box.dataset.frames = this.moved?.frames ?? 0;
      this.isHeld = this.isWaiting = false;
      if (by !== 0) this.zoomed(...range());
      else this.draw(this.answer, this.options);
    };
    addEventListener('mousemove', move);
    addEventListener('mouseup', end);
  }

  drawMoved(u) {
    if (!this.moved) return;
    const {left, top, width, height} = u.bbox;
    u.ctx.save();
    u.ctx.beginPath();
    u.ctx.rect(left, top, width, height);
    u.ctx.clip();
    u.ctx.drawImage(this.moved.picture, left + this.moved.by, top);
    u.ctx.restore();
  }

  png() {
    return new Promise(done => {
      const {canvas} = this.plot.ctx;
      const copy = document.createElement('canvas');
      copy.width = canvas.width;
      copy.height = canvas.height;
      const pen = copy.getContext('2d');
      pen.fillStyle = isDark() ? '#1b2024' : '#ffffff';
      pen.fillRect(0, 0, copy.width, copy.height);
      pen.drawImage(canvas, 0, 0);
      copy.toBlob(done, 'image/png');
    });
  }

  /** The same picture as lines: axes, ticks, curves with their names. */
  svg() {
    const u = this.plot;
    const ratio = devicePixelRatio;
    const box = {left: u.bbox.left / ratio, top: u.bbox.top / ratio, width: u.bbox.width / ratio, height: u.bbox.height / ratio};
    const shown = u.series.map((s, i) => i).filter(i => i > 0 && u.series[i].show && this.owners[i].isDrawn);
    const height = u.height + 18 * shown.length;
    const root = svg('svg', {xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${u.width} ${height}`, width: u.width, height,
      'font-family': 'sans-serif', 'font-size': 12});
    root.append(svg('rect', {width: u.width, height, fill: '#ffffff'}));
    const text = (x, y, anchor, words) => root.append(svg('text', {x, y, 'text-anchor': anchor, fill: '#444'}, words));
    root.append(svg('rect', {x: box.left, y: box.top, width: box.width, height: box.height, fill: 'none', stroke: '#999'}));
    u.axes.forEach((axis, a) => {
      const scale = a === 0 ? 'x' : 'y';
      const splits = axis._splits ?? [];
      const words = axis._values ?? [];
      splits.forEach((value, i) => {
        if (words[i] == null || words[i] === '') return;
        const at = u.valToPos(value, scale);
        if (a === 0) text(box.left + at, box.top + box.height + 16, 'middle', words[i]);
        else text(box.left - 6, box.top + at + 4, 'end', words[i]);
      });
    });
    text(box.left + box.width / 2, box.top + box.height + 36, 'middle', u.axes[0].label);
    text(box.left, box.top - 4, 'start', u.axes[1].label);
    shown.forEach((i, row) => {
      const series = u.series[i];
      const stroke = typeof series.stroke === 'function' ? series.stroke(u, i) : series.stroke;
      let path = '';
      let pen = 'M';
      u.data[i].forEach((y, j) => {
        if (y === null) pen = 'M';
        if (y == null) return;
        path += pen + u.valToPos(u.data[0][j], 'x').toFixed(2) + ' ' + u.valToPos(y, 'y').toFixed(2);
        pen = 'L';
      });
      const style = {fill: 'none', stroke, 'stroke-width': series.width, 'stroke-dasharray': (series.dash ?? []).join(' ')};
      root.append(svg('path', {d: path, transform: `translate(${box.left} ${box.top})`, ...style}));
      root.append(svg('path', {d: `M${box.left} ${u.height + 18 * row}h24`, ...style}));
      text(box.left + 30, u.height + 18 * row + 4, 'start', series.label);
    });
    return new XMLSerializer().serializeToString(root);
  }

  csv() {
    const quoted = words => /[",\n\r]/.test(words) ? '"' + words.replaceAll('"', '""') + '"' : words;
    if (this.options.isGrouped) return this.groupedCsv(quoted);
    const rows = [`run,${this.answer.x},${quoted(this.answer.y)}`];
    const x = places(this.answer);
    for (const curve of this.answer.curves) {
      if (this.hidden.has(curve.run)) continue;
      placesOf(curve).forEach((place, i) => rows.push(`${quoted(curve.run)},${x[place]},${digits(curve.value[i])}`));
    }
    return rows.join('\n') + '\n';
  }

  groupedCsv(quoted) {
    const rows = [`runs,${this.answer.x},mean,least,greatest`];
    const x = centers(this.answer);
    for (const group of this.answer.groups) {
      if (this.hidden.has(group.name)) continue;
      group.mean.forEach((mean, i) => { if (mean != null) rows.push([quoted(group.name), x[i], digits(mean), digits(group.low[i]), digits(group.high[i])].join()); });
    }
    return rows.join('\n') + '\n';
  }
}

/** A 32-bit float in as many digits as it has. */
const digits = value => value == null ? '' : Number(value.toPrecision(7));

/** Marks of a logarithmic axis that does not begin at a power of ten, where uPlot counts on from its beginning. */
function decades(u, axis, least, greatest) {
  const marks = [];
  for (let power = Math.floor(Math.log10(least)); power <= Math.log10(greatest); power++) {
    for (let digit = 1; digit < 10; digit++) {
      const mark = power < 0 ? digit / 10 ** -power : digit * 10 ** power;
      if (mark >= least && mark <= greatest) marks.push(mark);
    }
  }
  return marks;
}

/** How a curve with as many points as there are columns is drawn. */
const dense = (at, answer, fill, dash) => at.length < answer.columns ? {} : {fill, pxAlign: 0, paths: envelope(dash)};

/** Each run as a line. */
function single(answer, options, hidden) {
  const x = places(answer);
  const data = [x];
  const series = [{}];
  const owners = [null];
  const add = (run, label, y, isRead, style) => {
    data.push(y);
    series.push({label, show: !hidden.has(run), ...style});
    owners.push({run, isRead, isDrawn: true});
  };
  answer.curves.forEach((curve, i) => {
    const style = lineStyle(options.styleOf(curve.run, i));
    const at = placesOf(curve);
    if (curve.smooth) {
      add(curve.run, curve.run + ' raw', onGrid(at, curve, x.length), false, {stroke: style.stroke + '59', width: 1, points: {show: false}, ...dense(at, answer, style.stroke + '59')});
      const smooth = placesOf(curve.smooth);
      add(curve.run, curve.run, onGrid(smooth, curve.smooth, x.length), true, {...style, width: 2, points: {show: false}, ...dense(smooth, answer, style.stroke, style.dash)});
    } else {
      const few = at.length < 60;
      add(curve.run, curve.run, onGrid(at, curve, x.length), true,
        {...style, width: 1.5, points: {show: few, size: 5, fill: style.stroke, filter: few ? () => at : undefined}, ...dense(at, answer, style.stroke, style.dash)});
    }
  });
  return {data, series, bands: [], owners};
}

/** The middle of each column. */
function centers(answer) {
  const x = places(answer);
  return Float64Array.from({length: answer.columns}, (_, c) => answer.log ? Math.sqrt(x[4 * c + 2] * x[4 * c + 3]) : (x[4 * c + 2] + x[4 * c + 3]) / 2);
}

/** Runs that differ only in their seeds as a mean and a band. */
function grouped(answer, options, hidden) {
  const data = [centers(answer)];
  const series = [{}];
  const owners = [null];
  const bands = [];
  answer.groups.forEach((group, i) => {
    const style = lineStyle(options.styleOf(group.name, i));
    const show = !hidden.has(group.name);
    const none = {show, stroke: 'transparent', width: 0, points: {show: false}};
    bands.push({series: [series.length + 1, series.length], fill: style.stroke + '40'});
    data.push(group.low, group.high, group.mean);
    series.push({label: group.name + ' least', ...none}, {label: group.name + ' greatest', ...none},
      {label: group.name, show, ...style, width: 2, points: {show: false}});
    owners.push({run: group.name, isRead: false, isDrawn: false}, {run: group.name, isRead: false, isDrawn: false}, {run: group.name, isRead: true, isDrawn: true});
  });
  return {data, series, bands, owners};
}
