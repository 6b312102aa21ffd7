/** Quotes that a repair put back, said in the model's words where that stands the checks; otherwise the quotes stay. */
import type { Budget } from '../../research/effort.ts';
import type { FactDraft } from '../../research/facts.ts';
import type { RunView } from '../../research/fold.ts';
import type { Section, Sentence } from '../../research/run.ts';
import { plainKey } from '../../research/words.ts';
import { ask } from './model.ts';
import { rewritePrompt } from './prompts/rewrite.ts';
import type { Run, Tools } from './tools.ts';
import type { Checker } from './verify.ts';

const MOST = 6; // quotes of one call

interface Rewriting {
	readonly view: RunView;
	readonly budget: Budget;
	readonly pass: number | string;
	readonly among: ReadonlySet<string> | null; // sentences that may change; null: all
	readonly checker: Checker;
}

/** New revisions of sections in which quotes stand that a model should have written. Their new sentences have no verdict. */
export async function rewriteDrafts(
	hands: { run: Run; tools: Tools },
	{ view, budget, pass, among, checker }: Rewriting
): Promise<FactDraft[]> {
	const drafts: FactDraft[] = [];
	for (const section of view.sections) {
		if (section.kind !== 'findings' && section.kind !== 'answer') continue;
		const quotes = section.sentences
			.filter((one) => one.kind === 'quote' && (among === null || among.has(one.id)))
			.slice(0, MOST);
		if (quotes.length === 0) continue;
		const answer = await ask(hands, rewritePrompt, {
			key: `rewrite ${section.id} pass ${pass}`,
			input: { quotes: quotes.map((one) => one.text), language: view.question?.language ?? 'en' },
			budget
		});
		if (!answer) continue;
		const told = new Set(view.evidence.map((one) => plainKey(one.quote)));
		const fresh = new Map<string, Sentence>();
		for (const { text, cites } of answer.value) {
			const quote = quotes[cites[0] ?? -1];
			if (!quote || fresh.has(quote.id) || told.has(plainKey(text))) continue;
			const said = { ...quote, text, kind: 'claim' as const, verdict: null, checks: [] };
			if ((await checker.check(said)).verdict === 'verified') fresh.set(quote.id, said);
		}
		if (fresh.size > 0)
			drafts.push({ type: 'section.written', section: withFresh(section, fresh), by: answer.by });
	}
	return drafts;
}

function withFresh(section: Section, fresh: ReadonlyMap<string, Sentence>): Section {
	const sentences = section.sentences.map((one) => fresh.get(one.id) ?? one);
	return { ...section, revision: section.revision + 1, sentences };
}
