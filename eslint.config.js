import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import { defineConfig, globalIgnores } from 'eslint/config';
import ts from 'typescript-eslint';
import svelteConfig from './svelte.config.js';

/** Imports of net's tools anywhere else would go round the egress guard; the architecture test knows the exceptions. */
const noWayOut = {
	paths: ['undici', 'node:http', 'node:https', 'node:http2', 'node:net', 'node:tls'].map(
		(name) => ({
			name,
			message: 'Only src/lib/server/net talks to the network; use its call().'
		})
	)
};

export default defineConfig(
	globalIgnores([
		'build/',
		'.svelte-kit/',
		'node_modules/',
		'data/',
		'tmp/',
		'coverage/',
		'static/'
	]),
	ts.configs.recommendedTypeChecked,
	svelte.configs.recommended,
	{
		languageOptions: {
			globals: { ...globals.node },
			parserOptions: {
				projectService: {
					allowDefaultProject: ['eslint.config.js', 'svelte.config.js']
				},
				tsconfigRootDir: import.meta.dirname
			}
		},
		rules: {
			'no-undef': 'off', // the type checker knows better
			eqeqeq: ['error', 'always', { null: 'ignore' }],
			'max-lines': ['error', 400],
			'max-lines-per-function': ['error', { max: 80, skipComments: true, skipBlankLines: true }],
			'max-params': ['error', 3],
			'no-restricted-imports': ['error', noWayOut],
			'@typescript-eslint/no-explicit-any': 'error',
			'@typescript-eslint/no-non-null-assertion': 'error',
			'@typescript-eslint/no-floating-promises': 'error',
			'@typescript-eslint/consistent-type-imports': 'error',
			'@typescript-eslint/switch-exhaustiveness-check': [
				'error',
				{ considerDefaultExhaustiveForUnions: true }
			],
			'@typescript-eslint/no-unused-vars': [
				'error',
				{ argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_' }
			],
			// Ports are objects of closures; the few classes bind what they hand out.
			'@typescript-eslint/unbound-method': 'off',
			'@typescript-eslint/require-await': 'off', // an async function may keep a port's shape
			// A form field read as text: a file in its place is refused by what reads the text.
			'@typescript-eslint/no-base-to-string': ['error', { ignoredTypeNames: ['File'] }],
			'@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }]
		}
	},
	{
		files: ['**/*.svelte', '**/*.svelte.ts'],
		languageOptions: {
			globals: { ...globals.browser },
			parserOptions: {
				projectService: true,
				extraFileExtensions: ['.svelte'],
				parser: ts.parser,
				svelteConfig
			}
		},
		rules: {
			'svelte/no-at-html-tags': 'error',
			'svelte/no-target-blank': 'error',
			'svelte/prefer-svelte-reactivity': 'off', // URLSearchParams of a link are no state
			'max-lines-per-function': 'off', // the compiler's view of a component is one function
			// Links to sources lead out of the app, and paths are built from ids; resolve() fits neither.
			'svelte/no-navigation-without-resolve': 'off'
		}
	},
	{
		// What listens to "sveltekit:shutdown" is awaited by scripts/serve.mjs.
		files: ['src/hooks.server.ts'],
		rules: {
			'@typescript-eslint/no-misused-promises': [
				'error',
				{ checksVoidReturn: { arguments: false } }
			]
		}
	},
	{
		files: ['src/lib/server/net/**', 'tests/**', 'scripts/**'],
		rules: { 'no-restricted-imports': 'off' }
	},
	{
		files: ['tests/**', '**/*.test.ts'],
		rules: { 'max-lines-per-function': 'off' }
	},
	{
		// Plain JavaScript that runs before anything is installed: the type checker reads its JSDoc, lint keeps to syntax.
		files: ['**/*.js', '**/*.mjs'],
		extends: [ts.configs.disableTypeChecked]
	}
);
