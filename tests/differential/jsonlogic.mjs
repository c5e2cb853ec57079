// Random guards through Docket and through json-logic-js: where Docket gives a value, both must give the same one.
// Where Docket refuses, nothing is compared; so that this cannot hide much, at least half of the rules must have a
// value. Usage: node jsonlogic.mjs [--docket=build/dev/bin/docket] [--rules=20000] [--seed=N]
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import fc from 'fast-check';
import jsonLogic from 'json-logic-js';

const { values: options } = parseArgs({
  options: {
    docket: { type: 'string', default: 'build/dev/bin/docket' },
    rules: { type: 'string', default: '20000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
});
const seed = Number(options.seed);
const count = Number(options.rules);

jsonLogic.add_operation('log', (value) => value); // the original prints

// Values that mean the same everywhere: no text beyond the basic plane (code points against UTF-16 units).
const words = fc.constantFrom('', 'a', 'abc', 'Spring', '10', '9', '0', '-2', '2.5', '007', '调解', '第一调解室', '2026-01-04', 'b.c');
const numbers = fc.oneof(
  fc.integer({ min: -20, max: 20 }),
  fc.constantFrom(0.5, -2.25, 0.1, 3.14, 1000000, 1e-5, 9007199254740991),
);
const scalars = fc.oneof(words, numbers, fc.boolean(), fc.constant(null));
const lists = fc.array(scalars, { maxLength: 5 });
const numberLists = fc.array(numbers, { maxLength: 6 });

const data = fc.record({
  n: numbers,
  m: numbers,
  s: words,
  t: words,
  flag: fc.boolean(),
  numbers: numberLists,
  words: fc.array(words, { maxLength: 4 }),
  mixed: lists,
  key: fc.constantFrom('n', 's', 'nested.n', 'nothing'),
  nested: fc.record({ n: numbers, s: words, list: numberLists }),
  rows: fc.array(fc.record({ n: numbers, s: words, on: fc.boolean() }), { maxLength: 4 }),
  nothing: fc.constant(null),
});

const numberPath = fc.constantFrom('n', 'm', 'nested.n', 'numbers.0', 'numbers.1');
const wordPath = fc.constantFrom('s', 't', 'nested.s', 'words.0');
const anyPath = fc.oneof(numberPath, wordPath, fc.constantFrom('flag', 'mixed.0', 'nothing', 'absent', 'nested.absent.x', 'rows.0.on', 's.x'));
const operation = (name, ...parts) => fc.tuple(...parts).map((values) => ({ [name]: values }));
const oneOf = (names, ...parts) => fc.oneof(...names.map((name) => operation(name, ...parts)));
const repeated = (name, part, limits) => fc.array(part, limits).map((values) => ({ [name]: values }));

const rules = fc.letrec((tie) => {
  const number = tie('number');
  const word = tie('word');
  const truth = tie('truth');
  const any = tie('any');
  const list = tie('list');
  const here = fc.constant({ var: '' });
  const gathered = fc.constantFrom({ var: 'current' }, { var: 'accumulator' });
  // Bodies see one element, so they read nothing but it.
  const numberOfElement = fc.oneof(here, oneOf(['+', '-', '*', 'max', 'min'], here, numbers), numbers);
  const truthOfElement = fc.oneof(
    oneOf(['<', '>', '<=', '>=', '==', '!='], numberOfElement, numbers),
    operation('!', here), operation('in', here, numberLists), fc.boolean());
  return {
    number: fc.oneof({ depthSize: 'small', withCrossShrink: true },
      numbers,
      numberPath.map((path) => ({ var: path })),
      operation('var', numberPath, numbers),
      operation('var', fc.constantFrom('absent', 'nested.absent'), number),
      fc.oneof(repeated('+', number, { maxLength: 4 }), repeated('*', number, { minLength: 1, maxLength: 3 })),
      fc.oneof(operation('-', number), oneOf(['-', '/', '%'], number, number)),
      fc.oneof(repeated('max', number, { minLength: 1, maxLength: 4 }), repeated('min', number, { minLength: 1, maxLength: 4 })),
      operation('if', truth, number, number),
      operation('reduce', list, oneOf(['+', '-', '*', 'max', 'min'], gathered, gathered), number),
      fc.constantFrom('10', '-2', '2.5', '007'),
      operation('log', number)),
    word: fc.oneof({ depthSize: 'small' },
      words,
      wordPath.map((path) => ({ var: path })),
      repeated('cat', fc.oneof(word, number, truth), { maxLength: 4 }),
      operation('substr', word, fc.integer({ min: -6, max: 6 })),
      operation('substr', word, fc.integer({ min: -6, max: 6 }), fc.integer({ min: -6, max: 6 })),
      operation('?:', truth, word, word)),
    truth: fc.oneof({ depthSize: 'small' },
      fc.boolean(),
      oneOf(['<', '<=', '>', '>='], number, number),
      oneOf(['<', '<='], number, number, number),
      oneOf(['<', '<=', '>', '>='], word, word),
      oneOf(['==', '!=', '===', '!=='], any, any),
      operation('!', any), operation('!!', any), operation('!', list), operation('!!', list),
      operation('in', word, word), operation('in', any, list),
      oneOf(['all', 'none', 'some'], list, truthOfElement),
      oneOf(['all', 'none', 'some'], fc.constant({ var: 'rows' }), oneOf(['<', '=='], fc.constant({ var: 'n' }), numbers))),
    list: fc.oneof({ depthSize: 'small' },
      numberLists,
      fc.constantFrom('numbers', 'nested.list', 'absent', 'nothing').map((path) => ({ var: path })),
      fc.array(number, { maxLength: 3 }),
      repeated('merge', fc.oneof(list, number), { maxLength: 3 }),
      operation('map', list, numberOfElement),
      operation('filter', list, truthOfElement),
      operation('map', fc.constant({ var: 'rows' }), fc.constant({ var: 'n' }))),
    any: fc.oneof({ depthSize: 'small' },
      scalars, number, word, truth,
      anyPath.map((path) => ({ var: path })),
      operation('var', anyPath, any),
      fc.constant({ var: { var: 'key' } }),
      repeated('and', any, { minLength: 1, maxLength: 4 }), repeated('or', any, { minLength: 1, maxLength: 4 }),
      repeated('if', any, { maxLength: 6 })),
    rule: fc.oneof(
      number, word, truth, list, any,
      repeated('missing', anyPath, { maxLength: 4 }),
      operation('missing_some', fc.integer({ min: 0, max: 3 }), fc.array(anyPath, { maxLength: 4 })),
      operation('filter', fc.constant({ var: 'rows' }), oneOf(['>', '!='], fc.constant({ var: 'n' }), numbers)),
      // Any value anywhere: mostly refused, never different.
      oneOf(['==', '===', '<', '>=', '+', '-', 'max', 'in', 'cat', 'substr', 'and', 'map', 'merge'], fc.oneof(any, list), fc.oneof(any, list))),
  };
}).rule;

const table = JSON.parse(readFileSync(new URL('../unit/workflows/jsonlogic_cases.json', import.meta.url), 'utf8'));
const domain = /days_between|😀/; // Docket's own operators, and code points where JavaScript counts units
const published = table.values.filter((row) => !domain.test(JSON.stringify(row[0]))).map(([rule, data]) => ({ rule, data }));
const random = fc.sample(fc.record({ rule: rules, data }), { numRuns: count, seed });
const cases = [...published, ...random];

console.log(`seed ${seed}, ${published.length} rules of the table, ${random.length} random rules`);
const child = spawnSync(options.docket, ['workflow', 'eval', '--batch'], {
  input: cases.map((item) => JSON.stringify(item)).join('\n') + '\n',
  maxBuffer: 1 << 30,
  encoding: 'utf8',
});
if (child.error || child.status !== 0) {
  console.error(`${options.docket} did not run: ${child.error ?? child.stderr}`);
  process.exit(2);
}
const answers = child.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
if (answers.length !== cases.length) {
  console.error(`${answers.length} answers for ${cases.length} rules`);
  process.exit(2);
}

const plain = (value) => JSON.parse(JSON.stringify(value === undefined ? null : value));
const reasons = new Map();
const differences = [];
let valued = 0;
cases.forEach((item, index) => {
  const answer = answers[index];
  if (answer.error) {
    const reason = `${answer.error.code}: ${answer.error.problems[0].en}`;
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    if (index < published.length) differences.push({ ...item, docket: answer, theirs: 'a value' });
    return;
  }
  valued += 1;
  const theirs = plain(jsonLogic.apply(item.rule, item.data));
  if (!isDeepStrictEqual(answer.value, theirs)) differences.push({ ...item, docket: answer.value, theirs });
});

console.log(`${valued} of ${cases.length} rules have a value, ${differences.length} differ`);
for (const [reason, times] of [...reasons].sort((a, b) => b[1] - a[1]).slice(0, 12)) console.log(`  refused ${times}× ${reason}`);
const shortest = differences.sort((a, b) => JSON.stringify(a.rule).length - JSON.stringify(b.rule).length).slice(0, 10);
for (const difference of shortest) console.log(JSON.stringify(difference));
if (differences.length > 0) process.exit(1);
if (valued * 2 < cases.length) {
  console.error('fewer than half of the rules have a value: the generator has drifted from the profile');
  process.exit(1);
}
