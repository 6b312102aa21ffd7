/** What on a page is not its text: what no reader sees, and what surrounds the text on every page of a site. */

const HIDDEN_STYLE =
	/display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$|!)|font-size\s*:\s*0(?:px|em|rem|pt|%)?\s*(?:;|$|!)|(?:left|top|text-indent)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*0|clip-path\s*:\s*inset\(\s*(?:50|100)%|(?:^|[^-])(?:height|width)\s*:\s*[01]px[^;]*;?[\s\S]*overflow\s*:\s*hidden/iu;

/** Class names that a page's own style sheets hide always (media queries aside). */
export function hiddenClasses(html: string): ReadonlySet<string> {
	const names = new Set<string>();
	for (const [, css = ''] of html.matchAll(/<style[^>]*>([\s\S]*?)<\/style\s*>/giu)) {
		const plain = css.replace(/@media[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}/giu, '');
		for (const [, selectors = '', rules = ''] of plain.matchAll(
			/([^{}]{1,300})\{([^{}]{1,500})\}/gu
		)) {
			if (!HIDDEN_STYLE.test(rules)) continue;
			for (const selector of selectors.split(',')) {
				const name = /^\s*[a-z]*\.([\w-]+)\s*$/iu.exec(selector)?.[1];
				if (name) names.add(name);
			}
		}
	}
	return names;
}

/** True when no reader would see the element. */
export function isHidden(element: Element, classes: ReadonlySet<string>): boolean {
	if (element.hasAttribute('hidden') || element.getAttribute('aria-hidden') === 'true') return true;
	const style = element.getAttribute('style');
	if (style !== null && HIDDEN_STYLE.test(style)) return true;
	if (classes.size === 0) return false;
	return (element.getAttribute('class') ?? '').split(/\s+/u).some((name) => classes.has(name));
}

const FURNITURE_TAG = /^(?:nav|footer|aside|form|dialog)$/u;
const FURNITURE_ROLE =
	/^(?:navigation|banner|contentinfo|complementary|search|dialog|alert|menu|menubar|toolbar)$/u;
const FURNITURE_NAME =
	/(?:^|[-_\s])(?:nav(?:bar|igation)?|menu|footer|side-?bar|breadcrumbs?|cookie|consent|banner|advert(?:s|isement)?|promo|share|sharing|social|newsletter|subscribe|related|recommended|pagination|pager|skip-?link|toc|toolbar|popup|modal|login|signin|catlinks|jump-to-nav|site-?notice|mw-navigation|mw-panel|printfooter|metadata)(?:$|[-_\s])/iu;

/** True for elements whose tag or role alone says that they are the site's. */
export function isFurnitureTag(element: Element): boolean {
	return (
		FURNITURE_TAG.test(element.localName.toLowerCase()) ||
		FURNITURE_ROLE.test(element.getAttribute('role') ?? '')
	);
}

/** True for the parts of a body that are the site's, not the page's. */
export function isFurniture(element: Element): boolean {
	const name = element.localName.toLowerCase();
	if (isFurnitureTag(element)) return true;
	if (name === 'header' && !element.querySelector('h1')) return true;
	if (name === 'body' || name === 'main' || name === 'article' || name === 'html') return false;
	const label = `${element.getAttribute('id') ?? ''} ${element.getAttribute('class') ?? ''}`;
	if (FURNITURE_NAME.test(label) && !element.querySelector('h1, article, main')) return true;
	return isLinkList(element, name);
}

/** A list that is nearly all links leads elsewhere; it says nothing. */
function isLinkList(element: Element, name: string): boolean {
	if (name !== 'ul' && name !== 'ol') return false;
	const total = (element.textContent ?? '').replace(/\s+/gu, ' ').trim().length;
	if (total === 0 || total > 3_000) return false;
	let linked = 0;
	for (const link of element.querySelectorAll('a'))
		linked += (link.textContent ?? '').replace(/\s+/gu, ' ').trim().length;
	return linked > 0.85 * total && element.querySelectorAll('li').length > 2;
}
