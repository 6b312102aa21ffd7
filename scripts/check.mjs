/** `npm run check`: format, lint, types, architecture. Every step runs, so that one call shows everything wrong. */
import { ensureInstalled } from './install.mjs';
import { runBin } from './run.mjs';

/** @type {readonly (readonly [name: string, script: string, args: readonly string[]])[]} */
const STEPS = [
	// First: lint and types read what it writes.
	['sync', '@sveltejs/kit/svelte-kit.js', ['sync']],
	['format', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '.']],
	['lint', 'eslint/bin/eslint.js', ['--max-warnings', '0', '.']],
	[
		'types',
		'svelte-check/bin/svelte-check',
		['--tsconfig', './tsconfig.json', '--fail-on-warnings']
	],
	['architecture', 'vitest/vitest.mjs', ['run', 'tests/architecture.test.ts']]
];

await ensureInstalled();
const results = [];
for (const [name, script, args] of STEPS) {
	const began = performance.now();
	const ok = (await runBin(script, args)) === 0;
	results.push({ name, ok, seconds: (performance.now() - began) / 1000 });
}
console.log('');
for (const { name, ok, seconds } of results) {
	console.log(`${ok ? 'passed' : 'FAILED'}  ${name.padEnd(14)}${seconds.toFixed(1).padStart(6)} s`);
}
const failed = results.filter(({ ok }) => !ok).length;
console.log(`check: ${results.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
