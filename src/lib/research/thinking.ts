/** A model's answer without the reasoning before it. Pure. */

/** Some chat templates open the reasoning in the prompt: the answer then only closes it. */
export function withoutThinking(text: string): string {
	return text.replace(/<think>[\s\S]*?(?:<\/think>|$)/giu, '').replace(/^[\s\S]*<\/think>/iu, '');
}
