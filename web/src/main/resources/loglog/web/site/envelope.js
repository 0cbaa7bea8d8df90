// A curve that has more points than the screen has columns, as a filled shape: each column of pixels from its least to its greatest value. A browser
// without a graphics card fills it thirty times as fast as it strokes the line through the same points. Where columns are empty the line is stroked.

const HALF = 0.75; // of a line's width, in pixels of the page
const LINE = 3; // a column up to this high looks like a line, and can be dashed

let cachedX = null;

/** The column of each place of the grid; the same for all curves of a picture. */
function columnsOf(u, ratio) {
  const {min, max, distr} = u.scales.x;
  const key = [min, max, distr, u.bbox.left, u.bbox.width, ratio].join();
  if (cachedX?.data !== u.data[0] || cachedX.key !== key) {
    cachedX = {key, data: u.data[0], columns: Int32Array.from(u.data[0], x => Math.floor((u.valToPos(x, 'x', true) - u.bbox.left) / ratio))};
  }
  return cachedX.columns;
}

function heights(u, scale) {
  const {min, max, distr} = u.scales[scale];
  if (distr === 3) return value => u.valToPos(value, scale, true);
  const {top, height} = u.bbox;
  return value => top + height * (1 - (value - min) / (max - min));
}

/** Where a dash is at a column: a function of the column alone, as the curve is drawn from left to right. */
function dashed(dash) {
  const period = (dash ?? []).reduce((sum, part) => sum + part, 0);
  if (!period) return () => true;
  return column => {
    let at = column % period;
    for (let i = 0; ; i++) {
      if (at < dash[i]) return i % 2 === 0;
      at -= dash[i];
    }
  };
}

/**
 * What uPlot calls to draw a series from one index to another.
 *
 * @param dash of the curve, in pixels
 */
export const envelope = dash => (u, seriesIdx, from, to) => {
  const ratio = devicePixelRatio;
  const columns = columnsOf(u, ratio);
  const y = u.data[seriesIdx];
  const height = heights(u, u.series[seriesIdx].scale);
  const isOn = dashed(dash);
  const stroke = new Path2D();
  const fill = new Path2D();
  const center = column => u.bbox.left + (column + 0.5) * ratio;
  let open = []; // columns one beside the other: column, top, bottom

  // Each column is as wide as it is up to its end: a shape that narrows to a spike's tip would be too pale there to be seen.
  const shape = parts => {
    for (let i = 0; i < parts.length; i++) {
      const left = u.bbox.left + parts[i][0] * ratio;
      const top = parts[i][1] - HALF * ratio;
      if (i === 0) fill.moveTo(left, top);
      else fill.lineTo(left, top);
      fill.lineTo(left + ratio, top);
    }
    for (let i = parts.length - 1; i >= 0; i--) {
      const left = u.bbox.left + parts[i][0] * ratio;
      const bottom = parts[i][2] + HALF * ratio;
      fill.lineTo(left + ratio, bottom);
      fill.lineTo(left, bottom);
    }
    if (parts.length) fill.closePath();
  };
  const close = () => {
    let parts = [];
    for (const part of open) {
      if (isOn(part[0]) || part[2] - part[1] > LINE * ratio) parts.push(part);
      else { shape(parts); parts = []; }
    }
    shape(parts);
    open = [];
  };

  let now = null; // the last column: column, top, bottom
  let before = 0; // the height of the last point
  for (let i = from; i <= to; i++) {
    const value = y[i];
    if (value === undefined) continue;
    if (value === null) { // the line breaks
      close();
      now = null;
      continue;
    }
    const at = height(value);
    if (now && columns[i] === now[0]) {
      if (at < now[1]) now[1] = at;
      if (at > now[2]) now[2] = at;
    } else {
      const next = [columns[i], at, at];
      if (now && next[0] === now[0] + 1) { // the line between them: half of it is drawn in each
        const middle = (before + at) / 2;
        now[1] = Math.min(now[1], middle);
        now[2] = Math.max(now[2], middle);
        next[1] = Math.min(at, middle);
        next[2] = Math.max(at, middle);
      } else if (now) {
        stroke.moveTo(center(now[0]), before);
        stroke.lineTo(center(next[0]), at);
        close();
      }
      now = next;
      open.push(now);
    }
    before = at;
  }
  close();
  return {stroke, fill, clip: null, band: null, gaps: null, flags: 0};
};
