/** The part of sentencex we use; the package ships no types. */
declare module 'sentencex' {
	/** Sentences of a text in order; their concatenation is the text. */
	export function segment(language: string, text: string): string[];
}

declare module 'html-encoding-sniffer' {
	/** The WHATWG encoding name of a page: byte order mark, transport label, meta prescan, default. */
	export default function sniff(
		bytes: Uint8Array,
		options: {
			transportLayerEncodingLabel?: string;
			maxPrescanBytes?: number;
			defaultEncoding?: string;
		}
	): string;
}

declare module 'whatwg-mimetype' {
	export class MIMEType {
		static parse(text: string): MIMEType | null;
		readonly essence: string;
		readonly parameters: Map<string, string>;
	}
}
