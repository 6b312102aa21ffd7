/** A vector at length 1; null where it is no direction: all zeros, or not all numbers. */
export function unitOf(vector: Float32Array): Float32Array | null {
	const length = Math.hypot(...vector);
	return length > 0 && Number.isFinite(length) ? vector.map((value) => value / length) : null;
}
