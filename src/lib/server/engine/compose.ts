/**
 * Writing with a model: a section from its own quotes, the answer from checked sentences, an
 * audit with bounded rewrites. What comes back is drafts: nothing is believed before verify.ts looked at it.
 */
import type { Budget } from '../../research/effort.ts';
import type { FactDraft } from '../../research/facts.ts';
import { instructionsOf, type RunView } from '../../research/fold.ts';
import type { Evidence, Section, Sentence } from '../../research/run.ts';
import { plainKey } from '../../research/words.ts';
import { imagine } from './imagine.ts';
import { ask } from './model.ts';
import { answerPrompt } from './prompts/answer.ts';
import { auditPrompt, type Remark } from './prompts/audit.ts';
import { sectionPrompt, type Written } from './prompts/section.ts';
import { isToWrite } from './play.ts';
import { ANSWERS } from './quality.ts';
import { UNCHECKED, withKept, withLeftOut } from './restore.ts';
import { statementsOf } from './statements.ts';
import { together } from './step.ts';
import type { Run, Tools } from './tools.ts';

const SENTENCES = 8; // of one section; small models lose the thread beyond
const QUOTES = 16; // shown for one section
const CITED = 4; // quotes a sentence may rest on
const ANSWER_FROM = 14; // checked sentences shown for the answer

interface Hands {
	readonly run: Run;
	readonly tools: Tools;
}
export interface Composing {
	readonly budget: Budget;
	readonly pass: number; // 1 at first, higher after an audit
	readonly remarks: readonly Remark[];
}

/** True when there is someone to write. */
export function canWrite(tools: Tools): boolean {
	return tools.models('large').length > 0;
}

/**
 * The findings that a model is to write: those with the most to tell at first, those with a remark later. In a report
 * of many short sections the rest are said again quote by quote, which takes a slow model half the time.
 */
export function sectionsToWrite(view: RunView, { pass, remarks, budget }: Composing): Section[] {
	const findings = view.sections.filter(
		(one) => one.kind === 'findings' && one.sentences.length > 0 && isToWrite(view, one)
	);
	const told = (one: Section) => evidenceOf(view, one).length;
	const most = new Set([...findings].sort((a, b) => told(b) - told(a)).slice(0, budget.askedGaps));
	return pass === 1
		? findings.filter((one) => most.has(one))
		: findings.filter((one) => remarks.some(({ sectionId }) => sectionId === one.id));
}

/** Sections written side by side from one view of the run; their facts come in the order of the list. */
export async function composeSections(
	hands: Hands,
	{ ids, composing }: { ids: readonly string[]; composing: Composing }
): Promise<(view: RunView) => readonly FactDraft[]> {
	const makers = await together(ids, (sectionId) =>
		composeSection(hands, { sectionId, composing })
	);
	return (now) =>
		makers.reduce<readonly FactDraft[]>(
			(drafts, make) => [...drafts, ...make(imagine(now, drafts))],
			[]
		);
}

/** A section written by a model from its evidence; no facts when none could be had: the quotes stay. */
async function composeSection(
	hands: Hands,
	{ sectionId, composing }: { sectionId: string; composing: Composing }
): Promise<(view: RunView) => readonly FactDraft[]> {
	const view = hands.run.view();
	const section = view.sections.find((one) => one.id === sectionId);
	if (!section) return () => [];
	const evidence = evidenceOf(view, section);
	if (evidence.length === 0) return () => [];
	const remark = composing.remarks.find((one) => one.sectionId === sectionId)?.remark;
	const language = view.question?.language ?? 'en';
	const title = (one: Evidence) => view.sources.find(({ id }) => id === one.sourceId)?.title ?? '';
	const answer = await ask(hands, sectionPrompt, {
		key: `section ${sectionId} pass ${composing.pass}`,
		input: {
			question: view.question?.text ?? '',
			heading: section.heading,
			neighbours: view.sections
				.filter((one) => one.kind === 'findings' && one.id !== sectionId)
				.map((one) => one.heading),
			quotes: evidence.map((one) => ({ text: one.quote, title: title(one), date: one.date })),
			language,
			most: Math.min(SENTENCES, Math.max(1, evidence.length)),
			instructions: [...instructionsOf(view), ...(remark === undefined ? [] : [remark])]
		},
		budget: composing.budget
	});
	if (!answer) return () => [];
	return (now) => {
		const known = now.sections.find((one) => one.id === sectionId) ?? section;
		const written = sentencesOf(answer.value, { view: now, id: sectionId, evidence });
		const sentences = withLeftOut(written, { view: now, known: section, evidence });
		if (sentences.length === 0) return [];
		const revised = { ...known, revision: known.revision + 1, sentences };
		return [{ type: 'section.written', section: revised, by: answer.by }];
	};
}

/** The quotes a section may use: its own sentences', the answer's on the same gap, and what else bears on that gap. */
export function evidenceOf(view: RunView, section: Section): Evidence[] {
	const gapId = `g${section.id.slice(1).replace(/[a-z]$/u, '')}`;
	const own = new Set(section.sentences.flatMap((sentence) => sentence.evidenceIds));
	const elsewhere = new Set(
		view.sections
			.filter((one) => one.kind === 'findings' && one.id !== section.id)
			.flatMap((one) => one.sentences.flatMap((sentence) => sentence.evidenceIds))
	);
	const mine = view.evidence.filter(
		(one) => own.has(one.id) || (one.gapId === gapId && !elsewhere.has(one.id))
	);
	return statementsOf(view, mine)
		.filter(({ lead, voices }) => lead.score >= ANSWERS || voices.some((one) => own.has(one.id)))
		.flatMap(({ voices }) => voices.slice(0, 2))
		.slice(0, QUOTES);
}

