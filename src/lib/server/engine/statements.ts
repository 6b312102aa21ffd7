/** Statements: pieces of evidence that say one thing, with every independent source that says it. */
import type { RunView } from '../../research/fold.ts';
import type { Evidence } from '../../research/run.ts';
import { sameStatement } from './evidence.ts';
import { wordSet } from './quality.ts';

export interface Statement {
	readonly lead: Evidence; // whose quote is shown
	readonly voices: readonly Evidence[]; // the lead and those that agree, one per independent source
	readonly worth: number;
}

/** Groups evidence into statements, best first. Copies of one text count as one voice. */
export function statementsOf(view: RunView, evidence: readonly Evidence[]): Statement[] {
	const texts = new Map(view.sources.map((source) => [source.id, source.textHash]));
	const groups: { words: Set<string>; members: Evidence[] }[] = [];
	for (const one of [...evidence].sort((a, b) => b.score - a.score || order(a) - order(b))) {
		const words = wordSet(one.quote);
		const group = groups.find((known) => sameStatement(known.words, words));
		if (group) group.members.push(one);
		else groups.push({ words, members: [one] });
	}
	return groups
		.flatMap(({ members }) => {
			const [lead] = members;
			if (!lead) return [];
			const voices = independent(members, texts);
			return [{ lead, voices, worth: lead.score + 0.04 * (voices.length - 1) }];
		})
		.sort((a, b) => b.worth - a.worth);
}

function order(evidence: Evidence): number {
	return Number(evidence.id.slice(1));
}

function independent(members: readonly Evidence[], texts: ReadonlyMap<string, string>): Evidence[] {
	const heard = new Set<string>();
	return members.filter((one) => {
		const text = texts.get(one.sourceId) ?? one.sourceId;
		if (heard.has(text)) return false;
		heard.add(text);
		return true;
	});
}
