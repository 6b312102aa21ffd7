/** What a block says of itself by its tag, role, names and markup for machines; looked at once per element. */
import type { Scope } from './lines.ts';

export const TRAITS = [
	'main',
	'article',
	'nav',
	'footer',
	'aside',
	'header',
	'form',
	'dialog',
	'list',
	'table',
	'pre',
	'quote',
	'figure',
	'details',
	'namedContent',
	'namedFurniture',
	'namedComment',
	'namedRelated',
	'namedFilter',
	'namedCard',
	'namedReview',
	'namedDescription',
	'namedMeta',
	'namedLegal',
	'itemBody',
	'itemThing'
] as const;
export type Trait = (typeof TRAITS)[number];

const BY_TAG: Readonly<Record<string, Trait>> = {
	main: 'main',
	article: 'article',
	nav: 'nav',
	footer: 'footer',
	aside: 'aside',
	header: 'header',
	form: 'form',
	dialog: 'dialog',
	ul: 'list',
	ol: 'list',
	dl: 'list',
	table: 'table',
	pre: 'pre',
	blockquote: 'quote',
	figure: 'figure',
	details: 'details'
};
const BY_ROLE: Readonly<Record<string, Trait>> = {
	main: 'main',
	article: 'article',
	navigation: 'nav',
	menu: 'nav',
	menubar: 'nav',
	contentinfo: 'footer',
	complementary: 'aside',
	banner: 'header',
	search: 'form',
	form: 'form',
	dialog: 'dialog',
	alertdialog: 'dialog',
	list: 'list',
	table: 'table'
};
const word = (names: string) => new RegExp(`(?:^|[-_ ])(?:${names})(?:$|[-_ ])`, 'u');
const BY_NAME: readonly (readonly [Trait, RegExp])[] = [
	[
		'namedContent',
		word(
			'content|contents|article|articles|post|posts|entry|story|main|body|text|prose|markdown|page|message|topic|thread|wiki|doc|docs|answer|question'
		)
	],
	[
		'namedFurniture',
		word(
			'nav|navbar|navigation|menu|menus|megamenu|footer|sidebar|side|breadcrumb|breadcrumbs|cookie|cookies|consent|banner|ad|ads|advert|advertisement|promo|promotion|share|sharing|social|newsletter|subscribe|signup|login|signin|pagination|pager|pages|skip|toc|toolbar|popup|modal|drawer|cart|basket|minicart|search|header|masthead|announcement|widget|widgets|offcanvas|flyout|dropdown|tooltip|overlay'
		)
	],
	['namedComment', word('comment|comments|commentlist|disqus|reply|replies|respond|discussion')],
	[
		'namedRelated',
		word(
			'related|recommended|recommendation|recommendations|similar|more|also|upsell|upsells|crosssell|cross|carousel|slider|swiper|trending|popular|latest|recent|recently|viewed|suggested|suggestions'
		)
	],
	[
		'namedFilter',
		word(
			'filter|filters|facet|facets|refine|refinement|refinements|sort|sorting|selector|swatch|swatches|option|options|variant|variants'
		)
	],
	[
		'namedCard',
		word(
			'card|cards|tile|tiles|product|products|grid|item|items|result|results|listing|listings|teaser|teasers|collection|collections|cell'
		)
	],
	['namedReview', word('review|reviews|rating|ratings|testimonial|testimonials|stars')],
	[
		'namedDescription',
		word(
			'description|desc|summary|overview|details|detail|specs|spec|specification|specifications|features|feature|accordion|tab|tabs|faq|faqs|about|info|excerpt|intro|lead'
		)
	],
	[
		'namedMeta',
		word(
			'meta|byline|author|authors|date|time|timestamp|tags|tag|category|categories|bio|avatar|user|profile|caption|credit|signature|stats'
		)
	],
	[
		'namedLegal',
		word(
			'legal|disclaimer|copyright|privacy|terms|shipping|returns|delivery|warranty|policy|payment|notice|trust|store|location'
		)
	]
];
const ITEM_BODY = /articleBody|description|^text$|reviewBody|acceptedAnswer|suggestedAnswer/u;

const masks = new WeakMap<Element, number>();
const bit = (trait: Trait) => 1 << TRAITS.indexOf(trait);

/** The traits of one element as bits. */
function maskOf({ element, name }: Scope): number {
	const known = masks.get(element);
	if (known !== undefined) return known;
	let mask = 0;
	const tag = BY_TAG[name];
	if (tag) mask |= bit(tag);
	const role = BY_ROLE[element.getAttribute('role') ?? ''];
	if (role) mask |= bit(role);
	const label = namesOf(element);
	if (label !== '' && name !== 'body' && name !== 'html')
		for (const [trait, pattern] of BY_NAME) if (pattern.test(label)) mask |= bit(trait);
	if (ITEM_BODY.test(element.getAttribute('itemprop') ?? '')) mask |= bit('itemBody');
	if (element.hasAttribute('itemtype')) mask |= bit('itemThing');
	masks.set(element, mask);
	return mask;
}

/** Id and classes in words: `productCard__title` is "product card title". */
function namesOf(element: Element): string {
	const label = `${element.getAttribute('id') ?? ''} ${element.getAttribute('class') ?? ''}`;
	if (label.length < 2) return '';
	return label
		.slice(0, 400)
		.replace(/([a-z])([A-Z])/gu, '$1 $2')
		.replace(/_+|-+/gu, ' ')
		.toLowerCase();
}

/** How many blocks up the nearest one with each trait stands: 0 for none, else 1 / (1 + steps). */
export function traitsAbove(scope: Scope): Float32Array {
	const known = near.get(scope);
	if (known) return known;
	const above = scope.parent ? traitsAbove(scope.parent) : null;
	const mask = maskOf(scope);
	const out = new Float32Array(TRAITS.length);
	for (let at = 0; at < out.length; at += 1) {
		const up = above?.[at] ?? 0;
		out[at] = mask & (1 << at) ? 1 : up > 0 ? 1 / (1 / up + 1) : 0;
	}
	near.set(scope, out);
	return out;
}
const near = new WeakMap<Scope, Float32Array>();
