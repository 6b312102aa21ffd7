/** What scholarly engines said of a paper, brought from the hits to the source that was read for them. Pure. */
import { joinedWork } from './joined-work.ts';
import type { Query, Source, Work } from './run.ts';

type Answered = Pick<Query, 'id'> & {
	readonly hits: readonly { readonly url: string; readonly work?: Work | undefined }[] | null;
};

/** All papers the run's hits speak of, with the addresses they were found at. */
export function papersOf(queries: readonly Answered[]): { url: string; work: Work }[] {
	return queries.flatMap(({ hits }) =>
		(hits ?? []).flatMap(({ url, work }) => (work ? [{ url, work }] : []))
	);
}

/** What is known of the paper at one of these addresses: of every hit there, and of every hit with the same DOI. */
export function workAt(
	papers: readonly { readonly url: string; readonly work: Work }[],
	urls: readonly string[]
): Work | undefined {
	const here = papers.filter(
		({ url, work }) => urls.includes(url) || (work.pdfUrl !== null && urls.includes(work.pdfUrl))
	);
	const dois = new Set(here.flatMap(({ work }) => work.doi ?? []));
	const same = papers.filter(({ work }) => work.doi !== null && dois.has(work.doi));
	const works = [...new Set([...here, ...same])].map(({ work }) => work);
	return works.length === 0 ? undefined : works.reduce(joinedWork);
}

/** The paper at one of these addresses: its DOIs, and where engines say that an open copy of it stands, in their order. */
export function openCopiesOf(
	papers: readonly { readonly url: string; readonly work: Work }[],
	urls: readonly string[]
): { readonly dois: readonly string[]; readonly urls: readonly string[] } {
	const here = papers.filter(({ url }) => urls.includes(url));
	const dois = [...new Set(here.flatMap(({ work }) => work.doi ?? []))];
	const same = papers.filter(({ work }) => work.doi !== null && dois.includes(work.doi));
	return { dois, urls: [...new Set([...here, ...same].flatMap(({ work }) => work.pdfUrl ?? []))] };
}

/** What is known by now: a retraction found after the page was read counts too. */
export function workOfSource(
	source: Pick<Source, 'url' | 'askedUrl' | 'work'>,
	papers: readonly { readonly url: string; readonly work: Work }[]
): Work | undefined {
	const own = source.work ? [{ url: source.url, work: source.work }] : [];
	return workAt([...own, ...papers], [source.askedUrl, source.url]);
}

/** The address of a DOI, made by code out of the bare DOI an engine returned. */
export const doiLink = (doi: string): string =>
	`https://doi.org/${encodeURI(doi).replace(/[?#]/gu, encodeURIComponent)}`;
