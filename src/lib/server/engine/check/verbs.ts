/** Where an English clause has its verb: enough of grammar for the checks of this folder. Pure; in doubt it has one. */

const SUBORDINATE =
	/(?:^|,?\s)(?:if|when|whenever|because|while|although|though|unless|whereas|as if|so that|(?<!\b(?:later|earlier|of|in|at|on|by|from|since|after|before|during|is|was|but|and)\s)that|which|who|whom|whose|where)\s[^,;]*/giu;
const CERTAIN =
	/(?<![\p{L}-])(?:is|are|was|were|am|has|have|had|does|did|do|can|could|will|would|may|might|must|shall|should|cannot|became|began|broke|brought|built|bought|came|chose|cost|cut|drew|drove|ate|fell|felt|fought|found|flew|froze|gave|got|grew|held|hit|kept|knew|laid|led|left|let|lost|made|meant|met|paid|put|ran|rang|read|rode|rose|said|sang|sank|saw|sat|sent|set|shook|shot|shut|sold|sought|spent|split|spoke|spread|stood|stole|struck|swam|swore|taught|took|told|thought|threw|understood|went|woke|won|wore|wrote|born)(?![\p{L}-])|['’](?:s|re|ve|ll|d)\b|n['’]t\b/iu;
/** A regular past form, not one that a determiner or a preposition makes an adjective. */
const PAST =
	/(?<!\b(?:the|an?|of|by|in|with|for|its|their|his|her|most|newly|so-called)\s)(?<![\p{L}-])(?!(?:hundred|indeed|need|seed|feed|speed|breed|red|bed|shed|sacred|naked|wicked|united|limited|biped|embed|exceed|proceed|succeed|linked)\b)\p{Ll}{2,}ed(?![\p{L}-])/u;
/** A third person, unless it follows a word that makes it a plural. */
const THIRD =
	/(?<!\b(?:the|an?|of|in|by|with|for|from|and|or|its|their|his|her|these|those|many|several|some|few|two|three|four|five|six|seven|eight|nine|ten|most|all|other|more|\d[\d,.]*)\s)(?<![\p{L}-])\p{Ll}{2,}(?:[^s\P{Ll}]|e)s(?![\p{L}-])/u;
/** Plain forms that stand after a plural subject. */
const PLAIN =
	/(?<=\p{L}\s)(?:add|allow|appear|apply|ask|become|begin|believe|belong|build|buy|call|carry|cause|change|choose|claim|come|compete|consist|contain|contribute|control|cost|cover|create|depend|describe|differ|eat|employ|expect|feed|fill|find|fly|follow|form|get|give|go|grow|happen|help|hold|include|increase|indicate|keep|know|lack|last|lead|learn|leave|lie|like|live|look|lose|make|mean|measure|meet|move|need|occur|offer|open|own|pay|play|prefer|produce|protect|provide|put|range|reach|read|receive|reduce|refer|remain|represent|require|rise|rule|run|say|see|sell|send|serve|share|show|sit|sleep|speak|spend|stand|start|stay|stop|study|suggest|support|take|teach|tell|tend|think|travel|use|vary|visit|wait|want|work|write|yield)(?![\p{L}-])/u;

/** What makes the word behind it no verb, at the beginning of a sentence. */
const OPENING =
	/^\s*(?:The|An?|Its|Their|His|Her|These|Those|Many|Several|Some|Most|All|Other|More)\b/u;

/** A sentence without its subordinate clauses. */
export function mainClause(sentence: string): string {
	return sentence.replace(SUBORDINATE, ' ').replace(/\s+/gu, ' ');
}

/** False when every verb of a sentence belongs to a clause of its own ("Lemonlight if you are small"). */
export function hasMainVerb(sentence: string): boolean {
	if (hasVerb(mainClause(sentence))) return true;
	const verbs = [CERTAIN, PAST].flatMap((one) => [
		...sentence.matchAll(new RegExp(one.source, 'giu'))
	]);
	return verbs.length > [...sentence.matchAll(SUBORDINATE)].length;
}

/** True when some word of a clause can be its finite verb. */
export function hasVerb(clause: string): boolean {
	return [CERTAIN, PAST, THIRD, PLAIN].some((pattern) => pattern.test(clause));
}

/** Where the first word stands that can be the verb of a sentence; -1 when there is none. */
export function verbAt(sentence: string): number {
	const begun = sentence.replace(OPENING, (word) => word.toLowerCase());
	const places = [CERTAIN, PAST, THIRD].map((pattern) => begun.search(pattern));
	return firstOf(places);
}

/** Where the verb stands when words in -s are taken as plurals; -1 when there is none. */
export function verbAfterPlural(sentence: string): number {
	const places = [CERTAIN, PAST, PLAIN].map((pattern) => sentence.search(pattern));
	return firstOf(places);
}

function firstOf(places: readonly number[]): number {
	const found = places.filter((place) => place >= 0);
	return found.length === 0 ? -1 : Math.min(...found);
}
