/**
 * The TeX of a formula, where the page gives it: in an annotation, as the alternative text of MathML, or as that of the
 * picture of a formula. It stands for what readers see, so only what reads as a formula is taken.
 */
const MOST = 1_000; // characters
const FORMULA = /[\\^_={}+*/<>|-]|^[\p{L}\d]$/u;
// Words in a row that no formula has: an alternative text is unseen, and may carry orders.
const PROSE = /(?:\p{L}{3,}[\s~,.]+){3}\p{L}{3,}/u;
const PICTURE = /(?:^|[-_ ])(?:math|tex|latex|mwe-math)/iu;

/** The TeX of a `math` element or of the picture of a formula; null where there is none. */
export function texOf(element: Element): string | null {
	if (element.localName.toLowerCase() === 'img') {
		if (!PICTURE.test(element.getAttribute('class') ?? '')) return null;
		return formula(element.getAttribute('alt'));
	}
	const annotation = [...element.getElementsByTagName('annotation')].find((one) =>
		/tex/iu.test(one.getAttribute('encoding') ?? '')
	);
	return formula(annotation?.textContent) ?? formula(element.getAttribute('alttext'));
}

function formula(raw: string | null | undefined): string | null {
	const tex = (raw ?? '').replace(/\s+/gu, ' ').trim();
	const bare = /^\{\\(?:display|text)style (.*)\}$/u.exec(tex)?.[1]?.trim() ?? tex;
	const fine = bare.length > 0 && bare.length <= MOST && FORMULA.test(bare) && !PROSE.test(bare);
	return fine ? bare : null;
}
