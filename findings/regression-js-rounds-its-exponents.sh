#!/usr/bin/env bash
# regression 2.0.1 of npm, Node.js 20.
# A guess: a fit's coefficients are doubles, and rounding is for what is shown. regression.power and the others round them to two decimals, and
# what they predict and r2 are those of the rounded ones: exponents of scaling laws, most of which are below 0.1, have one digit left. The option
# precision sets the decimals.
# Seen, nine points on 12 C^-0.048 exactly, C from 1e18 to 1e22: equation [12, -0.05] and r2 0.62; with precision 10 [12, -0.048] and 1.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts regression@2.0.1
cat > fit.mjs <<'JS'
import assert from 'node:assert';
import regression from 'regression';

const points = [...Array(9).keys()].map(i => 10 ** (18 + i / 2)).map(flops => [flops, 12 * flops ** -0.048]);
const seen = regression.power(points);
const whole = regression.power(points, {precision: 10});
console.log('default', seen.equation, 'r2', seen.r2, 'precision 10', whole.equation, 'r2', whole.r2);
assert.deepEqual(seen.equation, [12, -0.05]);
assert(seen.r2 < 0.7);
assert(Math.abs(whole.equation[1] + 0.048) < 1e-9 && whole.r2 === 1);
JS
node fit.mjs
