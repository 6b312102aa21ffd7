/** Places among the calls in flight: never more than a connection takes, never more than there is to spend. */
import { describe, expect, it } from 'vitest';
import { NO_RESERVE, Reservations, type Place, type Reserve } from './reserve.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A purse of 100 tokens; calls need 40 each unless said otherwise. */
function counter(whole = 100) {
	const held = new Reservations();
	let spent = 0;
	let peak = 0;
	const placed: string[] = [];
	const ask = async (name: string, { tokens = 40, atOnce = 4, model = 'a' } = {}) => {
		const needs = { tokens, usd: 0 };
		const lacks = (reserved: Reserve) => {
			peak = Math.max(peak, spent + reserved.tokens);
			return Promise.resolve(
				spent + reserved.tokens + tokens > whole ? `${spent} of ${whole} used` : null
			);
		};
		const place = await held.take({ model: { id: model, atOnce }, needs, lacks });
		placed.push(place.lacking === null ? name : `not ${name}`);
		return place;
	};
	const end = (place: Place | undefined, used: number) => {
		spent += used;
		if (place?.lacking === null) place.end();
	};
	return { held, ask, end, placed, peak: () => peak };
}

describe('places among the calls in flight', () => {
	it('are given in the order asked for, as many as the connection takes', async () => {
		const { ask, end, placed } = counter(1_000);
		const all = ['1', '2', '3', '4'].map((name) => ask(name, { atOnce: 2 }));
		await settled();
		expect(placed).toEqual(['1', '2']);
		end(await all[1], 10);
		await settled();
		expect(placed).toEqual(['1', '2', '3']);
		end(await all[0], 10);
		end(await all[2], 10);
		await Promise.all(all);
		expect(placed).toEqual(['1', '2', '3', '4']);
	});

	it('wait for what may come back, and are refused only for what is spent', async () => {
		const { ask, end, placed, peak } = counter();
		const all = ['1', '2', '3', '4'].map((name) => ask(name));
		await settled();
		expect(placed).toEqual(['1', '2']); // a third would need 120
		end(await all[0], 5); // took less than it reserved
		await settled();
		expect(placed).toEqual(['1', '2', '3']);
		end(await all[1], 40);
		end(await all[2], 40);
		await Promise.all(all);
		expect(placed).toEqual(['1', '2', '3', 'not 4']);
		expect(peak()).toBeLessThanOrEqual(100);
	});

	it('are refused at once when even alone there is no room', async () => {
		const { ask, placed } = counter();
		await Promise.all([ask('1'), ask('2', { tokens: 101 })]);
		expect(placed).toEqual(['1', 'not 2']);
	});

	it('are given to nobody once a call has broken the run', async () => {
		const { held, ask, placed } = counter(1_000);
		const first = await ask('1', { atOnce: 1 });
		const second = ask('2', { atOnce: 1 });
		const third = ask('3', { atOnce: 1 });
		await settled();
		held.fail(new Error('the journal is gone'));
		await expect(second).rejects.toThrow('the journal is gone');
		await expect(third).rejects.toThrow('the journal is gone');
		expect(first.lacking).toBeNull();
		expect(placed).toEqual(['1']);
	});

	it('reserve nothing when nobody is there', async () => {
		const seen: Reserve[] = [];
		const lacks = (reserved: Reserve) => {
			seen.push(reserved);
			return Promise.resolve(null);
		};
		const model = { id: 'a', atOnce: 4 };
		await new Reservations().take({ model, needs: { tokens: 7, usd: null }, lacks });
		expect(seen).toEqual([NO_RESERVE]);
	});

	it('an unknown price makes the sum unknown', async () => {
		const held = new Reservations();
		const seen: Reserve[] = [];
		const lacks = (reserved: Reserve) => {
			seen.push(reserved);
			return Promise.resolve(null);
		};
		const model = { id: 'a', atOnce: 4 };
		await held.take({ model, needs: { tokens: 7, usd: null }, lacks });
		await held.take({ model, needs: { tokens: 5, usd: 0.5 }, lacks });
		await held.take({ model, needs: { tokens: 1, usd: 1 }, lacks });
		expect(seen).toEqual([NO_RESERVE, { tokens: 7, usd: null }, { tokens: 12, usd: null }]);
	});
});
