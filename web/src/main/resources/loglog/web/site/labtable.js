// The finished runs of this lab as a table that the questions of laws read.
import {ask} from './common.js';

const COLUMNS = ['name', 'study', 'params', 'tokens', 'flops', 'loss', 'validation_loss', 'recipe_name', 'role'];
const quoted = text => '"' + String(text ?? '').replaceAll('"', '""') + '"';

/** A table's name and its text; of one study where it is named. */
export async function labTable(study = '') {
  const {runs} = await ask('/api/runs', {status: 'finished', limit: 2000, column: COLUMNS});
  const rows = runs.filter(run => (!study || run.study === study) && run.params && run.tokens && (run.validation_loss ?? run.loss));
  if (!rows.length) throw new Error('runs: found none that has finished with params, tokens and a loss');
  return {name: 'runs-of-this-lab.csv', content: 'name,study,recipe,role,params,tokens,flops,loss\n' + rows.map(run =>
    [quoted(run.name), quoted(run.study), quoted(run.recipe_name), quoted(run.role), run.params, run.tokens, run.flops ?? '', run.validation_loss ?? run.loss].join(',')).join('\n') + '\n'};
}
