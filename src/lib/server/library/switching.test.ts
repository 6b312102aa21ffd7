import { describe, expect, it } from 'vitest';
import type { Source } from '../../research/run.ts';
import type { Snapshot } from '../ports.ts';
import type { FindOptions } from './found.ts';
import type { Holdings } from './holdings.ts';
import type { OpenLibrary } from './library.ts';
import { createSwitchedShelf, type Shelf } from './switching.ts';

/** A shelf that notes what it is asked; only what these tests ask is there. */
function shelf(name: string) {
	const asked: string[] = [];
	const note = (what: string) => Promise.resolve(void asked.push(what));
	const library = {
		shelve: (runId: string) => note(`shelve ${runId}`),
		find: async (_: string, { runId }: FindOptions) => {
			await note(`find ${runId}`);
			return [];
		},
		forget: (runId: string) => note(`forget ${runId}`),
		state: () => ({ embedder: name, index: 'ok', message: null })
	} as unknown as OpenLibrary;
	const holdings = {
		embedder: name,
		add: ({ id }: { id: string }) => note(`add ${id}`)
	} as unknown as Holdings;
	return { asked, shelf: { library, holdings } satisfies Shelf };
}
const source = {} as Source;
const snapshot = {} as Snapshot;
const of = (runId: string) => ({ runId }) as FindOptions;

describe('a switch of embedder', () => {
	it('leaves a run where it was begun; what comes after goes to the new one', async () => {
		const [first, second] = [shelf('first'), shelf('second')];
		const switched = createSwitchedShelf(first.shelf);
		await switched.library.shelve('old', source, snapshot);
		switched.to(second.shelf);
		expect(switched.holdings.embedder).toBe('second');
		expect(switched.library.state().embedder).toBe('second');
		await switched.library.shelve('old', source, snapshot);
		await switched.library.find('q', of('old'));
		await switched.library.shelve('new', source, snapshot);
		await switched.library.find('q', of('new'));
		await switched.holdings.add({ id: 'd' } as never, {} as never);
		expect(first.asked).toEqual(['shelve old', 'shelve old', 'find old']);
		expect(second.asked).toEqual(['shelve new', 'find new', 'add d']);
	});
	it('a run that was forgotten begins anew', async () => {
		const [first, second] = [shelf('first'), shelf('second')];
		const switched = createSwitchedShelf(first.shelf);
		await switched.library.shelve('run', source, snapshot);
		switched.to(second.shelf);
		await switched.library.forget('run');
		await switched.library.shelve('run', source, snapshot);
		expect([first.asked.at(-1), second.asked]).toEqual(['forget run', ['shelve run']]);
	});
});
