/**
 * The class of a source: what kind of voice it is. It is shown, and may tip a tie in ranking; nothing is hidden by it.
 * Pure; the rules that give it are in server/web.
 */
export const SOURCE_CLASSES = [
	'record', // a primary record: law, filing, court, register, a government or an international body itself
	'statistics',
	'paper',
	'standard',
	'encyclopedia',
	'press',
	'vendor',
	'forum',
	'blog',
	'documentation',
	'document', // of a collection: the user's own
	'other'
] as const;
export type SourceClass = (typeof SOURCE_CLASSES)[number];

export const CLASS_WORDS: Readonly<Record<SourceClass, string>> = {
	record: 'primary record',
	statistics: 'statistics',
	paper: 'paper',
	standard: 'standards body',
	encyclopedia: 'encyclopedia',
	press: 'press',
	vendor: 'vendor',
	forum: 'forum',
	blog: 'blog',
	documentation: 'documentation',
	document: 'your own',
	other: 'web page'
};

/** Kinds that runs made before this list may hold. */
const BEFORE: Readonly<Record<string, SourceClass>> = {
	official: 'record',
	news: 'press',
	product: 'vendor'
};

/** The class a source's `kind` names; "other" for kinds that are no class. */
export function classOfKind(kind: string): SourceClass {
	return SOURCE_CLASSES.find((one) => one === kind) ?? BEFORE[kind] ?? 'other';
}

/** So little that it only decides between sentences that answer equally well. */
const PRIOR: Readonly<Record<SourceClass, number>> = {
	...{ record: 0.012, statistics: 0.012, paper: 0.012, standard: 0.012, encyclopedia: 0.006 },
	...{
		press: 0.006,
		documentation: 0.006,
		vendor: 0,
		document: 0,
		other: 0,
		blog: -0.004,
		forum: -0.006
	}
};

/** What a class adds to the score of a sentence. */
export function priorOf(kind: string): number {
	return PRIOR[classOfKind(kind)];
}

const DAY = 86_400_000;

/** Whole days from a source's date to the day a run is about; null when either is unknown or the source is younger. */
export function ageInDays(publishedAt: string | null, asOf: string | null): number | null {
	const days = (Date.parse(asOf ?? '') - Date.parse(publishedAt ?? '')) / DAY;
	return Number.isNaN(days) || days < 0 ? null : Math.floor(days);
}

/** An age in words: "12 days old", "5 months old", "3 years old". */
export function ageWords(days: number): string {
	const of = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'} old`;
	if (days < 1) return 'of the same day';
	if (days < 60) return of(days, 'day');
	return days < 730 ? of(Math.round(days / 30.44), 'month') : of(Math.floor(days / 365.25), 'year');
}
