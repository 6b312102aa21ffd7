import { error } from '@sveltejs/kit';
import { compareRuns } from '#lib/research/compare.ts';
import type { PageServerLoad } from './$types';

/** A page of text, without scripts. */
export const csr = false;

const CHOICE = 100;

export const load: PageServerLoad = async ({ locals, url }) => {
	const [a, b] = ['a', 'b'].map((name) => (url.searchParams.get(name) ?? '').slice(0, 100));
	const { runs } = await locals.house.list({ limit: CHOICE });
	const choice = runs.map(({ id, title, createdAt }) => ({ id, title, createdAt }));
	if (!a || !b) return { a: a ?? '', b: b ?? '', choice, comparison: null };
	const [left, right] = await Promise.all([locals.house.view(a), locals.house.view(b)]);
	if (!left || !right) {
		const message = `There is no run with the id “${left ? b : a}” to compare.`;
		error(404, { message, code: 'no-such-run' });
	}
	return { a, b, choice, comparison: compareRuns(left, right, Date.now()) };
};
