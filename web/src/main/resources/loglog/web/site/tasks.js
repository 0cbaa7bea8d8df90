// A task's problem in the playground: the model's steps, the votes of its samples, and the tree of the steps that they took.
import {ask, complaints, element, number, numberOf} from './common.js';
import {showSheet} from './sheet.js';

const $ = id => document.getElementById(id);
let asked = 0;
let looks = 0;
let thinking;

const problem = complaints($('taskProblem'), {problem: 'taskText', run: 'taskRun', samples: 'taskSamples', temperature: 'taskTemperature'});

async function another() {
  problem('');
  const mine = ++looks;
  try {
    const found = await ask('/api/tasks/problem', {run: $('taskRun').value, number: asked++});
    if (mine !== looks) return; // another was asked for since
    $('taskText').value = found.problem;
    $('taskAbout').textContent = `task ${found.task}, solutions in format ${found.format}`;
  } catch (e) {
    problem(e.message);
  }
}

/** A node's branches: each step with how many samples took it, and whether all steps so far are those of the solution. */
function branches(nodes, all) {
  return element('ul', {class: 'steps'}, ...nodes.map(node => {
    const bar = element('span', {class: 'bar', 'aria-hidden': 'true'});
    bar.style.width = 7 * node.samples / all + 'em';
    const line = [element('code', {}, node.step || '(nothing)'), ' ', element('span', {class: node.correct ? 'rightStep' : 'wrongStep'}, node.correct ? '✓ right' : '✗ wrong'), ' ', bar,
      element('span', {class: 'soft'}, ` ${node.samples} of ${all}`)];
    return element('li', {}, node.next.length ? element('details', {open: node.correct || node.samples >= all / 4}, element('summary', {}, ...line), branches(node.next, all)) : element('span', {}, ...line),
      node.others ? element('p', {class: 'soft'}, `${node.others} more samples go other ways`) : '');
  }));
}

async function think() {
  problem('');
  thinking?.abort();
  const {signal} = thinking = new AbortController();
  $('taskBusy').textContent = 'the model is thinking';
  try {
    const sheet = await ask('/api/think', {run: $('taskRun').value, problem: $('taskText').value.trim(), samples: numberOf($('taskSamples')),
      temperature: numberOf($('taskTemperature')), seed: numberOf($('seed'))}, {method: 'POST', signal});
    await showSheet($('taskAnswer'), sheet, signal);
    if (signal.aborted) return;
    const {tree, samples, tree_others: others} = sheet.answer;
    $('taskTree').replaceChildren(element('h2', {}, 'The steps that its samples took'),
      element('p', {class: 'soft'}, `${number(samples)} samples from the top; those that begin alike share their way. Right: the step is that of the solution, and all before it.`),
      branches(tree, samples), others ? element('p', {class: 'soft'}, `${others} more samples go other ways`) : '');
    $('taskTree').hidden = false;
  } catch (e) {
    if (e.name === 'AbortError') return;
    problem(e.message, e.field);
  }
  $('taskBusy').textContent = '';
}

/** The section appears where a run here has a model of a task. */
export async function tasks() {
  const {runs} = await ask('/api/tasks');
  if (!runs.length) return;
  $('tasks').hidden = false;
  $('taskRun').append(...runs.map(run => element('option', {}, run)));
  $('taskRun').addEventListener('change', () => { asked = 0; another(); });
  $('another').addEventListener('click', another);
  $('think').addEventListener('click', think);
  $('taskForm').addEventListener('submit', e => { e.preventDefault(); think(); });
  await another();
}
