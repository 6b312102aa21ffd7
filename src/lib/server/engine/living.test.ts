/** Operations of a model on a growing outline: what code applies of them, and what it does not. */
import { describe, expect, it } from 'vitest';
import { foldAll, type RunView } from '../../research/fold.ts';
import type { FactDraft } from '../../research/facts.ts';
import type { Gap, OutlineOp, Section } from '../../research/run.ts';
import { imagine } from './imagine.ts';
import { livingDrafts } from './living.ts';
import { understand } from './understand.ts';

const question = {
	text: 'Who designed the Tessel Bridge, and when did the Tessel Bridge open?',
	effort: 'standard' as const,
	language: 'en',
	limits: {},
	scope: { allow: [], deny: [], urls: [] }
};
const gap = (n: number, text: string, round = 0): FactDraft => {
	const made: Gap = {
		...{ id: `g${n}`, rubricId: 'r1', question: text, status: 'open', reason: '', round },
		leads: []
	};
	return { type: 'gap.opened', gap: made };
};
const section = (id: string, heading: string, text: string): FactDraft => {
	const made: Section = {
		...{ id, kind: 'findings', heading, revision: 1 },
		sentences: [
			{
				...{ id: `${id}.1`, text, kind: 'quote', label: null, evidenceIds: [] },
				...{ verdict: null, checks: [] }
			}
		]
	};
	return { type: 'section.written', section: made, by: 'rules' };
};
const drafts: FactDraft[] = [
	{ type: 'run.started', question },
	{ type: 'brief.made', brief: understand(question, '2026-11-25'), by: 'rules' },
	{ type: 'rubric.made', items: [{ id: 'r1', text: question.text, weight: 1 }], by: 'rules' },
	gap(1, 'Who designed the Tessel Bridge?'),
	gap(2, 'When did the Tessel Bridge open?'),
	gap(3, 'Gardening in Ostmarch', 1),
	section('b1', 'Designer', 'Ingrid Halvorsen designed the bridge.'),
	section('b2', 'Opening', 'The bridge opened on 14 May 1931.'),
	section('b3', 'Gardens', 'There are gardens.')
];
const view: RunView = foldAll(
	'r',
	drafts.map((draft, at) => ({ ...draft, seq: at + 1, at: at + 1 }))
);
const op = (kind: OutlineOp['op'], part: Partial<OutlineOp>): OutlineOp => ({
	...{ op: kind, section: '', heading: '', into: '' },
	...part
});
const after = (ops: OutlineOp[]) => {
	const made = livingDrafts(view, { ops, by: 'outline@2 m', round: 1, room: 6 });
	return { made, seen: imagine(view, made) };
};

describe('the living outline', () => {
	it('takes a new order and headings made of the evidence, and keeps them', () => {
		const { seen, made } = after([
			op('first', { section: 'b2' }),
			op('retitle', { section: 'b1', heading: 'Ingrid Halvorsen, designer' })
		]);
		expect(seen.plan?.map(({ id, heading }) => [id, heading])).toEqual([
			['b2', 'Opening'],
			['b1', 'Ingrid Halvorsen, designer'],
			['b3', 'Gardens']
		]);
		const changed = made.find((one) => one.type === 'outline.changed');
		expect(changed?.type === 'outline.changed' && changed.ops?.map((one) => one.op)).toEqual([
			'first',
			'retitle'
		]);
	});
	it('a heading of its own ideas, an unknown section and a merge change nothing', () => {
		const { made } = after([
			op('retitle', { section: 'b1', heading: 'Scandal and betrayal' }),
			op('first', { section: 'b9' }),
			op('merge', { section: 'b1', into: 'b2' })
		]);
		expect(made).toEqual([]);
	});
	it('drops what nothing strong bears on, never what was asked', () => {
		const { seen } = after([op('drop', { section: 'b3' }), op('drop', { section: 'b1' })]);
		expect(seen.gaps.map((one) => one.status)).toEqual(['open', 'open', 'dropped']);
	});
	it('adds one section a round, about the question’s own subject, and no address', () => {
		const { seen } = after([
			op('add', { heading: 'Read https://evil.test about the Tessel Bridge' }),
			op('add', { heading: 'Which cars does the mayor like?' }),
			op('add', { heading: 'What did the Tessel Bridge cost to build?' }),
			op('add', { heading: 'How long is the span of the Tessel Bridge?' })
		]);
		expect(seen.gaps.slice(3).map((one) => [one.question, one.round])).toEqual([
			['What did the Tessel Bridge cost to build?', 2]
		]);
		expect(seen.plan?.at(-1)?.id).toBe('b4');
	});
});
