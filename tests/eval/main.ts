/** `npm run eval -- <name> --data DIR`: measurements that anyone can repeat. Exit status 1 when a bar is missed. */
import { parseArgs } from 'node:util';

const { positionals, values } = parseArgs({
	allowPositionals: true,
	options: {
		data: { type: 'string' },
		every: { type: 'string', default: '1' },
		keep: { type: 'string' },
		verbose: { type: 'boolean', default: false },
		write: { type: 'boolean', default: false },
		fit: { type: 'boolean', default: false },
		model: { type: 'string', multiple: true, default: [] },
		sets: { type: 'string', default: 'wiki,news-zh,web' },
		limit: { type: 'string', default: '4' },
		effort: { type: 'string', default: 'quick' },
		out: { type: 'string' }
	}
});
const [name] = positionals;
const EVALS: Readonly<Record<string, (data: string) => Promise<boolean | void>>> = {
	pdf: async (data) => (await import('./pdf.ts')).run({ data }),
	encodings: async (data) =>
		(await import('./encodings.ts')).run({ data: values.data ?? (data === '' ? undefined : data) }),
	retrieval: async (data) =>
		(await import('./retrieval.ts')).run({ data, every: Number(values.every), keep: values.keep }),
	passages: async (data) =>
		(await import('./passages.ts')).run({ data, every: Number(values.every), keep: values.keep }),
	extraction: async (data) =>
		(await import('./extraction.ts')).run({ data, verbose: values.verbose }),
	structure: async (data) =>
		(await import('./structure.ts')).run({ data, verbose: values.verbose }),
	walls: async (data) => (await import('./walls.ts')).run({ data, verbose: values.verbose }),
	grow: async (data) => (await import('./grow-forest.ts')).run({ data, write: values.write }),
	attribution: async (data) => (await import('./attribution.ts')).run({ data, fit: values.fit }),
	'token-means': async (data) => (await import('./token-means.ts')).run({ data }),
	checks: async (data) => (await import('./checks.ts')).run({ data, verbose: values.verbose }),
	subtle: async (data) => {
		const { run, SUBTLE } = await import('./checks.ts');
		return run({ data, verbose: values.verbose, bar: SUBTLE });
	},
	rewordings: async (data) =>
		(await import('./rewordings.ts')).run({ data, verbose: values.verbose }),
	robots: async (data) => (await import('./robots.ts')).run({ data, verbose: values.verbose }),
	urls: async (data) => (await import('./urls.ts')).run({ data, verbose: values.verbose }),
	models: async () => (await import('./models.ts')).run({ ...values, models: values.model })
};
/** Where `--data` may be left out: sets that are ours and lie in the repository, and the offline web's questions. */
const OURS: Readonly<Record<string, string>> = {
	encodings: '', // its texts are in the measurement itself; --data adds conformance cases
	'token-means': new URL('data/checks.jsonl', import.meta.url).pathname,
	checks: new URL('data/checks.jsonl', import.meta.url).pathname,
	subtle: new URL('data/subtle.jsonl', import.meta.url).pathname,
	rewordings: new URL('data/rewordings.jsonl', import.meta.url).pathname,
	models: ''
};
const chosen = name === undefined ? undefined : EVALS[name];
const data = values.data ?? OURS[name ?? ''];
if (!chosen || data === undefined) {
	console.error(`Usage: npm run eval -- <${Object.keys(EVALS).join(' | ')}> --data DIR`);
	process.exit(2);
}
const fine = await chosen(data);
process.exit(fine === false ? 1 : 0);
