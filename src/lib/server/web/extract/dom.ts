/**
 * linkedom for reading only. Nothing here listens to events, yet linkedom gives every node (every attribute is one) a
 * map of listeners in one WeakMap of the whole thread: making it and clearing it away was a third of the time of a page.
 */
import { EventTarget, parseHTML } from 'linkedom';

/** The document that `html` is. Its nodes know no events: `addEventListener` throws. */
export function parseDocument(html: string): Document {
	return parseHTML(html).document;
}

/** What stands where linkedom's nodes would make their map of listeners. */
class Bare {}

/** Puts `Bare` under linkedom's Node, where its constructor calls `super()`; the methods of a node stay what they are. */
function withoutListeners(): void {
	const { document } = parseHTML('<p></p>');
	let above: unknown = document.createElement('p').constructor;
	while (typeof above === 'function') {
		const next: unknown = Object.getPrototypeOf(above);
		if (next === EventTarget) {
			Object.setPrototypeOf(above, Bare);
			return;
		}
		above = next;
	}
}
withoutListeners();
