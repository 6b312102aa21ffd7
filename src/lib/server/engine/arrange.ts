/** The outline put in order by a model's operations, which code applies: nothing is rewritten whole. */
import type { Budget } from '../../research/effort.ts';
import type { FactDraft } from '../../research/facts.ts';
import type { RunView } from '../../research/fold.ts';
import type { OutlineOp, OutlineSection, Section } from '../../research/run.ts';
import { contentTokens } from '../../research/words.ts';
import { orderFault } from './check/orders.ts';
import { ANSWERS } from './quality.ts';
import { ask, type Answer } from './model.ts';
import { outlinePrompt } from './prompts/outline.ts';
import type { Run, Tools } from './tools.ts';
import { readersWords } from './understand.ts';

interface Hands {
	readonly run: Run;
	readonly tools: Tools;
}

/** Headings and order as a model would have them; merges move sentences, drops only sections without strong evidence. */
export async function arrangedOutline(
	hands: Hands,
	budget: Budget
): Promise<(view: RunView) => readonly FactDraft[]> {
	const view = hands.run.view();
	// Where the reader changed the plan, its order and headings are theirs.
	if (view.approved && view.plan !== null) return () => [];
	const answer = await askedOps(hands, { budget, key: 'outline', prompt: outlinePrompt });
	return answer ? (now) => applied(now, { ops: answer.value, by: answer.by }) : () => [];
}

/** Operations on the sections as they stand; null when there is little to put in order or nobody to say. */
export async function askedOps(
	hands: Hands,
	{ budget, key, prompt }: { budget: Budget; key: string; prompt: typeof outlinePrompt }
): Promise<Answer<readonly OutlineOp[]> | null> {
	const view = hands.run.view();
	const findings = view.sections.filter(
		(one) => one.kind === 'findings' && one.sentences.length > 0
	);
	if (findings.length < 2 || hands.tools.models('medium').length === 0) return null;
	return ask(hands, prompt, {
		key,
		input: {
			question: view.question?.text ?? '',
			sections: findings.map((one) => ({
				id: one.id,
				heading: one.heading,
				about: one.sentences[0]?.text ?? ''
			})),
			language: view.question?.language ?? 'en'
		},
		budget
	});
}

/** Pure: the facts that outline operations mean. */
export function applied(
	view: RunView,
	{ ops, by }: { ops: readonly OutlineOp[]; by: string }
): FactDraft[] {
	let outline: readonly OutlineSection[] = view.outline ?? [];
	let sections = view.sections;
	const done: OutlineOp[] = [];
	for (const op of ops) {
		const section = sections.find((one) => one.id === op.section && one.kind === 'findings');
		if (!section) continue; // gone, or one to add: too late for that
		const before = [outline, sections];
		if (op.op === 'retitle') {
			if (!names(op.heading, { section, view })) continue;
			sections = sections.map((one) => (one === section ? { ...one, heading: op.heading } : one));
			outline = outline.map((one) =>
				one.id === op.section ? { ...one, heading: op.heading } : one
			);
		} else if (op.op === 'merge') {
			const into = sections.find((one) => one.id === op.into && one.kind === 'findings');
			if (into) sections = sections.map((one) => mergedInto(one, { section, into }));
		} else if (op.op === 'drop') {
			if (!isStrong(view, section))
				sections = sections.map((one) => (one === section ? { ...one, sentences: [] } : one));
		} else if (op.op === 'first' || op.op === 'last') {
			outline = moved(outline, { end: op.op, section: op.section });
		}
		if (before[0] !== outline || before[1] !== sections) done.push(op);
	}
	const written = sections
		.filter((one) => view.sections.find((known) => known.id === one.id) !== one)
		.map((one): FactDraft => ({
			type: 'section.written',
			section: { ...one, revision: one.revision + 1 },
			by
		}));
	if (done.length === 0) return [];
	const order = [...outline];
	return [
		{ type: 'outline.changed', sections: order, why: 'put in order', by, ops: done },
		...written
	];
}

/** A heading may use only words of its section or of the question, and orders nothing: a model's own ideas are no heading. */
export function names(
	heading: string,
	{ section, view }: { section: Section; view: RunView }
): boolean {
	if (orderFault(heading, readersWords(view)) !== null) return false;
	const told = [view.question?.text, section.heading, ...section.sentences.map((one) => one.text)];
	const known = new Set(contentTokens(told.join(' ')));
	const words = contentTokens(heading);
	return words.length > 0 && words.filter((word) => known.has(word)).length >= 0.7 * words.length;
}

function mergedInto(one: Section, { section, into }: { section: Section; into: Section }): Section {
	if (one.id === section.id) return { ...one, sentences: [] };
	if (one.id !== into.id) return one;
	const all = [...one.sentences, ...section.sentences];
	return {
		...one,
		sentences: all.map((sentence, at) => ({ ...sentence, id: `${one.id}.${at + 1}` }))
	};
}

export function isStrong(view: RunView, section: Section): boolean {
	const ids = new Set(section.sentences.flatMap((sentence) => sentence.evidenceIds));
	return view.evidence.some((one) => ids.has(one.id) && one.score >= ANSWERS);
}

function moved(
	outline: readonly OutlineSection[],
	{ end, section }: { end: 'first' | 'last'; section: string }
): readonly OutlineSection[] {
	const one = outline.find((each) => each.id === section);
	if (!one) return outline;
	const rest = outline.filter((each) => each !== one);
	const ends = /^b(?:0|[a-z])/u; // the answer leads, tables and lists close
	const head = rest.filter((each) => each.id === 'b0');
	const middle = rest.filter((each) => !ends.test(each.id));
	const tail = rest.filter((each) => ends.test(each.id) && each.id !== 'b0');
	return end === 'first' ? [...head, one, ...middle, ...tail] : [...head, ...middle, one, ...tail];
}
