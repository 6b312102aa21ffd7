import { describe, expect, it } from 'vitest';
import { createPoliteness, type PoliteClock } from './politeness.ts';

/** A clock that goes on only when it is told to. */
function fakeClock(): PoliteClock & { goOn(ms: number): Promise<void> } {
	let now = 0;
	const sleepers = new Set<{ until: number; wake: () => void }>();
	const settle = async () => {
		for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
	};
	return {
		now: () => now,
		pause: (ms, signal) =>
			new Promise((resolve, reject) => {
				if (ms <= 0) return resolve();
				const sleeper = { until: now + ms, wake: resolve };
				sleepers.add(sleeper);
				signal.addEventListener('abort', () => {
					sleepers.delete(sleeper);
					reject(new Error('told to end'));
				});
			}),
		goOn: async (ms) => {
			await settle();
			const end = now + ms;
			for (;;) {
				const [next] = [...sleepers].sort((a, b) => a.until - b.until);
				if (!next || next.until > end) break;
				now = next.until;
				sleepers.delete(next);
				next.wake();
				await settle();
			}
			now = end;
			await settle();
		}
	};
}

function line(atOnce = 2) {
	const clock = fakeClock();
	const polite = createPoliteness({ atOnce, spacingMs: 250, clock });
	const starts: string[] = [];
	const never = new AbortController().signal;
	/** A request that takes no time. */
	const ask = async (name: string, gapMs?: number, { signal = never, host = 'a.test' } = {}) => {
		const pace = gapMs === undefined ? undefined : { gapMs, mostWaitMs: 20_000 };
		const end = await polite.turn(host, signal, pace);
		starts.push(`${name} ${clock.now()}`);
		end();
	};
	return { clock, ask, starts };
}

describe('politeness', () => {
	it('keeps its own pause where the site asks for none', async () => {
		const { clock, ask, starts } = line();
		void [ask('one'), ask('two'), ask('three'), ask('other', undefined, { host: 'b.test' })];
		await clock.goOn(1_000);
		expect(starts.sort()).toEqual(['one 0', 'other 0', 'three 500', 'two 250']);
	});
	it('keeps the pause a site asks for between its pages, and not after its robots.txt', async () => {
		const { clock, ask, starts } = line();
		void ask('robots.txt');
		await clock.goOn(0);
		void [ask('one', 5_000), ask('two', 5_000), ask('three', 5_000)];
		await clock.goOn(20_000);
		expect(starts).toEqual(['robots.txt 0', 'one 250', 'two 5250', 'three 10250']);
	});
	it('counts a pause that is learned later from the last page', async () => {
		const { clock, ask, starts } = line();
		void ask('one', 1_000);
		await clock.goOn(400);
		void ask('two', 8_000);
		await clock.goOn(9_000);
		expect(starts).toEqual(['one 0', 'two 8000']);
	});
	it('refuses at once a turn that is further off than anyone waits, those in line counted', async () => {
		const { clock, ask, starts } = line();
		const turns = ['one', 'two', 'three', 'four'].map((name) => ask(name, 8_000));
		const refused = await turns[3]?.catch((error: unknown) => error);
		expect(refused).toMatchObject({ kind: 'limited', retryable: false });
		expect(String(refused)).toContain('wait 8 seconds between pages');
		await clock.goOn(30_000);
		expect(starts).toEqual(['one 0', 'two 8000', 'three 16000']);
	});
	it('of a site that asks for an hour, reads one page', async () => {
		const { clock, ask, starts } = line();
		void ask('one', 3_600_000);
		await clock.goOn(10);
		await expect(ask('two', 3_600_000)).rejects.toMatchObject({ kind: 'limited' });
		await clock.goOn(3_600_000);
		void ask('three', 3_600_000);
		await clock.goOn(10);
		expect(starts).toEqual(['one 0', 'three 3600010']);
	});
	it('lets nobody wait for a turn that was given up', async () => {
		const { clock, ask, starts } = line();
		const gone = new AbortController();
		void ask('one', 9_000);
		const given = ask('given up', 9_000, { signal: gone.signal }).catch(() => 'gone');
		await clock.goOn(1_000);
		gone.abort();
		expect(await given).toBe('gone');
		void ask('two', 9_000);
		await clock.goOn(10_000);
		expect(starts).toEqual(['one 0', 'two 9000']);
	});
});
