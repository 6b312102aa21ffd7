/** XML as a small tree, read by saxes without entities of its own; a broken file gives what stands before the fault. */
import { SaxesParser } from 'saxes';
import { Unreadable } from './parts.ts';
import { withoutEntities } from './unzip.ts';

export interface XmlNode {
	readonly name: string; // with its prefix, as written
	readonly attributes: Readonly<Record<string, string>>;
	readonly children: readonly (XmlNode | string)[];
}

const MOST_NODES = 400_000;
const MOST_DEPTH = 200;

interface Open extends XmlNode {
	readonly children: (XmlNode | string)[];
}

/** Throws Unreadable "damaged" for nesting or size that is built to hurt, and for entities declared in the file. */
export function xmlTree(xml: string): XmlNode {
	const root: Open = { name: '', attributes: {}, children: [] };
	const stack: Open[] = [root];
	let nodes = 0;
	const parser = new SaxesParser();
	parser.on('opentag', ({ name, attributes }) => {
		nodes += 1;
		if (nodes > MOST_NODES || stack.length > MOST_DEPTH) {
			throw new Unreadable('damaged', 'The file is nested too deeply or has too many elements.');
		}
		const node: Open = { name, attributes: { ...attributes }, children: [] };
		stack.at(-1)?.children.push(node);
		stack.push(node);
	});
	parser.on('closetag', () => void (stack.length > 1 && stack.pop()));
	const text = (value: string) => void stack.at(-1)?.children.push(value);
	parser.on('text', text);
	parser.on('cdata', text);
	parser.on('error', () => undefined);
	parser.write(withoutEntities(xml)).close();
	return root;
}

/** Descendants by name, in document order. */
export function all(node: XmlNode, name: string): XmlNode[] {
	const found: XmlNode[] = [];
	const visit = (one: XmlNode) => {
		for (const child of one.children) {
			if (typeof child === 'string') continue;
			if (child.name === name) found.push(child);
			visit(child);
		}
	};
	visit(node);
	return found;
}

/** The first child by one of the names, or null. */
export function child(node: XmlNode, ...names: readonly string[]): XmlNode | null {
	for (const name of names) {
		const found = node.children.find((one) => typeof one !== 'string' && one.name === name);
		if (found && typeof found !== 'string') return found;
	}
	return null;
}

/** All text under a node. */
export function textUnder(node: XmlNode | null): string {
	if (!node) return '';
	return node.children.map((one) => (typeof one === 'string' ? one : textUnder(one))).join('');
}
