#!/usr/bin/env bash
# ml-levenberg-marquardt 5.1.0 of npm, Node.js 20.
# A guess: data that lie on a curve exactly, from a start near it, are fitted exactly, or the result says that it was not. The derivatives are
# differences over a step of 0.1 in each parameter (gradientDifference), whatever its size: a third of a scaling law's exponent. The search creeps,
# stops after 100 iterations, and returns its parameters as any other; there is no status. More iterations help little; a small step is exact.
# Seen, 12 points on 1.7 + 400 N^-0.34, start 1, 100, 0.3: exponent 0.3452, with 1,000 iterations 0.3445; with gradientDifference 1e-6 0.3400 in
# fewer than 30.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts ml-levenberg-marquardt@5.1.0
cat > fit.mjs <<'JS'
import assert from 'node:assert';
import {levenbergMarquardt} from 'ml-levenberg-marquardt';

const x = [...Array(12).keys()].map(i => 10 ** (6 + i / 3));
const y = x.map(params => 1.7 + 400 * params ** -0.34);
const law = ([floor, factor, exponent]) => params => floor + factor * params ** -exponent;
const fit = options => {
  const found = levenbergMarquardt({x, y}, law, {initialValues: [1, 100, 0.3], ...options});
  console.log(options, found.parameterValues, 'iterations', found.iterations, 'returned', Object.keys(found).join(' '));
  assert.deepEqual(Object.keys(found).sort(), ['iterations', 'parameterError', 'parameterValues']);
  return found;
};
assert(Math.abs(fit({}).parameterValues[2] - 0.3452) < 1e-3);
assert(fit({maxIterations: 1000}).parameterValues[2] > 0.343);
const small = fit({maxIterations: 1000, gradientDifference: 1e-6});
assert(Math.abs(small.parameterValues[2] - 0.34) < 1e-4 && small.iterations < 30);
JS
node fit.mjs
