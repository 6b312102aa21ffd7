/**
 * What stands beside a passage in the same kept copy, and what announces the list or table that it is part of. Passages
 * are cut by length, so a list, a table or a thought may run over the edge between two of them. Pure; nothing is joined: a
 * sentence of a neighbour is a sentence of that neighbour.
 */
import type { Block, Passage } from './run.ts';

/** A kept copy, as far as its passages and what they were on the page go. */
export interface Shelved {
	readonly text: string;
	readonly passages: readonly Passage[];
	readonly blocks?: readonly Block[] | undefined;
}

/** What is said of everything in a list or table: the line that announces it, the caption and head of the table. */
export interface Lead {
	readonly text: string;
	readonly start: number; // the span of the text that it announces
	readonly end: number;
}
export interface Neighbour {
	readonly passage: Passage; // its id as the kept copy has it: "3"
	readonly leads: readonly Lead[];
	/** What runs over the edge; null where both sides stand for themselves. */
	readonly shared: 'paragraph' | 'list' | 'table' | null;
}
export interface Neighbours {
	readonly before: Neighbour | null;
	readonly after: Neighbour | null;
	readonly leads: readonly Lead[]; // of the passage itself
}

const LONGEST_LEAD = 300; // characters
const ANNOUNCES = /[:：]$/u;

/** The passages on either side of the one with this id, in the same section or in a part of it that it announces. */
export function neighboursIn(copy: Shelved, id: string): Neighbours {
	const at = copy.passages.findIndex((one) => one.id === id);
	const [before, own, after] = [-1, 0, 1].map((by) => copy.passages[at + by]);
	if (at < 0 || !own) return { before: null, after: null, leads: [] };
	const beside = (passage: Passage | undefined, pair: readonly [Passage?, Passage?]) => {
		const [first, second] = pair;
		if (!passage || !first || !second || !goesOn(first, second)) return null;
		return {
			passage,
			leads: leadsIn(copy, passage),
			shared: sharedBy(copy, first, second)
		};
	};
	return {
		before: beside(before, [before, own]),
		after: beside(after, [own, after]),
		leads: leadsIn(copy, own)
	};
}

function goesOn(before: Passage, after: Passage): boolean {
	const under = before.headings.every((heading, at) => after.headings[at] === heading);
	const same = under && after.headings.length === before.headings.length;
	return same || (under && ANNOUNCES.test(before.text));
}

function sharedBy(
	{ text, blocks = [] }: Shelved,
	before: Passage,
	after: Passage
): Neighbour['shared'] {
	const over = ({ kind, start, end }: Block) =>
		kind === 'table' && start < before.end && end > after.start;
	if (blocks.some(over)) return 'table';
	const inItem = (offset: number) =>
		blocks.some(({ kind, start, end }) => kind === 'item' && start <= offset && offset < end);
	if (inItem(before.end - 1) && inItem(after.start)) return 'list';
	if (ANNOUNCES.test(before.text)) return 'list';
	return text.slice(before.end, after.start).includes('\n') ? null : 'paragraph';
}

/** What announces the lists and tables that a passage holds or is part of. */
function leadsIn({ text, passages, blocks = [] }: Shelved, passage: Passage): Lead[] {
	const leads: Lead[] = [];
	for (const { start, end } of listsIn(blocks)) {
		const said = announcing(text, start);
		if (said !== '') leads.push({ text: said, start, end });
	}
	for (const table of blocks.filter(({ kind }) => kind === 'table')) {
		const head = blocks.find(({ kind, start }) => kind === 'row' && start >= table.start);
		const names = text.slice(table.start, head?.end ?? table.start); // its caption too
		const said = `${announcing(text, table.start)} ${names}`.trim();
		if (said !== '') leads.push({ text: said, start: head?.end ?? table.start, end: table.end });
	}
	const before = passages[passages.indexOf(passage) - 1];
	// A copy without blocks: what a passage announces is the next one.
	if (leads.length === 0 && before && ANNOUNCES.test(before.text))
		leads.push({ ...passage, text: announcing(text, before.end) });
	return leads
		.filter(({ start, end }) => start < passage.end && end > passage.start)
		.map((lead) => ({ text: lead.text, start: lead.start, end: lead.end }));
}

/** Lists: items that follow each other line by line, those inside an item with it. */
function listsIn(blocks: readonly Block[]): { start: number; end: number }[] {
	const lists: { start: number; end: number }[] = [];
	for (const { kind, start, end } of blocks) {
		if (kind !== 'item') continue;
		const last = lists.at(-1);
		if (last && start <= last.end + 1) last.end = Math.max(last.end, end);
		else lists.push({ start, end });
	}
	return lists;
}

/** The line before an offset where it announces something; "" otherwise. A long one is told by its end. */
function announcing(text: string, offset: number): string {
	const above = text.slice(Math.max(0, offset - 2_000), offset).trimEnd();
	const line = above.slice(above.lastIndexOf('\n') + 1);
	return ANNOUNCES.test(line) ? line.slice(-LONGEST_LEAD) : '';
}
