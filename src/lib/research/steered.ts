/** What the user adds to a run, as it changes the view. Pure. */
import { hostOf, isWithin } from './scope.ts';
import type { Steer } from './run.ts';
import type { RunView } from './view.ts';

/** A page or a site the user names changes the scope; what stood on a banned site is no evidence any more. */
export function steered(view: RunView, steer: Steer): RunView {
	const seen = { ...view, steers: [...view.steers, steer] };
	const question = view.question;
	if (!question || steer.kind === 'instruction' || steer.kind === 'question') return seen;
	const { scope } = question;
	if (steer.kind === 'url') {
		const urls = [...scope.urls, steer.text];
		return { ...seen, question: { ...question, scope: { ...scope, urls } } };
	}
	const banned = new Set(
		view.sources
			.filter((source) => isWithin(hostOf(source.url) ?? '', steer.text))
			.map((source) => source.id)
	);
	return {
		...seen,
		question: { ...question, scope: { ...scope, deny: [...scope.deny, steer.text] } },
		evidence: view.evidence.filter((one) => !banned.has(one.sourceId))
	};
}
