/**
 * A second opinion on reworded sentences (V4): asked of a model in batches, where one is configured and the effort says
 * so. It can lower a verdict or settle a grey one; a failure of code it can never overrule (harness note, section 6.5).
 */
import type { Budget } from '../../research/effort.ts';
import type { FactDraft } from '../../research/facts.ts';
import type { RunView } from '../../research/fold.ts';
import type { Check, Section, Sentence, Verdict } from '../../research/run.ts';
import { ask } from './model.ts';
import { judgePrompt, type Judgement } from './prompts/judge.ts';
import { groupsOf, together } from './step.ts';
import type { Run, Tools } from './tools.ts';

const BATCH = 6; // sentences of one call
const NAME = 'V4 second opinion';

interface Doubt {
	readonly section: Section;
	readonly sentence: Sentence;
}

interface Judging {
	readonly view: RunView;
	readonly budget: Budget;
	readonly pass: number | string;
	readonly among: ReadonlySet<string> | null; // sentences to judge; null: all
}

/** `sentence.checked` with the opinions on the sentences of `view`; what nobody judged keeps its verdict. */
export async function judgeDrafts(
	hands: { run: Run; tools: Tools },
	{ view, budget, pass, among }: Judging
): Promise<FactDraft[]> {
	if (budget.judged === 'none' || hands.tools.models('medium').length === 0) return [];
	const doubts = view.sections.flatMap((section) =>
		section.sentences
			.filter(
				(one) => one.kind === 'claim' && wants(one, budget) && (among === null || among.has(one.id))
			)
			.map((sentence) => ({ section, sentence }))
	);
	const batches = [...groupsOf(doubts, BATCH).entries()];
	const opinions = async (batch: readonly Doubt[], from: number): Promise<FactDraft[]> => {
		const answer = await ask(hands, judgePrompt, {
			key: `judge pass ${pass} from ${from}`,
			input: { pairs: batch.map(({ sentence }) => pairOf(view, sentence)) },
			budget
		});
		if (!answer) return [];
		const shown = answer.value.length; // long quotes leave room for fewer
		const drafts = batch.slice(0, shown).flatMap((doubt, at) => {
			return judged(doubt, answer.value[at] ?? null);
		});
		if (shown === 0 || shown >= batch.length) return drafts;
		return [...drafts, ...(await opinions(batch.slice(shown), from + shown))];
	};
	const drafts = await together(batches, ([place, batch]) => opinions(batch, place * BATCH + 1));
	return drafts.flat();
}

function wants(sentence: Sentence, { judged }: Budget): boolean {
	if (sentence.checks.some((check) => check.name === NAME)) return false;
	return sentence.verdict === 'partly' || (judged === 'all' && sentence.verdict === 'verified');
}

function pairOf(view: RunView, sentence: Sentence) {
	const quotes = sentence.evidenceIds.flatMap(
		(id) => view.evidence.find((one) => one.id === id)?.quote ?? []
	);
	return { sentence: sentence.text, quotes };
}

function judged({ section, sentence }: Doubt, judgement: Judgement | null): FactDraft[] {
	if (judgement === null || sentence.verdict === null) return [];
	const check: Check = {
		name: NAME,
		outcome: judgement === 'supported' || judgement === 'partly' ? 'pass' : 'fail',
		note: judgement.replace('_', ' ')
	};
	const result = {
		sentenceId: sentence.id,
		verdict: weighedIn(sentence.verdict, judgement),
		checks: [...sentence.checks, check]
	};
	return [
		{
			type: 'sentence.checked',
			sectionId: section.id,
			revision: section.revision,
			results: [result]
		}
	];
}

/** Pure: what an opinion makes of a verdict that code gave. A failed sentence never gets here. */
export function weighedIn(verdict: Verdict, judgement: Judgement): Verdict {
	if (judgement === 'supported') return verdict === 'partly' ? 'verified' : verdict;
	if (judgement === 'partly') return verdict === 'verified' ? 'partly' : verdict;
	return 'unsupported';
}
