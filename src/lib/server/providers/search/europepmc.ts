/**
 * Europe PMC: all of PubMed, PubMed Central, preprints and patents of the life sciences. Shape:
 * https://europepmc.org/RestfulWebService (GET /webservices/rest/search?query=&format=json&resultType=core&pageSize=
 * gives {hitCount, resultList: {result: [{source, id, title, abstractText, …}]}}). No key. Retractions stand among the
 * publication types ("Retracted Publication").
 */
import { z } from 'zod';
import type { Searcher } from '../../ports.ts';
import { askJson } from './asking.ts';
import { defineSearcher, readHits, withoutTags } from './searcher.ts';
import { termsOf } from './terms.ts';
import { readWork } from './work.ts';

const API = 'https://www.ebi.ac.uk/europepmc/webservices/rest/search';
const Paper = z.looseObject({
	source: z.string(),
	id: z.string(),
	pmcid: z.string().optional(),
	doi: z.unknown().optional(),
	title: z.unknown().optional(),
	abstractText: z.unknown().optional(),
	authorString: z.string().optional().catch(undefined),
	firstPublicationDate: z.unknown().optional(),
	citedByCount: z.unknown().optional(),
	license: z.unknown().optional(),
	journalInfo: z
		.looseObject({ journal: z.looseObject({ title: z.unknown().optional() }).optional() })
		.optional()
		.catch(undefined),
	pubTypeList: z
		.looseObject({ pubType: z.array(z.string()) })
		.optional()
		.catch(undefined),
	fullTextUrlList: z
		.looseObject({
			fullTextUrl: z.array(
				z.looseObject({
					availabilityCode: z.string().optional(),
					documentStyle: z.string().optional(),
					url: z.string()
				})
			)
		})
		.optional()
		.catch(undefined)
});
const Answer = z.looseObject({
	hitCount: z.number(),
	resultList: z.looseObject({ result: z.array(Paper) })
});

export const europepmc = defineSearcher({
	name: 'europepmc',
	kind: 'scholarly',
	settings: z.object({}),
	needs: [],
	keyless: true,
	pace: { atOnce: 2, gapMs: 200 },
	weight: 0.9,
	languages: ['en'],
	create(_settings, tools): Searcher {
		return {
			name: 'europepmc',
			async search(query, { limit, signal }) {
				const url = new URL(API);
				url.search = new URLSearchParams({
					query: termsOf(query, 8).join(' '),
					format: 'json',
					resultType: 'core',
					pageSize: String(Math.min(limit, 25))
				}).toString();
				const { resultList } = await askJson(tools, {
					provider: 'europepmc',
					url,
					trust: 'web',
					signal,
					schema: Answer
				});
				return readHits(resultList.result.map(rawOf), { engine: 'europepmc', limit });
			}
		};
	}
});

function rawOf(paper: z.infer<typeof Paper>) {
	const [source, id] =
		paper.pmcid === undefined
			? [paper.source, paper.id]
			: ['PMC', paper.pmcid.replace(/^PMC/u, '')];
	const open = paper.fullTextUrlList?.fullTextUrl.find(
		({ documentStyle, availabilityCode }) => documentStyle === 'pdf' && availabilityCode === 'OA'
	);
	return {
		url: `https://europepmc.org/article/${encodeURIComponent(source)}/${encodeURIComponent(id)}`,
		title: withoutTags(paper.title),
		snippet: withoutTags(paper.abstractText),
		publishedAt: paper.firstPublicationDate,
		work: readWork({
			doi: paper.doi,
			venue: paper.journalInfo?.journal?.title,
			authors: (paper.authorString ?? '').replace(/\.$/u, '').split(/,\s*/u),
			citations: paper.citedByCount,
			retracted: paper.pubTypeList?.pubType.some((type) => /^retracted publication$/iu.test(type)),
			pdfUrl: open?.url,
			licence: open && paper.license
		})
	};
}
