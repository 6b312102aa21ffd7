/**
 * What stands before a sentence and is none of it: the sign of a list, a repeated headline, the line that says which
 * agency sends the news from where. Left off, the quote begins with what it says and is still verbatim. Pure.
 */
const LEAD_INS: readonly RegExp[] = [
	/^[×✕✖•▲●■◆►▶※★☆]+\s*/u,
	/^原?标题[:：][^。；]{4,70}?(?:本文转自[^；。]{2,20}[；。]|\s)\s*/u,
	/^原?标题[:：][^。；]{4,90}?(?:报|网|社|新闻)(?:讯|电)\s*(?:[(（][^)）]{0,40}[)）])?\s*/u,
	/^[(（][^)）]{0,30}(?:记者|摄)[^)）]{0,20}[)）]\s*/u,
	// Who took the picture above, and whence it is.
	/^(?:[\p{sc=Han}]{2,6}[社网报])?\s?(?:发\s?[(（][^)）]{1,12}摄[)）]|(?:记者|通讯员)\s?[\p{sc=Han}]{2,4}\s?摄|(?:记者|通讯员)\s供图)(?![影像制])\s*/u,
	/^图片?来源[:：][\p{sc=Han}]{2,10}(?=《|\s)\s?/u,
	/^[\p{sc=Han}]{2,8}(?:网|报)(?:[(（][^)）]{2,12}[)）])?讯\s?[(（](?:记者|通讯员)[^)）]{1,40}[)）]\s*/u,
	/^[\p{sc=Han}]{1,8}(?:社|网|报|新闻)[\p{sc=Han}·\s]{0,16}(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:电|讯)\s*(?:[(（][^)）]{0,40}[)）])?\s*/u,
	/^\p{Lu}{3}[\p{Lu} .'’-]{0,30}(?:, [\p{L} .]{2,20}?)?(?:,? \p{Lu}\p{Ll}{2,8}\.? \d{1,2})?\s*(?:\((?:AP|AFP|UPI|Reuters|Xinhua|Bloomberg)\)\s*)?[—–-]{1,2}\s+(?=\p{Lu})/u
];
/** Times that the line before the news dates. */
const LEANS =
	/当[日天晚]|今[天日晨早晚](?![（(]\d)|昨[天日晚]|本[月周]|同日|\b(?:today|yesterday|tonight)\b/iu;
const DATED = /\d{1,2}月\d{1,2}日|\d{4}年/u;

/** How news begins behind its headline. */
const NEWS =
	/^\s*(?:据|本报|新华|中新|央视|近日|日前|当地时间|记者|(?:\d{4}年)?\d{1,2}月\d{1,2}日|\d{1,2}日)/u;
const HEADLINE = 8; // characters that are no mere name

/** The page's own headline, run together with the news under it. */
function headlineIn(sentence: string, title: string): number {
	const [headline = ''] = title.trim().split(/\s*[_|｜]\s*|\s+[-–—]\s+/u);
	const runsOn = headline.length >= HEADLINE && sentence.startsWith(headline);
	return runsOn && NEWS.test(sentence.slice(headline.length)) ? headline.length : 0;
}

/** A headline of any wording, run together with "据路透社报道，": within a sentence a comma would stand between the two. */
const RUN_ON =
	/^[^\p{P}\s\d]{6,40}?(?<![日时晚天月年称说示出为露悉解道合另又])(?=据[\p{sc=Han}A-Za-z]{2,12}(?:报道|消息)称?[，,：])/u;

/** A headline and a space before what an agency or a broadcaster tells. */
const SPACED =
	/^[^，。；\s]{8,40}\s+(?=\p{sc=Han}{2,12}(?:社|网|报|台)(?:网站)?(?:当地时间|\d|报道|援引|消息))/u;

const anyHeadlineIn = (sentence: string) =>
	(RUN_ON.exec(sentence) ?? SPACED.exec(sentence))?.[0].length ?? 0;

/**
 * How many UTF-16 units of a sentence are such a line; 0 where the rest leans on it. `title` is the page's: a headline
 * that runs on into the news is known by it.
 */
export function leadInOf(sentence: string, title = ''): number {
	let length = headlineIn(sentence, title) || anyHeadlineIn(sentence);
	for (let more = true; more;) {
		const rest = sentence.slice(length);
		const found = LEAD_INS.map((pattern) => pattern.exec(rest)?.[0].length ?? 0);
		const longest = Math.max(...found);
		more = longest > 0;
		length += longest;
	}
	const rest = sentence.slice(length);
	const leaning = LEANS.exec(rest);
	const dated = leaning ? DATED.test(rest.slice(0, leaning.index)) : true;
	return dated ? length : 0;
}
