/**
 * MinHash-64 over shingles of three words: how much of two texts is the same, from 64 small numbers each. Kept in the
 * fact of a source, so that copies are found without opening the kept texts again (Broder 1997). Pure.
 */
import { tokens } from './words.ts';

const SIZE = 64;
const SHINGLE = 3;
const MOST_TOKENS = 6_000; // the head of a long text is enough to tell a copy
const FEWEST_SHINGLES = 24; // under this a text says too little to be called a copy of another
const HEX = 4; // digits of one number: two texts that differ agree in a slot by chance once in 65,536

/** Share of shingles from which two texts are one text with other furniture around it. */
export const NEAR_COPY = 0.4;

/** 64 numbers as 256 hex digits; "" for a text too short to tell. */
export function sketchOf(text: string): string {
	const words = tokens(text.slice(0, MOST_TOKENS * 12)).slice(0, MOST_TOKENS);
	const shingles = new Set<number>();
	for (let at = 0; at + SHINGLE <= words.length; at += 1)
		shingles.add(hashOf(words.slice(at, at + SHINGLE).join(' ')));
	if (shingles.size < FEWEST_SHINGLES) return '';
	const least = new Uint32Array(SIZE).fill(0xffffffff);
	for (const shingle of shingles) {
		for (let slot = 0; slot < SIZE; slot += 1) {
			const value = mixed(shingle, slot);
			if (value < (least[slot] ?? 0)) least[slot] = value;
		}
	}
	return [...least].map((value) => (value & 0xffff).toString(16).padStart(HEX, '0')).join('');
}

/** The estimated Jaccard likeness of the shingles of two texts, 0 to 1; 0 where one has no sketch. */
export function likenessOf(a: string, b: string): number {
	if (a.length !== SIZE * HEX || b.length !== SIZE * HEX) return 0;
	let same = 0;
	for (let at = 0; at < a.length; at += HEX) if (a.startsWith(b.slice(at, at + HEX), at)) same += 1;
	return same / SIZE;
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
	let hash = 0x811c9dc5;
	for (let at = 0; at < text.length; at += 1)
		hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
	return hash >>> 0;
}

/** One of 64 fixed permutations of the 32-bit numbers: each of its steps can be undone, so no two numbers meet. */
function mixed(value: number, slot: number): number {
	let mix = value ^ Math.imul(slot + 1, 0x9e3779b1);
	mix = Math.imul(mix ^ (mix >>> 16), 0x85ebca6b);
	mix = Math.imul(mix ^ (mix >>> 13), 0xc2b2ae35);
	return (mix ^ (mix >>> 16)) >>> 0;
}
