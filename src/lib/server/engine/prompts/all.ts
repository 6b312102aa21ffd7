/** Every prompt there is, by the name facts give it: for measuring calls against their limits and for replay. */
import { answerPrompt } from './answer.ts';
import { auditPrompt } from './audit.ts';
import { briefPrompt } from './brief.ts';
import { choosePrompt } from './choose.ts';
import { evidencePrompt } from './evidence.ts';
import { judgePrompt } from './judge.ts';
import { outlinePrompt } from './outline.ts';
import type { Prompt } from './prompt.ts';
import { queriesPrompt } from './queries.ts';
import { reflectPrompt } from './reflect.ts';
import { rewritePrompt } from './rewrite.ts';
import { rewriteZhPrompt } from './rewrite-zh.ts';
import { rubricPrompt } from './rubric.ts';
import { sectionPrompt } from './section.ts';

export const PROMPTS: readonly Omit<Prompt<never, unknown>, 'shrink'>[] = [
	answerPrompt,
	auditPrompt,
	briefPrompt,
	choosePrompt,
	evidencePrompt,
	judgePrompt,
	outlinePrompt,
	queriesPrompt,
	reflectPrompt,
	rewritePrompt,
	rewriteZhPrompt,
	rubricPrompt,
	sectionPrompt
];
