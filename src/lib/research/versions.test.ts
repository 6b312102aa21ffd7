/** What changed between two reports, and what the reader's bans do to a view. */
import { describe, expect, it } from 'vitest';
import { emptyView, fold, type RunView } from './fold.ts';
import type { FactDraft } from './facts.ts';
import type { Report, ReportSentence } from './report.ts';
import { diffReports } from './versions.ts';

const sentence = (
	id: string,
	text: string,
	over: Partial<ReportSentence> = {}
): ReportSentence => ({
	...{
		id,
		text,
		kind: 'quote',
		label: null,
		verdict: 'quoted',
		checks: [],
		citations: [],
		independent: 1
	},
	...over
});
const report = (sections: Record<string, readonly ReportSentence[]>): Report => ({
	title: 'T',
	sections: Object.entries(sections).map(([id, sentences]) => ({
		...{ id, kind: 'findings' as const, heading: `About ${id}`, sentences }
	})),
	sources: [],
	rubric: [],
	conflicts: [],
	notes: []
});
const cited = (start: number) => ({
	citations: [
		{ n: 1, evidenceId: 'e1', sourceId: 's1', passageId: 's1.1', quote: 'q', start, end: start + 1 }
	]
});

describe('the difference of two versions', () => {
	it('counts what stayed and names only sections that changed', () => {
		const before = report({ b1: [sentence('b1.1', 'One stays.')], b2: [sentence('b2.1', 'Two.')] });
		const after = report({
			b1: [sentence('b1.1', 'One stays.')],
			b2: [sentence('b2.1', 'Two.'), sentence('b2.2', 'Something wholly new here.')]
		});
		const diff = diffReports(before, after);
		expect(diff.same).toBe(2);
		expect(diff.sections.map(({ id, change }) => [id, change])).toEqual([['b2', 'changed']]);
		expect(diff.sections[0]?.sentences).toEqual([
			{ change: 'added', before: null, after: 'Something wholly new here.', note: '' }
		]);
	});
	it('tells a sentence that was reworded from one that went and one that came', () => {
		const before = report({
			b1: [
				sentence('b1.1', 'The bridge cost 3.4 million crowns in the end.'),
				sentence('b1.2', 'Fourteen workers died.')
			]
		});
		const after = report({
			b1: [
				sentence('b1.1', 'The bridge cost 3.4 million crowns.'),
				sentence('b1.2', 'Its main span measures 412 metres.')
			]
		});
		const changes = diffReports(before, after).sections[0]?.sentences.map((one) => one.change);
		expect(changes).toEqual(['changed', 'added', 'removed']);
	});
	it('says when only the sources or the verdict of a sentence changed', () => {
		const before = report({
			b1: [sentence('b1.1', 'Same.', cited(0)), sentence('b1.2', 'Doubt.', { verdict: 'disputed' })]
		});
		const after = report({
			b1: [sentence('b1.1', 'Same.', cited(9)), sentence('b1.2', 'Doubt.', { verdict: 'quoted' })]
		});
		const notes = diffReports(before, after).sections[0]?.sentences.map((one) => one.note);
		expect(notes).toEqual(['other sources', 'another verdict']);
	});
	it('a moved sentence is no change; a new and a gone section are named so', () => {
		const before = report({
			b1: [sentence('b1.1', 'First.'), sentence('b1.2', 'Second.')],
			b2: [sentence('b2.1', 'Gone.')]
		});
		const after = report({
			b1: [sentence('b1.1', 'Second.'), sentence('b1.2', 'First.')],
			b3: [sentence('b3.1', 'New.')]
		});
		const diff = diffReports(before, after);
		expect(diff.sections.map(({ id, change }) => [id, change])).toEqual([
			['b3', 'added'],
			['b2', 'removed']
		]);
	});
});

describe('the view', () => {
	const folded = (drafts: readonly FactDraft[]): RunView =>
		drafts.reduce(
			(view, draft) => fold(view, { ...draft, seq: view.seq + 1, at: 1_000 * (view.seq + 1) }),
			emptyView('r')
		);
	const question = {
		text: 'Q?',
		effort: 'standard' as const,
		language: 'en',
		limits: {},
		scope: { allow: [], deny: [], urls: [] }
	};
	const finished: FactDraft = { type: 'run.finished', title: 'Q?', order: [], notes: [] };
	const asked: FactDraft = { type: 'steer.added', steer: { kind: 'question', text: 'More?' } };

	it('counts facts after run.finished to the next version', () => {
		const view = folded([
			{ type: 'run.started', question },
			finished,
			{ type: 'run.resumed' },
			asked,
			finished
		]);
		expect(view.versions).toEqual([
			{ number: 1, seq: 2, at: 2_000 },
			{ number: 2, seq: 5, at: 5_000 }
		]);
		expect(view.version.whole).toBe(false);
		expect(view.version.steers).toBe(0);
		expect(view.timings.restedMs).toBe(1_000);
	});
	it('a wish that came too late for a version opens the next, and is what that one is about', () => {
		const view = folded([
			{ type: 'run.started', question },
			asked,
			finished,
			{ type: 'run.resumed' }
		]);
		expect(view.version.number).toBe(2);
		expect(view.version.whole).toBe(false);
		expect(view.steers.slice(view.version.steers)).toEqual([{ kind: 'question', text: 'More?' }]);
	});
	it('a resumed pause opens no version', () => {
		const view = folded([
			{ type: 'run.started', question },
			{ type: 'run.paused', reason: 'asked' },
			{ type: 'run.resumed' }
		]);
		expect(view.version.number).toBe(1);
		expect(view.pausedFor).toBeNull();
	});
});
