import { documentCopy } from '../../../../../../collection.ts';
import { markdownReply } from '../../../../../../kept-markdown.ts';
import { answering } from '../../../../../../reply.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ params, locals, url }) =>
	answering(async () => markdownReply(await documentCopy(locals.house, params), url));
