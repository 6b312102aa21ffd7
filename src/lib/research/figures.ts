/**
 * A report in figures that need no right answer to be known: what comparisons and measurements are made of. Pure; works
 * on the view's own report and on the one the API gives.
 */
import { inOwnWords } from './own-words.ts';
import type { Report } from './report.ts';
import type { ModelCall, Verdict } from './run.ts';
import { questionOf } from './tries.ts';

export interface Figures {
	readonly sections: number; // that hold a sentence
	readonly sentences: number; // with factual content
	readonly verdicts: Readonly<Partial<Record<Verdict | 'unchecked', number>>>;
	readonly written: number; // in a model's words and through every check
	readonly quoted: number; // word for word
	readonly cited: number; // factual sentences with a citation, or marked as half
	readonly sourcesRead: number;
	readonly sourcesCited: number;
	readonly calls: number; // to models, sent
	readonly asked: number; // questions put to models; each may take several calls
	readonly fellBack: number; // of those, without an answer of use: code did the step
	readonly inputTokens: number;
	readonly cachedTokens: number;
	readonly outputTokens: number;
	readonly usd: number | null; // null: the price of some call is not known
}

/** Counts a report and the calls that made it. */
export function figuresOf(
	report: Pick<Report, 'sections' | 'sources'>,
	calls: readonly ModelCall[]
): Figures {
	const sentences = report.sections.flatMap((section) => section.sentences);
	const factual = sentences.filter((one) => one.kind !== 'framing');
	const verdicts: Partial<Record<Verdict | 'unchecked', number>> = {};
	for (const { verdict } of sentences) {
		const key = verdict ?? 'unchecked';
		verdicts[key] = (verdicts[key] ?? 0) + 1;
	}
	const sent = calls.filter((call) => call.outcome !== 'skipped');
	const questions = Map.groupBy(calls, (call) => questionOf(call.key));
	const answered = [...questions.values()].filter((tries) =>
		tries.some(({ outcome }) => outcome === 'ok' || outcome === 'repaired')
	);
	const total = (of: (call: ModelCall) => number) => calls.reduce((sum, call) => sum + of(call), 0);
	return {
		sections: report.sections.filter((section) => section.sentences.length > 0).length,
		sentences: factual.length,
		verdicts,
		written: factual.filter(isWritten).length,
		quoted: factual.filter((one) => one.kind === 'quote').length,
		cited: factual.filter((one) => one.citations.length > 0 || one.verdict === 'partly').length,
		sourcesRead: report.sources.length,
		sourcesCited: report.sources.filter((source) => source.n !== null).length,
		calls: sent.length,
		asked: questions.size,
		fellBack: questions.size - answered.length,
		inputTokens: total((call) => call.inputTokens),
		cachedTokens: total((call) => call.cachedTokens),
		outputTokens: total((call) => call.outputTokens),
		usd: priceOf(sent)
	};
}

function priceOf(calls: readonly ModelCall[]): number | null {
	const paid = calls.filter((call) => call.inputTokens + call.outputTokens > 0);
	return paid.some((call) => call.usd === null)
		? null
		: paid.reduce((sum, call) => sum + (call.usd ?? 0), 0);
}

/** USD that a verified sentence cost over some reports; null when a price is not known or nothing was verified. */
export function usdPerVerified(
	reports: readonly Pick<Figures, 'usd' | 'verdicts'>[]
): number | null {
	const verified = reports.reduce((sum, { verdicts }) => sum + (verdicts.verified ?? 0), 0);
	if (verified === 0 || reports.some(({ usd }) => usd === null)) return null;
	return reports.reduce((sum, { usd }) => sum + (usd ?? 0), 0) / verified;
}

/** In words of its own, not those of a quote it cites, and every check passed: what a model may take credit for. */
export function isWritten(sentence: Report['sections'][number]['sentences'][number]): boolean {
	const { kind, verdict, text, citations } = sentence;
	const passed = verdict === 'verified' || verdict === 'derived' || verdict === 'disputed';
	return kind === 'claim' && passed && citations.every(({ quote }) => inOwnWords(text, quote));
}
