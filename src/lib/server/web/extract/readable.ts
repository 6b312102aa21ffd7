/**
 * Readability with three of its looks made cheap; what it says is the same. A selector compiled for every list of tags, a
 * style read of elements that have none, and the whole text of every element for a byline that its names rule out were a
 * quarter of its time.
 */
import { Readability } from '@mozilla/readability';

/** What a subclass may see of Readability: its methods are public in the code, not in its types. */
interface Looks {
	readonly REGEXPS: { readonly byline: RegExp };
	_isProbablyVisible(node: Element): boolean;
	_isValidByline(node: Element, names: string): boolean;
}
const original = Readability.prototype as unknown as Looks;

class Reader extends Readability<Element> {
	/** Elements under `node` with one of the tags, in their order. */
	_getAllNodesWithTag(node: Document | Element, tags: readonly string[]): Element[] {
		const wanted = new Set(tags.map((tag) => tag.toLowerCase()));
		const found: Element[] = [];
		for (let at = node.firstElementChild; at; at = after(at, node))
			if (wanted.has(at.localName.toLowerCase())) found.push(at);
		return found;
	}

	_isProbablyVisible(node: Element): boolean {
		const plain =
			!node.hasAttribute('style') &&
			!node.hasAttribute('hidden') &&
			!node.hasAttribute('aria-hidden');
		return plain || original._isProbablyVisible.call(this, node);
	}

	_isValidByline(node: Element, names: string): boolean {
		const may =
			original.REGEXPS.byline.test(names) ||
			node.hasAttribute('rel') ||
			node.hasAttribute('itemprop');
		return may && original._isValidByline.call(this, node, names);
	}
}

/** The element that follows in the order of the document, within `root`; what is in a template is no part of it. */
function after(at: Element, root: Document | Element): Element | null {
	const inner = at.localName === 'template' ? null : at.firstElementChild;
	if (inner) return inner;
	for (let above: Element | null = at; above && above !== root; above = above.parentElement) {
		const next = above.nextElementSibling;
		if (next) return next;
	}
	return null;
}

/** The element that holds the page's article; null when there is none. Takes the document apart. */
export function articleOf(document: Document): Element | null {
	const reader = new Reader(document, {
		charThreshold: 1, // no second and third try: where it finds little the lines are the better text
		keepClasses: true,
		serializer: (node) => node as Element
	});
	return reader.parse()?.content ?? null;
}
