/** Statements: pieces of evidence that say one thing, with every independent source that says it. */
import type { RunView } from '../../research/fold.ts';
import type { Evidence } from '../../research/run.ts';
import { voicesOf, type Voices } from '../../research/voices.ts';
import { sameStatement } from './evidence.ts';
import { wordSet } from './quality.ts';

export interface Statement {
	readonly lead: Evidence; // whose quote is shown
	readonly voices: readonly Evidence[]; // the lead and those that agree, one of each text
	readonly independent: number; // how many of them are voices of their own: copies and pages of one site count once
	readonly worth: number;
}

/** Groups evidence into statements, best first. Copies of one text are cited once, copies of one story count once. */
export function statementsOf(view: RunView, evidence: readonly Evidence[]): Statement[] {
	const texts = new Map(view.sources.map((source) => [source.id, source.textHash]));
	const voices = voicesOf(view.sources);
	const groups: { words: Set<string>; members: Evidence[] }[] = [];
	for (const one of [...evidence].sort((a, b) => b.score - a.score || order(a) - order(b))) {
		const words = wordSet(one.quote);
		const group = groups.find((known) => sameStatement(known.words, words));
		if (group) group.members.push(one);
		else groups.push({ words, members: [one] });
	}
	return groups
		.flatMap(({ members }) => statementOf(ofDifferentTexts(members, texts), voices))
		.sort((a, b) => b.worth - a.worth);
}

function statementOf(members: readonly Evidence[], voices: Voices): Statement[] {
	const [lead] = members;
	if (!lead) return [];
	const own = voices.first(members);
	// What stands on its own is cited before what repeats it.
	const cited = [...own, ...members.filter((one) => !own.includes(one))];
	const independent = Math.max(1, own.length);
	return [{ lead, voices: cited, independent, worth: lead.score + 0.04 * (independent - 1) }];
}

function order(evidence: Evidence): number {
	return Number(evidence.id.slice(1));
}

function ofDifferentTexts(
	members: readonly Evidence[],
	texts: ReadonlyMap<string, string>
): Evidence[] {
	const heard = new Set<string>();
	return members.filter((one) => {
		const text = texts.get(one.sourceId) ?? one.sourceId;
		if (heard.has(text)) return false;
		heard.add(text);
		return true;
	});
}
