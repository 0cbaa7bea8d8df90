#!/usr/bin/env bash
# vega-statistics 2.0.0 of npm (what the regression transform of Vega and Vega-Lite computes with), Node.js 20.
# A guess: the trend lines "pow" and "exp" of one chart are fits of one kind, both of the logarithms, so that they can be compared. "pow" is the plain line
# through the logarithms; "exp" weighs each by y: the largest values decide it, and the tail of a falling loss hardly counts. r2 is that of the
# values themselves in both.
# Seen, 20 points around 5 exp(-0.3 x): the rate is -0.290, that of a fit with weights y, where that without is -0.302; of a power law the exponent
# is that without weights.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts vega-statistics@2.0.0
cat > fit.mjs <<'JS'
import assert from 'node:assert';
import {regressionExp, regressionPow} from 'vega-statistics';

let state = 1;
const noise = width => Math.exp(2 * width * ((state = state * 16807 % 2147483647) / 2147483647 - 0.5));
const slope = (x, y, weights) => {
  const mean = values => values.reduce((sum, value, i) => sum + weights[i] * value, 0) / weights.reduce((a, b) => a + b);
  const mx = mean(x), my = mean(y);
  return mean(x.map((value, i) => (value - mx) * (y[i] - my))) / mean(x.map(value => (value - mx) ** 2));
};
const x = [...Array(20).keys()].map(i => i + 1);
const power = x.map(value => ({x: value, y: 5 * value ** -0.5 * noise(0.3)}));
const falling = x.map(value => ({x: value, y: 5 * Math.exp(-0.3 * value) * noise(0.5)}));
const ones = x.map(() => 1);
for (const [name, fit, data, map] of [['pow', regressionPow, power, Math.log], ['exp', regressionExp, falling, value => value]]) {
  const found = fit(data, point => point.x, point => point.y).coef[1];
  const logs = data.map(point => Math.log(point.y));
  const plain = slope(x.map(map), logs, ones), weighted = slope(x.map(map), logs, data.map(point => point.y));
  console.log(`${name}: ${found.toFixed(4)}, of the logarithms ${plain.toFixed(4)}, weighted by y ${weighted.toFixed(4)}`);
  assert(Math.abs(plain - weighted) > 0.005);
  assert(Math.abs(found - (name === 'pow' ? plain : weighted)) < 1e-9);
}
JS
node fit.mjs
