/** Runs inside a drawn page and must stand alone: gives its document as HTML, with what nobody sees marked as hidden. */
export function drawnHtml(): string {
	const MOST = 4_000_000;
	const ELEMENTS = 30_000;
	// Scripts have done their work; what is for readers without them is not this page's text.
	const done = 'script:not([type="application/ld+json"]),noscript,template';
	for (const element of document.querySelectorAll(done)) element.remove();
	const seen = [...document.querySelectorAll('body *')].slice(0, ELEMENTS);
	for (const element of seen) {
		try {
			const { display, fontSize } = getComputedStyle(element);
			if (display === 'none' || fontSize === '0px') element.setAttribute('hidden', '');
			// Text in open shadow roots is on the page for a reader; it is copied to where HTML can say it.
			if (element.shadowRoot) {
				const inside = document.createElement('div');
				for (const child of element.shadowRoot.childNodes) inside.append(child.cloneNode(true));
				for (const style of inside.querySelectorAll('style,script')) style.remove();
				element.append(inside);
			}
		} catch {
			// an element that defends itself stays as it is
		}
	}
	return String(document.documentElement.outerHTML).slice(0, MOST);
}
