/** The model's part in choosing evidence: it says which of the best sentences answer a gap; code keeps the rest honest. */
import type { Budget } from '../../research/effort.ts';
import type { RunView } from '../../research/fold.ts';
import type { Gap } from '../../research/run.ts';
import { ANSWERS } from './quality.ts';
import { ask } from './model.ts';
import { AS_THEY_COME, evidencePrompt, isAsTheyCome } from './prompts/evidence.ts';
import { nameOf } from './prompts/prompt.ts';
import type { Run, Tools } from './tools.ts';
import type { Candidate } from './weigh.ts';

const SHOWN = 12; // lines of one call
const LEAST = 0.2; // score under which a sentence is not worth a model's look
const SURE = 3; // of the rules' best, which no model's choice removes: a weak one overlooks the answer
const CHOOSY = 0.6; // a model that takes more than this share of the lines has not chosen
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
	if (timesNotChosen(hands.run.view(), round) >= CARELESS) return chosen;
	const names = hands.run.view().brief?.entities ?? [];
	const answer = await ask(hands, evidencePrompt, {
		key: keyOf(gap, round),
		input: {
			question: gap.question,
			names: names.filter((name) => !gap.question.includes(name)),
			lines: shown.map(({ quote, source, lead }) => ({ title: source.title, text: quote, lead }))
		},
		budget
	});
	if (!answer) return chosen;
	const { places, shown: seen } = answer.value;
	if (isAsTheyCome(places)) return chosen;
	const taken = places.flatMap((place) => shown[place] ?? []);
	// A model on the user's own machine may be of any size: it confirms what the rules kept, adds nothing and removes nothing.
	const local = hands.tools.models('small').find(({ id }) => answer.by.endsWith(` ${id}`))?.local;
	if (local === true) return chosen.map((one) => (taken.includes(one) ? lifted(one) : one));
	return merged({ shown: shown.slice(0, seen), taken, chosen });
}

/**
 * How often the run's answers took the lines as they came, in the rounds before this one: a weak model's time is better
 * spent on writing. Not in this round, whose questions are put side by side: a resumed run must ask what the first one asked.
 */
export function timesNotChosen({ calls }: Pick<RunView, 'calls'>, round: number): number {
	const name = nameOf(evidencePrompt);
	return calls.filter(
		({ prompt, note, key }) => prompt === name && note === AS_THEY_COME && roundIn(key) < round
	).length;
}

const keyOf = (gap: Gap, round: number) => `evidence ${gap.id} in round ${round}`;
const roundIn = (key: string) => Number(/ in round (\d+)/u.exec(key)?.[1] ?? 0);

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
