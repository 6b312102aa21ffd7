/** The model's part in choosing evidence: it says which of the best sentences answer a gap; code keeps the rest honest. */
import type { Budget } from '../../research/effort.ts';
import type { Gap } from '../../research/run.ts';
import { ANSWERS } from './quality.ts';
import { ask } from './model.ts';
import { parseAnswer } from './answer-format.ts';
import { evidencePrompt } from './prompts/evidence.ts';
import { nameOf } from './prompts/prompt.ts';
import type { Run, Tools } from './tools.ts';
import type { Candidate } from './weigh.ts';

const SHOWN = 12; // lines of one call
const LEAST = 0.2; // score under which a sentence is not worth a model's look
const SURE = 3; // of the rules' best, which no model's choice removes: a weak one overlooks the answer
const CHOOSY = 0.6; // a model that takes more than this share of the lines has not chosen
const IN_A_ROW = 4; // nor has one that takes so many from the first on
const CARELESS = 2; // times after which such a model is not asked again in the run

export interface Picking {
	readonly gap: Gap;
	readonly candidates: readonly Candidate[]; // best first
	readonly chosen: readonly Candidate[]; // what the rules kept
	readonly round: number;
	readonly budget: Budget;
}

/**
 * What to keep for a gap after a model looked at its best sentences: what it took, the rules' best, and what else the rules
 * kept unless the model chose carefully and left it out. Without a model, or when nothing new was read for the gap: the rules' choice.
 */
export async function picked(
	hands: { run: Run; tools: Tools },
	{ gap, candidates, chosen, round, budget }: Picking
): Promise<readonly Candidate[]> {
	const shown = candidates.filter(({ score }) => score >= LEAST).slice(0, SHOWN);
	const fresh = gap.round === round || shown.some(({ source }) => source.round === round);
	if (hands.tools.models('small').length === 0 || shown.length < 2 || !fresh) return chosen;
	if ((await timesNotChosen(hands)) >= CARELESS) return chosen;
	const names = hands.run.view().brief?.entities ?? [];
	const answer = await ask(hands, evidencePrompt, {
		key: `evidence ${gap.id} in round ${round}`,
		input: {
			question: gap.question,
			names: names.filter((name) => !gap.question.includes(name)),
			lines: shown.map(({ quote, source, lead }) => ({ title: source.title, text: quote, lead }))
		},
		budget
	});
	if (!answer) return chosen;
	if (isAsTheyCome(answer.value)) return chosen;
	const taken = answer.value.flatMap((place) => shown[place] ?? []);
	// A model on the user's own machine may be of any size: it confirms what the rules kept, adds nothing and removes nothing.
	const local = hands.tools.models('small').find(({ id }) => answer.by.endsWith(` ${id}`))?.local;
	if (local === true) return chosen.map((one) => (taken.includes(one) ? lifted(one) : one));
	return merged({ shown, taken, chosen });
}

/** True when the lines were taken from the first on, as they came. */
export function isAsTheyCome(places: readonly number[]): boolean {
	return places.length >= IN_A_ROW && places.every((place, at) => place === at);
}

/** How often the run's answers so far took the lines as they came: a weak model's time is better spent on writing. */
async function timesNotChosen({ run, tools }: { run: Run; tools: Tools }): Promise<number> {
	const name = nameOf(evidencePrompt);
	const hashes = run
		.view()
		.calls.flatMap((one) => (one.prompt === name ? one.answerHash : null) ?? []);
	const texts = await Promise.all(hashes.map((hash) => tools.traces.find(run.id, hash)));
	return texts.filter((text) => {
		const told = parseAnswer(text ?? '')?.value ?? evidencePrompt.fromLines(text ?? '');
		const lines = (told as { lines?: unknown } | null)?.lines;
		return Array.isArray(lines) && isAsTheyCome(lines.map((line) => Number(line) - 1));
	}).length;
}

const lifted = (one: Candidate): Candidate => ({
	...one,
	score: Math.max(one.score, ANSWERS + 0.05)
});

/**
 * Pure: taken sentences count as answers; weak ones that were seen and left go, but not the rules' best. Who takes nearly
 * everything, or nothing, changes nothing.
 */
export function merged({
	shown,
	taken,
	chosen
}: Record<'shown' | 'taken' | 'chosen', readonly Candidate[]>): Candidate[] {
	if (taken.length === 0 || taken.length > CHOOSY * shown.length) return [...chosen];
	const sure = [...chosen].sort((a, b) => b.score - a.score).slice(0, SURE);
	const rest = chosen.filter((one) => {
		if (taken.includes(one)) return false;
		return !shown.includes(one) || one.score >= ANSWERS || sure.includes(one);
	});
	return [...taken.map(lifted), ...rest];
}
