/** `npm run bench -- <name> --data DIR`: speed and memory, beside what it would be without us. Exit status 1 when a bar is missed. */
import { parseArgs } from 'node:util';

const { positionals, values } = parseArgs({
	allowPositionals: true,
	options: { data: { type: 'string' }, pages: { type: 'string', default: '1000' } }
});
const BENCHES: Readonly<Record<string, (data: string) => Promise<boolean>>> = {
	pages: async (data) => (await import('./pages.ts')).run({ data, pages: Number(values.pages) })
};
const chosen = BENCHES[positionals[0] ?? ''];
if (!chosen || values.data === undefined) {
	console.error(
		`Usage: npm run bench -- <${Object.keys(BENCHES).join(' | ')}> --data DIR [--pages N]`
	);
	process.exit(2);
}
process.exit((await chosen(values.data)) ? 0 : 1);
