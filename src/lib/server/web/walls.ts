/** Pages that answer 200 and are not what was asked for: told by their few words. */
import type { ReadOutcome, SkipReason } from './page.ts';

const SHORT = 1_500; // a wall has little text; longer pages speak of walls, they are none

const WALLS: readonly (readonly [SkipReason, string, RegExp])[] = [
	[
		'blocked',
		'The site shows a check for robots instead of the page.',
		/verify (?:that )?you are (?:a )?human|are you a robot|checking your browser|unusual traffic|access denied|enable cookies and javascript to continue|captcha|人机验证|安全验证/iu
	],
	[
		'login-wall',
		'The page is shown to members or subscribers only.',
		/(?:log ?in|sign ?in|subscribe|register|create (?:a free |an )?account) to (?:continue|read|view|access|see)|(?:subscribers?|members?) only|already a (?:subscriber|member)|for (?:subscribers|members)|登录后(?:可见|查看|阅读)|请(?:先)?登录|订阅后阅读|会员(?:专享|可见)|仅限(?:会员|订阅)/iu
	],
	[
		'consent-wall',
		'The page is behind a consent dialogue.',
		/before you continue|we value your privacy|accept (?:all )?cookies to|consent to (?:the use|our use|cookies)|your privacy choices|manage (?:cookie|consent) (?:preferences|settings)|同意.{0,12}(?:cookie|隐私)|隐私(?:设置|选择)/iu
	],
	[
		'not-found',
		'The site says that the page does not exist.',
		/page (?:not found|cannot be found|could ?n[o']t be found|does(?: not|n't) exist)|\b404\b.{0,40}(?:not found|error)|not found.{0,30}\b404\b|no longer available|nothing (?:was )?found here|we can(?:no|')t find (?:the|that) page|(?:页面|网页|内容).{0,6}(?:不存在|已删除|找不到|未找到)|您访问的(?:页面|内容)/iu
	],
	[
		'needs-javascript',
		'The page is drawn by JavaScript; its text is not in it.',
		/(?:enable|requires?|turn on|needs?) javascript|javascript (?:is )?(?:required|disabled)|请(?:启用|开启)\s*javascript/iu
	]
];

const SCRIPT_PAGE = 200; // characters of text below which much script means a page drawn by it

/** The outcome of a page that is a wall, or null. */
export function wallOf(page: {
	text: string;
	title: string;
	scriptLength: number;
}): ReadOutcome | null {
	const words = `${page.title}\n${page.text}`;
	if (page.text.length < SHORT) {
		for (const [reason, message, pattern] of WALLS) {
			if (pattern.test(words)) return { ok: false, reason, message };
		}
	}
	if (page.text.length < SCRIPT_PAGE && page.scriptLength > 400) {
		return {
			ok: false,
			reason: 'needs-javascript',
			message: 'The page is drawn by JavaScript; its text is not in it.'
		};
	}
	return null;
}