/** Written sentences as sentences of the report; one that copies its quote is a quote and says so. */
function sentencesOf(
	written: readonly Written[],
	{ view, id, evidence }: { view: RunView; id: string; evidence: readonly Evidence[] }
): Sentence[] {
	const others = view.sections.filter((one) => one.kind === 'findings' && one.id !== id);
	const seen = new Set(others.flatMap((one) => one.sentences.map(({ text }) => plainKey(text))));
	return written
		.map(({ text, cites }) => {
			const cited = cites.flatMap((place) => evidence[place] ?? []).slice(0, CITED);
			// A weak writer copies one quote and cites another.
			const copied = [...cited, ...evidence].find((one) => isCopy(text, one.quote));
			const meant = copied && !cited.includes(copied) ? [copied] : cited;
			return { text: copied?.quote ?? text, cited: meant, copied };
		})
		.filter(({ text, cited }) => {
			const key = plainKey(text);
			if (cited.length === 0 || seen.has(key)) return false;
			seen.add(key);
			return true;
		})
		.map(({ text, cited, copied }, at) => ({
			...UNCHECKED,
			id: `${id}.${at + 1}`,
			text,
			kind: copied ? ('quote' as const) : ('claim' as const),
			evidenceIds: copied
				? [copied.id, ...cited.filter((one) => one !== copied).map((one) => one.id)]
				: cited.map((one) => one.id)
		}));
}

/** True for a quote with at most a few letters changed or left off. */
function isCopy(text: string, quote: string): boolean {
	const [said, known] = [plainKey(text), plainKey(quote)];
	return said === known || (said.length >= 0.9 * known.length && known.includes(said));
}

/** The answer written from sentences that passed; null when there is none to write from or none could be had. */
export async function composeAnswer(
	hands: Hands,
	{ budget, pass }: { budget: Budget; pass: number }
): Promise<{ readonly section: Section; readonly by: string } | null> {
	const view = hands.run.view();
	const passed = view.sections
		.filter((section) => section.kind === 'findings')
		.flatMap((section) => section.sentences)
		.filter(
			(one) => one.verdict === 'verified' || one.verdict === 'quoted' || one.verdict === 'disputed'
		);
	const known = view.sections.find((section) => section.id === 'b0');
	const first = known?.sentences.filter((one) => one.verdict === 'quoted') ?? [];
	const base = bestFirst(first, passed).slice(0, ANSWER_FROM);
	if (base.length === 0 || !known) return null;
	const parts = view.gaps.filter((gap) => gap.round === 0).length;
	const answer = await ask(hands, answerPrompt, {
		key: `answer pass ${pass}`,
		input: {
			question: view.question?.text ?? '',
			sentences: base.map((one) => one.text),
			language: view.question?.language ?? 'en',
			most: Math.min(6, 2 + parts),
			instructions: instructionsOf(view)
		},
		budget
	});
	if (!answer) return null;
	const sentences = answer.value.flatMap(({ text, cites }, at): Sentence[] => {
		const parents = cites.flatMap((place) => base[place] ?? []);
		const evidenceIds = [...new Set(parents.flatMap((one) => one.evidenceIds))].slice(0, CITED);
		const copied = parents.find(
			(one) => one.kind === 'quote' && plainKey(one.text) === plainKey(text)
		);
		const kind = copied ? 'quote' : 'claim';
		const ids = copied ? copied.evidenceIds : evidenceIds;
		return ids.length === 0
			? []
			: [
					{
						id: `b0.${at + 1}`,
						text: copied?.text ?? text,
						kind,
						evidenceIds: ids,
						...UNCHECKED
					}
				];
	});
	if (sentences.length === 0) return null;
	const told = withKept(sentences, { view: hands.run.view(), known });
	if (told.length === 0) return null;
	return { section: { ...known, revision: known.revision + 1, sentences: told }, by: answer.by };
}

/** The best of each item first, as a section says it where one does: a weak writer says again what it reads first. */
function bestFirst(best: readonly Sentence[], told: readonly Sentence[]): Sentence[] {
	const sayings = best.map(
		(quote) => told.find((one) => one.evidenceIds[0] === quote.evidenceIds[0]) ?? quote
	);
	return [...new Set([...sayings, ...told])];
}

/** Remarks on sections that should be written again. Empty: the report is good, or nobody was there to say. */
export async function audited(
	hands: Hands,
	{ budget, pass }: { budget: Budget; pass: number }
): Promise<readonly Remark[]> {
	const view = hands.run.view();
	const findings = view.sections.filter(
		(one) => one.kind === 'findings' && one.sentences.length > 0
	);
	if (findings.length === 0 || hands.tools.models('medium').length === 0) return [];
	const answer = await ask(hands, auditPrompt, {
		key: `audit ${pass}`,
		input: {
			question: view.question?.text ?? '',
			items: (view.rubric ?? []).map((item) => item.text),
			sections: findings.map((one) => ({
				id: one.id,
				heading: one.heading,
				text: one.sentences.map((sentence) => sentence.text).join(' ')
			}))
		},
		budget
	});
	return answer?.value ?? [];
}
