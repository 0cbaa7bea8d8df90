// Numbers and the marks of axes, as Java writes them on the rest of the page (Format, Ticks).

const CHARACTER = 7.2; // the width of an average character of a label

const digits = (v, n) => {
  if (!Number.isFinite(v)) return Number.isNaN(v) ? 'n/a' : v > 0 ? 'inf' : '-inf';
  if (v === 0) return '0';
  const power = v.toExponential(n - 1);
  const size = Math.abs(+power);
  if (size < 1e-4 || size >= 1e6) return power.replace('e+', 'e');
  return v.toFixed(Math.max(0, n - 1 - power.split('e')[1]));
};
const trimmed = (text) => text.replace(/(\.\d*?)0+(?=e|$)/, '$1').replace(/\.(?=e|$)/, '');
const count = (v) => {
  let size = Math.abs(v);
  let letter = 0;
  for (; size >= 999.5 && letter < 4; letter++) size /= 1000;
  return trimmed(digits(v < 0 ? -size : size, 3)) + ['', 'K', 'M', 'B', 'T'][letter];
};
const flops = (v) => (v === 0 || !Number.isFinite(v) ? digits(v, 3) : trimmed(v.toExponential(2)).replace('e+', 'e'));
const ofFlops = (title) => (title ?? '').includes('[FLOP]'); // powers of ten of any size, on axes and in read-outs
const shown = (v, title) => (ofFlops(title) || Math.abs(v) >= 1e15 ? flops(v) : Math.abs(v) >= 1e4 ? count(v) : digits(v, 4));
const px = (v) => String(Math.round(v * 10) / 10 + 0);

// ---- axes

const place = (log, v) => (v === null ? NaN : log ? (v > 0 ? Math.log10(v) : NaN) : v);
const back = (log, p) => (log ? 10 ** p : p);

const multiples = (low, high, mantissas, step) => {
  const values = [];
  for (let k = Math.floor(low - 1e-9); k <= Math.floor(high + 1e-9); k++) {
    for (const m of k % step === 0 ? mantissas : []) {
      const value = +`${m}e${k}`;
      const at = Math.log10(value);
      if (at >= low - 1e-9 && at <= high + 1e-9) values.push(value);
    }
  }
  return values;
};
const linearMarks = (low, high, most) => {
  for (let power = Math.floor(Math.log10((high - low) / Math.max(1, most - 1))); ; power++) {
    for (const m of [1, 2, 5]) {
      const width = +`${m}e${power}`;
      const first = Math.ceil(low / width - 1e-9);
      const last = Math.floor(high / width + 1e-9);
      if (last - first + 1 <= most) {
        return Array.from({ length: last - first + 1 }, (_, i) => +`${(first + i) * m}e${power}`);
      }
    }
  }
};
const logMarks = (low, high, most) => {
  const fits = (values) => values.length <= most && values.length >= 2;
  if (high - low > 0.8) {
    const whole = multiples(low, high, [1], 1);
    if (whole.length >= 5 && whole.length <= most) return whole;
    for (const mantissas of [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]]) {
      const values = multiples(low, high, mantissas, 1);
      if (fits(values)) return values;
    }
    for (let step = 2; step < 400; step++) {
      const values = multiples(low, high, [1], step);
      if (fits(values)) return values;
    }
  }
  return linearMarks(10 ** low, 10 ** high, most).filter((v) => v > 0);
};
const label = (v, powers) => {
  if (v === 0) return '0';
  const [mantissa, exponent] = v.toExponential().split('e');
  if (powers) return `${mantissa}e${+exponent}`;
  const letter = Math.max(0, Math.min(4, Math.trunc(exponent / 3)));
  return +`${v}e-${3 * letter}` + ['', 'K', 'M', 'B', 'T'][letter];
};
const marks = (axis, title, most) => {
  const values = axis.log ? logMarks(axis.low, axis.high, most) : linearMarks(axis.low, axis.high, most);
  const powers = ofFlops(title) || values.some((v) => Math.abs(v) >= 1e15 || (v !== 0 && Math.abs(v) < 1e-4));
  return values.map((value) => ({ value, label: label(value, powers) }));
};
const POWER = /^(-?[\d.]+)e(-?\d+)$/;
const charactersOf = (text) => {
  const power = POWER.exec(text);
  if (!power) return text.length + (text.endsWith('M') ? 0.4 : 0);
  return (power[1] === '1' ? 2 : power[1].length + 3) + 0.75 * power[2].length;
};

/** What an axis must show of the layers that there are, as Java's Extent has it. */
const extent = (data, name, logs) => {
  const other = name === 'x' ? 'y' : 'x';
  const ofY = name === 'y';
  let low = Infinity;
  let high = -Infinity;
  const add = (v) => {
    const at = place(logs[name], v);
    if (Number.isFinite(at)) [low, high] = [Math.min(low, at), Math.max(high, at)];
  };
  const addAll = (values, others) => values.forEach((v, i) => {
    if (Number.isFinite(place(logs[other], others[i]))) add(v);
  });
  for (const layer of data.layers) {
    if (['points', 'line', 'bars'].includes(layer.kind)) addAll(layer[name], layer[other]);
    if (layer.kind === 'band' && !ofY) addAll(layer.x, layer.low);
    if ((layer.kind === 'band' && ofY) || (layer.kind === 'bars' && ofY !== Boolean(layer.across))) {
      for (const end of ['low', 'high']) addAll(layer[end], layer[other]);
    }
    if (layer.kind === 'contours') for (const line of layer.lines) for (const path of line.paths) path[name].forEach(add);
    if (layer.kind === 'rule' && layer.vertical !== ofY) add(layer.at);
    if (layer.kind === 'note') add(layer[name]);
  }
  if (low > high) low = high = place(logs[name], 1);
  let room = (high - low) * (ofY ? 0.06 : 0.03);
  if (high - low <= 1e-9 * Math.max(Math.abs(low), Math.abs(high)) || high === low) {
    room = logs[name] ? 0.3 : high === 0 ? 1 : 0.1 * Math.abs(high);
  }
  const [from, to] = [place(logs[name], data[name].low), place(logs[name], data[name].high)];
  return { log: logs[name], low: Number.isFinite(from) ? from : low - room, high: Number.isFinite(to) ? to : high + room };
};
