/**
 * Crossref, the registry of DOIs: what publishers deposit, and what Retraction Watch found. Shape:
 * https://www.crossref.org/documentation/retrieve-metadata/rest-api/ (GET /works?query.bibliographic=&rows=&select=).
 * No key; with an address in CONTACT_EMAIL the "polite" pool answers
 * (https://www.crossref.org/documentation/retrieve-metadata/rest-api/access-and-authentication/). Rate in
 * X-Rate-Limit-Limit and -Interval. A notice among `updated-by` with type "retraction" or "withdrawal" marks a paper.
 */
import { z } from 'zod';
import type { Searcher } from '../../ports.ts';
import { askJson } from './asking.ts';
import { defineSearcher, readHits, withoutTags } from './searcher.ts';
import { doiUrl, readDoi, readWork } from './work.ts';

const API = 'https://api.crossref.org/works';
const Strings = z.array(z.string()).catch([]).optional();
const Paper = z.looseObject({
	DOI: z.string(),
	title: Strings,
	abstract: z.unknown().optional(),
	'container-title': Strings,
	author: z
		.array(z.looseObject({ given: z.string().optional(), family: z.string().optional() }))
		.catch([])
		.optional(),
	issued: z
		.looseObject({ 'date-parts': z.array(z.array(z.number().nullable())) })
		.nullish()
		.catch(null),
	'is-referenced-by-count': z.unknown().optional(),
	'updated-by': z
		.array(z.looseObject({ type: z.string().catch('') }))
		.catch([])
		.optional()
});
const Answer = z.looseObject({
	status: z.literal('ok'),
	message: z.looseObject({ items: z.array(Paper) })
});
const FIELDS = Object.keys(Paper.shape).join(',');

export const crossref = defineSearcher({
	name: 'crossref',
	kind: 'scholarly',
	settings: z.object({ CONTACT_EMAIL: z.email().optional() }),
	needs: [],
	keyless: true,
	pace: { atOnce: 1, gapMs: 1_000 },
	weight: 0.7,
	create({ CONTACT_EMAIL }, tools): Searcher {
		return {
			name: 'crossref',
			async search(query, { limit, signal }) {
				const url = new URL(API);
				url.search = new URLSearchParams({
					'query.bibliographic': query,
					rows: String(Math.min(limit, 20)),
					select: FIELDS,
					...(CONTACT_EMAIL && { mailto: CONTACT_EMAIL })
				}).toString();
				const { message } = await askJson(tools, {
					provider: 'crossref',
					url,
					trust: 'web',
					signal,
					schema: Answer
				});
				return readHits(message.items.map(rawOf), { engine: 'crossref', limit });
			}
		};
	}
});

function rawOf(paper: z.infer<typeof Paper>) {
	const doi = readDoi(paper.DOI);
	return {
		url: doi === null ? null : doiUrl(doi),
		title: withoutTags(paper.title?.[0]),
		snippet: withoutTags(paper.abstract),
		publishedAt: dateOf(paper.issued?.['date-parts'][0] ?? []),
		work: readWork({
			doi,
			venue: paper['container-title']?.[0],
			authors: (paper.author ?? []).map(({ given, family }) =>
				[given, family].filter((part) => part !== undefined).join(' ')
			),
			citations: paper['is-referenced-by-count'],
			// Silence is not a clean bill: only the mark is kept.
			retracted: (paper['updated-by'] ?? []).some(({ type }) =>
				/^(?:retraction|withdrawal|removal|partial_retraction)$/u.test(type)
			)
				? true
				: null
		})
	};
}

/** [2024, 3] as "2024-03": as precise as it was deposited. */
function dateOf(parts: readonly (number | null)[]): string | null {
	const [year, ...rest] = parts.filter((part) => part !== null);
	if (year === undefined) return null;
	return [year, ...rest.map((part) => String(part).padStart(2, '0'))].join('-');
}
