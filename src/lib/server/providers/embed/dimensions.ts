/** Numbers in a vector of the built-in model. */
export const DIMENSIONS = 384;
