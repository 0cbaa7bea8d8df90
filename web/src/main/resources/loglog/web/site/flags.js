// What a watch found in the runs of the list, in sentences: a cell of the list has room for a word only.
import {element, number} from './common.js';

const box = document.getElementById('flagged');

function sentence(flag) {
  if (flag.sentence) {
    return flag.sentence;
  }
  const from = `${flag.kind} from step ${flag.from_step}` + (flag.until_step == null ? '' : ` to step ${flag.until_step}`);
  return flag.percent == null ? from : `${from}: loss ${number(Math.abs(flag.percent), 3)}% ${flag.percent < 0 ? 'below' : 'above'} ${flag.against}`;
}

let shown = '[]';
/** Shows the flags of these rows of the list; nothing where there are none. */
export function showFlags(runs) {
  const flagged = runs.filter(run => run.flags?.length);
  const now = JSON.stringify(flagged.map(run => [run.name, run.flags]));
  if (now === shown) return; // a link that is held by the keyboard stays
  shown = now;
  box.hidden = !flagged.length;
  box.replaceChildren(element('h2', {}, 'Flags'), element('ul', {class: 'flagged'}, ...flagged.map(run => element('li', {},
    element('a', {href: '/runs?' + new URLSearchParams({run: run.name})}, run.name), ': ', run.flags.map(sentence).join('; ')))));
}
