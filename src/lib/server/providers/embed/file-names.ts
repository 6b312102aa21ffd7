/** What a fetched model's files are called on the disk. */
export const NAMES = { tokenizer: 'tokenizer.json', model: 'model.onnx' } as const;
