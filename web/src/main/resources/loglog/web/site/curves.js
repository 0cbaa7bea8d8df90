// Curves on a canvas (uPlot), from the reduced ones of /api/curves, which share one grid of places.
import {isDark, lineStyle, number, count, svg} from './common.js';

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

/** A curve on the grid: undefined where it has no point, null where its line breaks. */
function onGrid(curve, length) {
  const y = new Array(length);
  curve.at.forEach((place, i) => { y[place] = curve.value[i]; });
  return y;
}

export class Curves {
  /**
   * @param zoomed is told the range that was dragged
   * @param read is told the values under the pointer: x and, of each curve, y
   */
  constructor(box, zoomed, read) {
    Object.assign(this, {box, zoomed, read, plot: null, hidden: new Set()});
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
    const x = places(answer);
    const data = [x];
    const series = [{}];
    answer.curves.forEach((curve, i) => {
      const style = lineStyle(options.styleOf(curve.run, i));
      const shown = !this.hidden.has(curve.run);
      const few = curve.at.length < 60;
      if (curve.smooth) {
        data.push(onGrid(curve, x.length));
        series.push({label: curve.run + ' raw', show: shown, stroke: style.stroke + '59', width: 1, points: {show: false}});
        data.push(onGrid(curve.smooth, x.length));
        series.push({label: curve.run, show: shown, ...style, width: 2, points: {show: false}});
      } else {
        data.push(onGrid(curve, x.length));
        series.push({label: curve.run, show: shown, ...style, width: 1.5,
          points: {show: few, size: 5, fill: style.stroke, filter: few ? (u, s) => curve.at : undefined}});
      }
    });
    const ink = isDark() ? '#a3adb5' : '#5a6570';
    const grid = {stroke: isDark() ? '#2b3237' : '#e6e9ec', width: 1};
    const axis = {stroke: ink, grid, ticks: grid, font: '12px system-ui, sans-serif', labelFont: '12px system-ui, sans-serif'};
    const label = {step: 'steps', tokens: 'tokens', flops: 'training compute [FLOP]', seconds: 'time [s]'}[answer.x];
    const xText = answer.x === 'flops' ? number : count;
    this.plot?.destroy();
    this.plot = new uPlot({
      ...this.size(),
      scales: {
        x: {time: false, distr: answer.log ? 3 : 1, range: () => [answer.from, answer.to]},
        y: {distr: options.ylog ? 3 : 1},
      },
      axes: [
        {...axis, label, values: (u, values) => values.map(v => v == null ? '' : xText(v))},
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
      if (i === 0 || !series.show || series.label.endsWith(' raw')) return;
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
    this.plot.series.forEach((series, i) => {
      if (i > 0 && (series.label === run || series.label === run + ' raw')) this.plot.setSeries(i, {show: !this.hidden.has(run)});
    });
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
    const shown = u.series.map((s, i) => i).filter(i => i > 0 && u.series[i].show);
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
    const rows = [`run,${this.answer.x},${quoted(this.answer.y)}`];
    const x = places(this.answer);
    for (const curve of this.answer.curves) {
      if (this.hidden.has(curve.run)) continue;
      curve.at.forEach((place, i) => rows.push(`${quoted(curve.run)},${x[place]},${curve.value[i] ?? ''}`));
    }
    return rows.join('\n') + '\n';
  }
}
