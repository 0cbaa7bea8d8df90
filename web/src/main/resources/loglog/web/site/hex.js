// Hex against a trained player: the game is the list of its moves, which the address holds; the server keeps nothing of it.
import {ask, complaints, count, element, header, nothing, number, soon, svg} from './common.js';

const $ = id => document.getElementById(id);
const SIZE = 20;
const WIDE = Math.sqrt(3) * SIZE;
const PAUSE = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 350;
const LETTER = 11; // pixels at least
const NUMBERS_UP_TO = 7; // cells of a side: on larger boards percentages could not be read
const MOST_ROWS = 8;

let agents = [];
let game = {run: '', step: '', simulations: 64, side: 'X', moves: []};
let board;
let thought;
let truth;
let asking;
const unanswered = new Set();

const agent = () => agents.find(one => one.run === game.run);
const mover = () => game.moves.length % 2 ? 'O' : 'X';
const simulations = at => at === 0 ? 0 : 2 ** (at - 1);
const percent = share => share == null ? '' : share > 0.9995 ? '100%' : share >= 0.0995 || share === 0 ? Math.round(100 * share) + '%' : number(100 * share, 2) + '%';

const problem = complaints($('problem'));
const busy = () => $('board').setAttribute('aria-busy', String(unanswered.size > 0));

/** The view as an address. */
function keep() {
  const query = new URLSearchParams({run: game.run, simulations: game.simulations, side: game.side});
  if (game.step !== '') query.set('step', game.step);
  if (game.moves.length) query.set('moves', game.moves.join('-'));
  if ($('shown').value !== 'policy') query.set('shown', $('shown').value);
  if ($('truth').checked) query.set('truth', 'true');
  history.replaceState(null, '', '?' + query);
}

/** Cells of a board of n by n, made once and then only changed, so that the focus stays where it is. */
class Board {
  constructor(n) {
    this.n = n;
    this.cells = new Map();
    const edge = SIZE * 0.75;
    const width = WIDE * (n + (n - 1) / 2) + 2 * SIZE;
    const height = SIZE * (1.5 * n + 0.5) + edge + SIZE;
    this.root = svg('svg', {viewBox: `${-WIDE / 2 - SIZE} ${-SIZE - edge - 8} ${width} ${height}`, role: 'group', 'aria-label': `board of ${n} by ${n}`, class: 'hexboard'});
    this.root.append(this.side('X', 0), this.side('X', 1), this.side('O', 0), this.side('O', 1));
    for (let i = 0; i < n; i++) {
      this.root.append(svg('text', {x: this.x(0, i) - SIZE * 0.35, y: -SIZE - 6, class: 'label'}, letter(i)),
        svg('text', {x: this.x(i, 0) - WIDE / 2 - 7, y: this.y(i) + 13, class: 'label'}, String(i + 1)));
    }
    for (let row = 0; row < n; row++) for (let column = 0; column < n; column++) this.root.append(this.cell(row, column));
    this.root.addEventListener('keydown', e => this.key(e));
    new ResizeObserver(() => { // letters keep their size where a large board is narrow
      const scale = this.root.getScreenCTM()?.a;
      if (scale) this.root.style.setProperty('--letter', Math.max(10, LETTER / scale) + 'px');
    }).observe(this.root);
  }

  x(row, column) { return WIDE * (column + row / 2); }
  y(row) { return SIZE * 1.5 * row; }

  corners(row, column, size = SIZE) {
    return [0, 1, 2, 3, 4, 5].map(i => {
      const angle = Math.PI / 3 * i - Math.PI / 2;
      return [this.x(row, column) + size * Math.cos(angle), this.y(row) + size * Math.sin(angle)];
    });
  }

