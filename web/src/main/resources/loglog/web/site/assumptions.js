// Sliders for numbers of a question, and the assumptions of a model or scenario, each with one: an empty field leaves an assumption as it is.
import {element, number} from './common.js';

const STEPS = 200;
const WIDE = 30; // ends that lie further apart than this are seen on a logarithmic scale

/** A number as it is typed: years and other whole numbers whole. */
const typed = x => Math.abs(x) >= 1000 && Math.abs(x) < 1e5 ? String(Math.round(x)) : number(x, 3);

/**
 * A slider beside a text field; either moves the other.
 *
 * @param ends {least, most, log, start, whole}: start is where it stands while the field is empty
 * @param moved is called while it moves
 */
export function slider(input, label, {least, most, log, start, whole}, moved) {
  const there = x => log ? Math.log10(x) : x;
  const at = x => Math.min(there(most), Math.max(there(least), there(x)));
  const place = () => {
    const value = Number(input.value.trim() || start);
    range.value = Number.isFinite(at(value)) ? at(value) : there(least);
  };
  const range = element('input', {type: 'range', min: there(least), max: there(most), step: (there(most) - there(least)) / STEPS, 'aria-label': label + ', by a slider'});
  range.addEventListener('input', () => {
    const value = log ? 10 ** +range.value : +range.value;
    input.value = whole && value < 1e5 ? String(Math.round(value)) : typed(value);
    range.setAttribute('aria-valuetext', input.value);
    moved();
  });
  input.addEventListener('input', place);
  place();
  return range;
}

/** The ends of an assumption's slider: half as far again as its sources; where these say one value, ten years or ten times as much or as little. */
function ends({value, from, to, unit}) {
  const [low, high] = [Math.min(from, to, value), Math.max(from, to, value)];
  if (low === high && value >= 1000 && unit !== 'year') return {least: value / 10, most: value * 10, log: true, start: value};
  if (low > 0 && high / low > WIDE) return {least: low / Math.sqrt(high / low), most: high * Math.sqrt(high / low), log: true, start: value};
  const beyond = high > low ? (high - low) / 2 : unit === 'year' ? 10 : Math.abs(value) / 2 || 1;
  return {least: low >= 0 ? Math.max(0, low - beyond) : low - beyond, most: high + beyond, log: false, start: value};
}

/**
 * Fields named set, of which each answers NAME=VALUE where it is not empty.
 *
 * @param list of {name, unit, value, from, to, about}
 * @param given values by name
 */
export function assumptions(list, given, moved) {
  const inputs = [];
  const fields = list.map((one, i) => {
    const input = element('input', {type: 'text', id: 'a-' + i, autocomplete: 'off', placeholder: typed(one.value), 'aria-describedby': `a-${i}-d`,
      'data-set': one.name, value: given.get(one.name) ?? ''});
    inputs.push(input);
    return element('div', {class: 'option'}, element('label', {for: input.id}, one.name.replaceAll('_', ' ') + (one.unit ? ` [${one.unit}]` : '')), input,
      slider(input, one.name, ends(one), moved), element('p', {class: 'soft', id: `a-${i}-d`}, one.about));
  });
  const clear = element('button', {type: 'button', onclick: () => {
    for (const input of inputs) {
      input.value = '';
      input.dispatchEvent(new Event('input'));
    }
    moved();
  }}, 'all as they were');
  return element('details', {class: 'assumptions', open: given.size > 0}, element('summary', {}, `${list.length} assumptions, each with a slider`),
    element('p', {class: 'controls'}, clear, element('span', {class: 'soft'}, 'what is set is no longer drawn from its range')),
    element('div', {class: 'options'}, ...fields));
}
