// Studies: which there are, how far each is, starting, stopping, resuming; new ones from templates.
import {ask, closing, complaints, duration, element, number, soon} from './common.js';

const $ = id => document.getElementById(id);
const STARTS = {new: 'start', stopped: 'resume', finished: 'run again'};
const LOOK_MILLIS = 2000;

let open = null; // the study whose plan or log is shown
let shownOf = '';

const problem = complaints($('studyProblem'), {name: 'studyName'});

async function tell(path, fields) {
  try {
    const answer = await ask(path, {}, {method: 'POST', body: JSON.stringify(fields), headers: {'Content-Type': 'application/json'}});
    problem('');
    return answer;
  } catch (e) {
    problem(e.message);
    return null;
  } finally {
    await load();
  }
}

function row(study) {
  if (study.problem) {
    return element('tr', {}, element('td', {class: 'name'}, study.id), element('td', {}, 'not a study'), element('td', {colspan: 4, class: 'wrap'}, study.problem));
  }
  const ago = study.since ? (Date.now() - Date.parse(study.since)) / 1000 : null;
  const runs = `${study.finished} of ${study.planned} ended${study.begun > study.finished ? `, ${study.begun - study.finished} begun` : ''}`;
  const act = study.state === 'running' ? element('button', {type: 'button', onclick: () => tell('/api/studies/stop', {study: study.id})}, 'stop')
    : study.state === 'stopping' ? element('span', {class: 'soft'}, 'ends at checkpoints')
    : STARTS[study.state] ? element('button', {type: 'button', class: study.state === 'finished' ? null : 'main',
      onclick: () => tell('/api/studies/start', {study: study.id})}, STARTS[study.state]) : null;
  if (act?.type) act.setAttribute('aria-label', `${act.textContent} ${study.study}`);
  const look = (what, title) => element('button', {type: 'button', 'aria-label': `${title} of ${study.study}`, onclick: () => show(study, what)}, title);
  return element('tr', {'data-study': study.study},
    element('td', {class: 'name'}, study.study, element('span', {class: 'soft'}, study.id === study.study + '.yaml' ? '' : ' ' + study.id)),
    element('td', {}, study.state + (ago == null ? '' : ', ' + duration(Math.max(0, ago)))),
    element('td', {}, runs), element('td', {class: 'number'}, number(study.flops, 3)),
    element('td', {class: 'wrap soft'}, study.said),
    element('td', {}, element('span', {class: 'group'}, act, look('plan', 'plan'), look('log', 'log'))));
}

let timer;
let looks = 0;
async function load() {
  clearTimeout(timer);
  const mine = ++looks;
  let studies = [];
  try {
    const answer = await ask('/api/studies');
    if (mine !== looks) return; // asked again since: before a study was started, say
    studies = answer.studies;
    templates(answer);
    // Drawn only where something changed: a button that is held by the keyboard stays.
    const now = JSON.stringify(studies) + (studies.some(s => s.since) ? Math.floor(Date.now() / 60000) : '');
    if (now !== shownOf) {
      shownOf = now;
      const held = document.activeElement?.getAttribute('aria-label');
      const line = document.activeElement?.closest('tr')?.dataset.study;
      $('studies').tBodies[0].replaceChildren(...studies.map(row));
      $('studyCount').textContent = studies.length ? `${studies.length} ${studies.length === 1 ? 'study file' : 'study files'}`
        : 'no study file in the folder of runs yet';
      if (line && document.activeElement === document.body) {
        const buttons = [...$('studies').querySelectorAll('tr')].find(tr => tr.dataset.study === line)?.querySelectorAll('button') ?? [];
        ([...buttons].find(b => b.getAttribute('aria-label') === held) ?? buttons[0])?.focus();
      }
    }
    if (open?.what === 'log') log();
  } catch (e) {
    if (mine !== looks) return;
    problem(e.message);
  }
  if (studies.some(study => study.state.startsWith('running') || study.state === 'stopping')) timer = setTimeout(load, LOOK_MILLIS);
}
export const reloadStudies = soon(load, 300);

function templates({designs, kinds}) {
  if ($('design').options.length > 1) return;
  $('design').append(...designs.map(design => element('option', {}, design)));
  $('kind').append(...kinds.map(kind => element('option', {}, kind)));
}

async function show(study, what) {
  const mine = open = {study, what};
  if (what === 'log') return log();
  try {
    const plan = await ask('/api/studies/plan', {study: study.id});
    if (mine !== open) return;
    $('studyDetail').hidden = false;
    const runs = plan.runs ?? plan.candidates ?? [];
    const columns = ['name', 'recipe', 'params', 'tokens', 'steps', 'seed', 'flops'];
    $('studyDetail').replaceChildren(element('h2', {}, `Plan of ${study.study}: ${runs.length} runs, ${number(plan.flops, 3)} FLOP`), close(),
      element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Plan of ' + study.study}, element('table', {},
        element('thead', {}, element('tr', {}, ...columns.map(column => element('th', {scope: 'col'}, column)))),
        element('tbody', {}, ...runs.map(run => element('tr', {}, ...columns.map(column =>
          element('td', {class: column === 'name' ? 'name' : null}, String(column === 'flops' ? number(run[column], 3) : run[column] ?? '')))))))));
    problem('');
  } catch (e) {
    problem(e.message);
  }
}

const close = () => closing($('studyDetail'), () => { open = null; });

async function log() {
  const mine = open;
  const {study} = mine;
  try {
    const {text} = await ask('/api/studies/log', {study: study.id});
    if (mine !== open) return;
    $('studyDetail').hidden = false;
    let pre = $('studyDetail').querySelector('pre');
    if (pre?.dataset.study !== study.id) {
      pre = element('pre', {class: 'scroll mono', tabindex: '0', role: 'region', 'aria-label': 'Log of ' + study.study, 'data-study': study.id});
      $('studyDetail').replaceChildren(element('h2', {}, 'Log of ' + study.study), close(), pre);
    }
    const atEnd = pre.scrollTop + pre.clientHeight >= pre.scrollHeight - 4;
    if (pre.textContent !== (text || 'nothing was started from here yet')) pre.textContent = text || 'nothing was started from here yet';
    if (atEnd) pre.scrollTop = pre.scrollHeight;
  } catch (e) {
    problem(e.message);
  }
}

$('template').addEventListener('submit', async e => {
  e.preventDefault();
  const given = $('studyName').value;
  const made = await tell('/api/studies/init', {name: given.trim(), design: $('design').value, kind: $('kind').value});
  if (made && $('studyName').value === given) $('studyName').value = ''; // else the next name stands there
});

export const studies = load;