  /** A player's own side of the board: a line along the edges that its outermost cells have no neighbor at; in the sharp corners X's goes around. */
  side(player, last) {
    const at = last ? this.n - 1 : 0;
    const points = [];
    for (let i = 0; i < this.n; i++) {
      const corners = player === 'X' ? this.corners(at, i, SIZE * 1.12) : this.corners(i, at, SIZE * 1.12);
      const own = player === 'X' ? last ? [4, 3, 2] : [5, 0, 1] : last ? i ? [0, 1, 2] : [1, 2] : i < this.n - 1 ? [5, 4, 3] : [5, 4];
      points.push(...own.map(c => corners[c]));
    }
    return svg('polyline', {points: points.map(p => p.map(v => v.toFixed(1)).join()).join(' '), class: 'side side' + player});
  }

  cell(row, column) {
    const name = letter(column) + (row + 1);
    const [x, y] = [this.x(row, column), this.y(row)];
    const points = this.corners(row, column).map(p => p.map(v => v.toFixed(1)).join()).join(' ');
    const parts = {
      row, column, name,
      shade: svg('polygon', {points, class: 'shade', 'fill-opacity': 0}),
      ring: svg('circle', {cx: x, cy: y, r: SIZE * 0.66, class: 'ring'}),
      stone: svg('circle', {cx: x, cy: y, r: SIZE * 0.62, class: 'stone'}),
      text: svg('text', {x, y: y + 4, class: 'number'}),
    };
    parts.node = svg('g', {role: 'button', tabindex: this.cells.size ? -1 : 0, class: 'cell', 'data-cell': name},
      svg('polygon', {points, class: 'ground'}), parts.shade, parts.ring, parts.stone, parts.text);
    parts.node.addEventListener('click', () => play(name));
    this.cells.set(name, parts);
    return parts.node;
  }

  key(e) {
    if (e.ctrlKey || e.altKey || e.metaKey) return;
    const step = {ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1]}[e.key];
    const here = this.cells.get(document.activeElement.dataset?.cell);
    if (step && here) {
      e.preventDefault();
      this.focus(letter(here.column + step[1]) + (here.row + 1 + step[0]));
    } else if ((e.key === 'Enter' || e.key === ' ') && here) {
      e.preventDefault();
      play(here.name);
    } else if ({u: undo, s: swap, n: fresh}[e.key]) {
      ({u: undo, s: swap, n: fresh})[e.key]();
    }
  }

  focus(name) {
    const next = this.cells.get(name);
    if (!next) return;
    for (const cell of this.cells.values()) cell.node.setAttribute('tabindex', cell === next ? 0 : -1);
    next.node.focus();
  }

  /** Stones, what the player thinks of free cells, and which of them win. */
  draw() {
    const stones = new Map(game.moves.map((name, i) => [name, i % 2 ? 'O' : 'X']));
    const shown = $('shown').value;
    const known = new Map((thought?.moves ?? []).map(move => [move.cell, move]));
    const most = Math.max(0.02, ...[...known.values()].map(move => move[shown] ?? 0));
    const winning = new Set($('truth').checked ? truth?.winning ?? [] : []);
    for (const [name, cell] of this.cells) {
      const stone = stones.get(name);
      const value = stone ? null : known.get(name)?.[shown];
      const opacity = value == null ? 0 : 0.85 * value / (shown === 'won' ? 1 : most);
      cell.node.setAttribute('class', 'cell' + (stone ? ' taken ' + 'is' + stone : '') + (game.moves.at(-1) === name ? ' last' : '') + (winning.has(name) ? ' wins' : '') + (opacity > 0.5 ? ' strong' : ''));
      cell.shade.setAttribute('fill-opacity', opacity.toFixed(3));
      cell.text.textContent = stone ?? (value != null && this.n <= NUMBERS_UP_TO && value >= 0.005 ? Math.round(100 * value) : '');
      const says = known.get(name);
      cell.node.setAttribute('aria-label', stone ? `${name}, ${stone}` : [name, 'free', says ? `policy ${percent(says.policy)}` : null,
        says?.won != null ? `value ${percent(says.won)}` : null, $('truth').checked && truth?.winning ? winning.has(name) ? 'wins' : 'loses' : null].filter(Boolean).join(', '));
      if (stone) cell.node.setAttribute('aria-disabled', 'true');
      else cell.node.removeAttribute('aria-disabled');
    }
  }
}

