/** The ladder's memory: which shape of answer to begin with, from how a model's answers in each did before. */
import type { ShapeScore } from './settings.ts';

type Shape = ShapeScore['shape'];
const ENOUGH = 4; // answers before a shape is judged
const GOOD = 0.5; // share of usable answers below which a shape is a waste of tokens

/**
 * The shapes worth asking for, tightest first, never empty. One is left out when its answers mostly could not be used,
 * or when the server took only looser ones (a refusal steps down before anything is counted).
 */
export function startingShapes(
	shapes: readonly Shape[],
	scores: readonly ShapeScore[]
): readonly Shape[] {
	const scoreOf = (shape: Shape) => scores.find((one) => one.shape === shape);
	const rate = (shape: Shape) => {
		const { answers = 0, valid = 0 } = scoreOf(shape) ?? {};
		return answers === 0 ? null : valid / answers;
	};
	const first = shapes.findIndex((shape, at) => {
		const looser = shapes.slice(at + 1);
		const { answers = 0 } = scoreOf(shape) ?? {};
		const below = looser.reduce((sum, each) => sum + (scoreOf(each)?.answers ?? 0), 0);
		if (answers === 0 && below >= ENOUGH) return false;
		const poor = answers >= ENOUGH && (rate(shape) ?? 1) < GOOD;
		const better = looser.some((each) => (rate(each) ?? 1) > (rate(shape) ?? 0));
		return !(poor && better);
	});
	return first < 0 ? shapes.slice(-1) : shapes.slice(first);
}
