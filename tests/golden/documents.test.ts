/** A run over documents: every citation says where in its document the quote stands, in the report and its exports. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { markdownOf, reportOf } from '../../src/lib/research/report.ts';
import { columnOf, pdfOf, xlsxOf } from '../fixtures/documents.ts';
import { openBench, type Bench } from './bench.ts';

const PDF = 'http://files.test/vik.pdf';
const SHEET = 'http://files.test/vik-toll.xlsx';
const SCAN = 'http://files.test/scan.pdf';

const FILES = {
	[PDF]: {
		type: 'application/pdf',
		bytes: pdfOf(
			[
				columnOf([
					'The Vik ferry was a rowing boat with room for six people and one horse.',
					'It crossed the sound between Vik and Sandnes for ninety years.'
				]),
				columnOf([
					'The Vik ferry was founded in 1842 by the merchant Anders Lund.',
					'The toll of the Vik ferry was 12 pence for a person in 1842.'
				])
			],
			{
				info: {
					Title: 'The history of the Vik ferry',
					Author: 'Marte Solberg',
					CreationDate: 'D:20150607'
				}
			}
		)
	},
	[SHEET]: {
		type: 'application/octet-stream',
		bytes: xlsxOf({
			Tolls: {
				B3: 'The toll of the Vik ferry was 15 pence for a person in the year 1850.',
				B4: 'The toll of the Vik ferry was 20 pence for a person in the year 1860.'
			}
		})
	},
	[SCAN]: { type: 'application/pdf', bytes: pdfOf([[], []]) }
};

let bench: Bench;
beforeAll(async () => {
	bench = await openBench(() => [], { files: FILES });
});
afterAll(() => bench.close());

describe('a run over documents', () => {
	it('cites the page and the cell, and says why a scan was not read', async () => {
		const scope = { allow: [], deny: [], urls: [PDF, SHEET, SCAN] };
		const id = await bench.start({
			text: 'What was the toll of the Vik ferry?',
			scope
		});
		await bench.work(id);
		const view = await bench.view(id);
		const report = reportOf(view);
		expect(
			view.sources.map(({ title, author, publishedAt }) => [title, author, publishedAt])
		).toContainEqual(['The history of the Vik ferry', 'Marte Solberg', '2015-06-07']);
		expect(view.skipped.find(({ url }) => url === SCAN)).toMatchObject({ reason: 'no-text' });
		const citations = report.sections.flatMap((section) =>
			section.sentences.flatMap((one) => one.citations)
		);
		const place = (words: string) => citations.find(({ quote }) => quote.includes(words))?.locator;
		expect(place('12 pence')).toBe('page 2');
		expect(place('15 pence') ?? place('20 pence')).toMatch(/^Tolls!B[34](?::B4)?$/u);
		expect(markdownOf(report)).toMatch(/\[\d, page 2\\\]/u);
		for (const one of view.evidence) expect(one.locator).toMatch(/^(?:page \d|Tolls!B)/u);
	});
});