const letter = i => String.fromCharCode(97 + i);

function chance(label, x) {
  const bar = element('span', {class: 'chance'});
  bar.style.width = 100 * x + '%';
  return [element('dt', {}, label), element('dd', {}, element('span', {class: 'meter', 'aria-hidden': 'true'}, bar), element('span', {class: 'mono'}, `X ${percent(x)}`),
    element('span', {class: 'soft'}, ` O ${percent(1 - x)}`))];
}

function tell() {
  const forX = won => thought.mover === 'X' ? won : 1 - won;
  const rows = [];
  if (thought?.mover) {
    if (thought.simulations > 0) rows.push(...chance(`after ${count(thought.simulations)} simulations`, forX(thought.won)));
    rows.push(...chance('its network alone', forX(thought.network_won)));
  }
  if ($('truth').checked && truth?.wins) rows.push(element('dt', {}, 'when both play perfectly'), element('dd', {}, element('strong', {}, truth.wins + ' wins')));
  if (thought?.winner) rows.push(element('dt', {}, 'the game has ended'), element('dd', {}, element('strong', {}, thought.winner + ' has won')));
  $('chances').replaceChildren(...rows);
  const best = (thought?.moves ?? []).filter(move => move.policy > 0 || move.network_policy > 0).sort((a, b) => b.policy - a.policy || b.network_policy - a.network_policy).slice(0, MOST_ROWS);
  $('moves').replaceChildren(best.length ? element('div', {class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'likeliest moves'}, element('table', {},
    element('thead', {}, element('tr', {}, ...['move', 'policy', 'network', 'visits', 'value'].map((title, i) => element('th', {scope: 'col', class: i ? 'number' : null}, title)))),
    element('tbody', {}, ...best.map(move => element('tr', {}, element('th', {scope: 'row'}, move.cell, move.cell === thought.move ? ' (its choice)' : ''),
      ...[percent(move.policy), percent(move.network_policy), thought.simulations ? move.visits : '', percent(move.won)].map(text => element('td', {class: 'number'}, text))))))) : '');
  $('sofar').textContent = game.moves.join(' ') || 'none';
}

function say() {
  const own = `you are ${game.side} and join ${game.side === 'X' ? 'top and bottom' : 'left and right'}`;
  $('said').textContent = thought?.winner ? `${thought.winner === game.side ? 'you have won' : 'the player has won'} after ${game.moves.length} moves`
    : mover() === game.side ? `${game.moves.length ? `it played ${game.moves.at(-1)}; ` : ''}your move; ${own}` : `it is thinking; ${own}`;
}

/** Asks what the player thinks of the position, and lets it move where it is its turn. */
async function look() {
  keep();
  asking?.abort();
  const own = asking = new AbortController();
  thought = truth = null;
  unanswered.clear();
  board.draw();
  say();
  $('undo').disabled = !game.moves.length;
  const before = Date.now();
  solve();
  await think();
  if (own !== asking || !thought || thought.winner || mover() === game.side) return;
  await new Promise(done => setTimeout(done, Math.max(0, PAUSE - (Date.now() - before))));
  if (own === asking) move(thought.move);
}

const think = () => answer('/api/hex/thought', {step: game.step, simulations: game.simulations}, found => {
  thought = found;
  problem('');
  say();
  $('hint').disabled = Boolean(thought.winner);
});

/** What the solver knows of the position, where that is wanted and not known yet. */
async function solve() {
  if ($('truth').checked && agent().solved && !truth) await answer('/api/hex/truth', {}, found => { truth = found; });
}

/** Asks about the position and draws the answer; one about a position that was left meanwhile is nobody's any more. The board is busy until every answer has come. */
async function answer(address, query, take) {
  const own = asking;
  const question = ask(address, {run: game.run, moves: game.moves.join('-'), ...query}, {signal: own.signal});
  unanswered.add(question);
  busy();
  try {
    const found = await question;
    if (own !== asking) return;
    take(found);
    board.draw();
    tell();
  } catch (e) {
    if (e.name !== 'AbortError' && own === asking) problem(e.message);
  } finally {
    unanswered.delete(question);
    busy();
  }
}
const lookSoon = soon(look, 120);

