/**
 * Larger models for comparing meanings, fetched from a model hub when the operator asks for one. A new one is a row here.
 * Sizes are what the hub's pages say, rounded: they are shown, and a file of more than twice its size is not taken.
 */
export interface EmbedModel {
	readonly id: string; // as set in EMBED_LOCAL, and the folder's name
	readonly name: string;
	readonly repository: string; // path on the hub
	readonly licence: string;
	readonly languages: string;
	readonly dimensions: number;
	/** How the states of a text's pieces become one vector: that of the first piece, or their mean. */
	readonly pooling: 'cls' | 'mean';
	readonly prefix: Readonly<Record<'query' | 'passage', string>>;
	readonly tokens: number; // a text is cut here
	readonly files: {
		readonly model: EmbedFile;
		readonly tokenizer: EmbedFile;
	};
}
export interface EmbedFile {
	readonly path: string; // within the repository
	readonly bytes: number; // about
}

const E5 = {
	licence: 'MIT',
	languages: 'about 100 languages',
	pooling: 'mean',
	prefix: { query: 'query: ', passage: 'passage: ' },
	tokens: 512
} as const;
const E5_TOKENIZER = { path: 'tokenizer.json', bytes: 17_100_000 };

export const EMBED_MODELS: readonly EmbedModel[] = [
	{
		id: 'granite-97m',
		name: 'Granite Embedding 97M Multilingual R2',
		repository: 'ibm-granite/granite-embedding-97m-multilingual-r2',
		licence: 'Apache-2.0',
		languages: 'over 200 languages, 52 of them tuned',
		dimensions: 384,
		pooling: 'cls', // the mean of all pieces agrees with the reference to 0.85 only
		prefix: { query: '', passage: '' },
		tokens: 512, // it could read 32,768; passages are short and memory grows with the square
		files: {
			model: { path: 'onnx/model_quint8_avx2.onnx', bytes: 98_000_000 },
			tokenizer: { path: 'tokenizer.json', bytes: 15_000_000 }
		}
	},
	{
		...E5,
		id: 'e5-small-full',
		name: 'Multilingual E5 small, whole vocabulary',
		repository: 'Xenova/multilingual-e5-small',
		dimensions: 384,
		files: {
			model: { path: 'onnx/model_quantized.onnx', bytes: 118_000_000 },
			tokenizer: E5_TOKENIZER
		}
	},
	{
		...E5,
		id: 'e5-base',
		name: 'Multilingual E5 base',
		repository: 'Xenova/multilingual-e5-base',
		dimensions: 768,
		files: {
			model: { path: 'onnx/model_quantized.onnx', bytes: 279_000_000 },
			tokenizer: E5_TOKENIZER
		}
	}
];

/** The value of EMBED_LOCAL that means: the model that comes with Groundwork, whatever the settings page says. */
export const BUILT_IN = 'built-in';

/** Bytes to fetch, about. */
export function bytesOf({ files }: EmbedModel): number {
	return files.model.bytes + files.tokenizer.bytes;
}
