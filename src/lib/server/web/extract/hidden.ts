/** What on a page no reader sees. */

const HIDDEN_STYLE =
	/display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|$|!)|font-size\s*:\s*0(?:px|em|rem|pt|%)?\s*(?:;|$|!)|(?:left|top|text-indent)\s*:\s*-\d{3,}|clip\s*:\s*rect\(\s*0|clip-path\s*:\s*inset\(\s*(?:50|100)%|(?:^|[^-])(?:height|width)\s*:\s*[01]px[^;]*;?[\s\S]*overflow\s*:\s*hidden/iu;

const MAY_HIDE = /none|hidden|collapse|opacity|font-size|-\d{3}|clip|[01]px/iu;

/** Class names that a page's own style sheets hide always (media queries aside). */
function hiddenClasses(html: string): ReadonlySet<string> {
	const names = new Set<string>();
	for (const [, css = ''] of html.matchAll(/<style[^>]*>([\s\S]*?)<\/style\s*>/giu)) {
		for (const { selectors, rules } of rulesOf(css)) {
			if (!MAY_HIDE.test(rules) || !HIDDEN_STYLE.test(rules)) continue;
			for (const selector of selectors.split(',')) {
				const name = /^\s*[a-z]*\.([\w-]+)\s*$/iu.exec(selector)?.[1];
				if (name) names.add(name);
			}
		}
	}
	return names;
}

/** The rules that stand in no block of their own (a media query), in one walk from brace to brace. */
function rulesOf(css: string): { selectors: string; rules: string }[] {
	const out: { selectors: string; rules: string }[] = [];
	let depth = 0;
	let from = 0;
	let selectors = '';
	for (const { 0: brace, index } of css.matchAll(/[{}]/gu)) {
		if (brace === '{') {
			depth += 1;
			if (depth === 1) selectors = css.slice(from, index);
		} else if (depth > 0) {
			depth -= 1;
			if (depth === 0 && !selectors.includes('@'))
				out.push({ selectors, rules: css.slice(from, index) });
		}
		from = index + 1;
	}
	return out;
}

/** True when no reader would see the element. */
function isHidden(element: Element, classes: ReadonlySet<string>): boolean {
	if (element.hasAttribute('hidden') || element.getAttribute('aria-hidden') === 'true') return true;
	const style = element.getAttribute('style');
	if (style !== null && HIDDEN_STYLE.test(style)) return true;
	if (classes.size === 0) return false;
	return (element.getAttribute('class') ?? '').split(/\s+/u).some((name) => classes.has(name));
}

const REVEALED_SHARE = 0.5; // of the text of the body

/** Takes what no reader sees out of the document, and what only tells how it looks. */
export function dropHidden(document: Document, html: string): void {
	const all = document.body?.textContent?.length ?? 0;
	const names = hiddenClasses(html);
	const length = (element: Element) => element.textContent?.length ?? 0;
	const candidates = [
		...document.querySelectorAll('[style],[hidden],[aria-hidden="true"],[class]')
	].filter((element) => isHidden(element, names));
	// What holds most of the page and is "hidden" is a page that scripts reveal once it has loaded.
	const held = new Map<string, number>();
	for (const element of candidates)
		for (const name of classesOf(element))
			if (names.has(name)) held.set(name, (held.get(name) ?? 0) + length(element));
	const classes = new Set(
		[...names].filter((name) => (held.get(name) ?? 0) < REVEALED_SHARE * all)
	);
	for (const element of candidates) {
		if (isHidden(element, classes) && length(element) < REVEALED_SHARE * all) element.remove();
	}
	for (const element of [...document.querySelectorAll('style,link')]) element.remove();
}

const classesOf = (element: Element) => (element.getAttribute('class') ?? '').split(/\s+/u);