function move(name) {
  game.moves.push(name);
  look();
}

function play(name) {
  if (thought?.winner) return problem('the game has ended; begin a new one, or take a move back');
  if (game.moves.includes(name)) return problem(`found ${name}, where there is a stone, expected a free cell`);
  if (mover() !== game.side) return;
  problem('');
  move(name);
}

/** Takes back to the last position in which the user was to move. */
function undo() {
  if (!game.moves.length) return;
  do game.moves.pop(); while (game.moves.length && mover() !== game.side);
  look();
}

function swap() {
  game.side = game.side === 'X' ? 'O' : 'X';
  look();
}

function fresh() {
  game.moves = [];
  look();
}

function choose(run) {
  const old = agent()?.board;
  game.run = run;
  game.step = '';
  if (agent().board !== old) game.moves = [];
  shape();
}

/** Everything that hangs on which player it is. */
function shape() {
  const one = agent();
  $('step').replaceChildren(...[...one.steps].reverse().map((step, i) => element('option', {value: i ? step : '', selected: String(step) === game.step}, count(step) + (i ? '' : ' (last)'))));
  $('truth').disabled = !one.solved;
  $('truth').parentElement.title = one.solved ? '' : 'the solver knows boards up to 5 by 5';
  if (!one.solved) $('truth').checked = false;
  if (board?.n !== one.board) {
    board = new Board(one.board);
    $('board').replaceChildren(board.root);
  }
}

header();
for (const form of document.forms) form.addEventListener('submit', e => e.preventDefault());
const setSize = () => { game.simulations = simulations(+$('simulations').value); $('size').textContent = game.simulations ? `${count(game.simulations)} simulations` : 'none, its network alone'; };
$('run').addEventListener('change', () => { choose($('run').value); look(); });
$('step').addEventListener('change', () => { game.step = $('step').value; look(); });
$('simulations').addEventListener('input', () => { setSize(); lookSoon(); });
$('shown').addEventListener('change', () => { keep(); board?.draw(); });
$('truth').addEventListener('change', () => { // what the player thinks stays
  keep();
  board.draw();
  tell();
  solve();
});
$('undo').addEventListener('click', undo);
$('swap').addEventListener('click', swap);
$('fresh').addEventListener('click', fresh);
$('hint').addEventListener('click', () => { if (thought?.move && mover() === game.side) move(thought.move); });
try {
  ({agents} = await ask('/api/hex/agents'));
  $('run').append(...agents.map(one => element('option', {value: one.run}, `${one.run} (${one.board} by ${one.board}${one.params ? `, ${count(one.params)} params` : ''}${one.elo != null ? `, Elo ${number(one.elo, 3)}` : ''})`)));
  const query = new URLSearchParams(location.search);
  if (agents.length) {
    const asked = agents.find(one => one.run === query.get('run')) ?? agents[0];
    game = {run: asked.run, step: query.get('step') ?? '', simulations: 64, side: query.get('side') === 'O' ? 'O' : 'X', moves: (query.get('moves') ?? '').split('-').filter(Boolean)};
    $('run').value = game.run;
    const wanted = +(query.get('simulations') ?? 64);
    $('simulations').value = wanted > 0 ? Math.min(13, Math.round(Math.log2(wanted)) + 1) : 0;
    if (query.has('shown')) $('shown').value = query.get('shown');
    $('truth').checked = query.get('truth') === 'true';
    setSize();
    shape();
    await look();
  } else {
    for (const id of ['undo', 'swap', 'hint', 'fresh', 'simulations', 'step', 'run', 'shown', 'truth']) $(id).disabled = true;
    nothing($('problem'), 'No run here has a player of Hex yet; ./loglog study init hex.yaml --design self-play and ./loglog run hex.yaml make some.');
  }
} catch (e) {
  problem(e.message);
}
