/** Units of measure and currencies, with the factor to the base unit of their kind. Pure; English and Chinese. */
export interface Unit {
	readonly kind: string; // "length", "currency USD", "%" …; only equal kinds compare
	readonly factor: number; // to the base unit of the kind
}

const TABLE: readonly (readonly [kind: string, factor: number, names: string])[] = [
	['%', 1, '%|％|percent|per cent'],
	// What a percentage differs by: from 5 % to 6 % is one point, and 20 %.
	['points', 1, 'percentage points?|percent points?|个百分点|百分点'],
	['points', 0.01, 'basis points?|bps?|个基点|基点'],
	['currency USD', 1, 'us dollars?|dollars?|usd|美元'],
	['currency USD', 0.01, 'cents?'],
	['currency EUR', 1, 'euros?|eur|欧元'],
	['currency GBP', 1, 'pounds? sterling|gbp|英镑'],
	['currency CNY', 1, 'yuan|renminbi|rmb|cny|人民币|元'],
	['currency JPY', 1, 'yen|jpy|日元'],
	['currency crown', 1, 'kroner|kronor|krona|crowns'],
	['length', 1000, 'kilomet[er]{2}s?|km(?![²2])|公里|千米'],
	['length', 1, 'met[er]{2}s?|m(?![²2])|米'],
	['length', 0.01, 'centimet[er]{2}s?|cm|厘米'],
	['length', 0.001, 'millimet[er]{2}s?|mm|毫米'],
	['length', 1609.344, 'miles?|英里'],
	['length', 0.3048, 'feet|foot|ft|英尺'],
	['length', 0.0254, 'inch(?:es)?|英寸'],
	['area', 1e6, 'square kilomet[er]{2}s?|square km|km²|km2|平方公里|平方千米'],
	['area', 1, 'square met[er]{2}s?|m²|m2|平方米'],
	['area', 1e4, 'hectares?|ha|公顷'],
	['area', 4046.86, 'acres?|英亩'],
	['area', 666.67, '亩'],
	['area', 2.59e6, 'square miles?|平方英里'],
	['mass', 1000, 'tonnes?|metric tons?|tons?|吨'],
	['mass', 1, 'kilograms?|kg|公斤|千克'],
	['mass', 1e-3, 'grams?|g|克'],
	['mass', 1e-6, 'milligrams?|mg|毫克'],
	['mass', 0.4536, 'pounds|lbs?|磅'],
	['volume', 1, 'lit[er]{2}s?|升'],
	['volume', 1e-3, 'millilit[er]{2}s?|ml|毫升'],
	['volume', 1e3, 'cubic met[er]{2}s?|m³|立方米'],
	['volume', 3.785, 'gallons?|加仑'],
	['power', 1e9, 'gigawatts?|gw(?!h)|吉瓦'],
	['power', 1e6, 'megawatts?|mw(?!h)|兆瓦(?!时)'],
	['power', 1e3, 'kilowatts?|kw(?!h)|千瓦(?!时)'],
	['power', 1, 'watts?|瓦'],
	['energy', 1e9, 'terawatt[- ]hours?|twh'],
	['energy', 1e6, 'gigawatt[- ]hours?|gwh'],
	['energy', 1e3, 'megawatt[- ]hours?|mwh|兆瓦时'],
	['energy', 1, 'kilowatt[- ]hours?|kwh|千瓦时'],
	['frequency', 1e9, 'gigahertz|ghz'],
	['frequency', 1e6, 'megahertz|mhz'],
	['frequency', 1e3, 'kilohertz|khz'],
	['data', 1e12, 'terabytes?|tb'],
	['data', 1e9, 'gigabytes?|gb'],
	['data', 1e6, 'megabytes?|mb'],
	['time', 365.25, 'years?|年(?!代)|周年'],
	['time', 30.4375, 'months?|个?月'],
	['time', 7, 'weeks?|周(?!年)|星期'],
	['time', 1, 'days?|天|日(?![元均])'],
	['time', 1 / 24, 'hours?|个?小时'],
	['time', 1 / 1440, 'minutes?|分钟'],
	['time', 1 / 86400, 'seconds?|秒'],
	['degree', 1, 'degrees? celsius|degrees? centigrade|°c|摄氏度|℃'],
	['degree F', 1, 'degrees? fahrenheit|°f|华氏度']
];
/** Measure words after a Chinese numeral: they name no unit but show that something is counted. */
const COUNTERS =
	'人次?|名|位|户|家|个|款|项|条|艘|架|辆|台|套|件|次|所|座|场|届|级|倍|种|处|支|批|只|头|页|号|章|节|类|层|间|类|度|岁|站|国';

// Longest names first, so that "kmh" is not "km".
const NAMES = TABLE.flatMap(([kind, factor, names]) =>
	names.split('|').map((name) => ({ kind, factor, name }))
).sort((a, b) => b.name.length - a.name.length);
const latin = (name: string) =>
	/^[\p{sc=Han}%％℃]/u.test(name) ? name : `${name}(?![\\p{sc=Latn}])`;

/** A pattern for every unit and measure word, without groups that capture. */
export const UNIT_PATTERN = `(?:${NAMES.map(({ name }) => latin(name)).join('|')}|${COUNTERS})`;

const SIGNS: Readonly<Record<string, string>> = {
	$: 'USD',
	us$: 'USD',
	'€': 'EUR',
	'£': 'GBP',
	'¥': 'CNY'
};
const EXACT = NAMES.map(({ kind, factor, name }) => ({
	unit: { kind, factor },
	pattern: new RegExp(`^(?:${name})$`, 'iu')
}));

/** The unit of a currency sign or a written unit; null for none and for measure words. */
export function unitOf(sign: string | undefined, text: string): Unit | null {
	const currency = SIGNS[(sign ?? '').toLowerCase()];
	if (currency) return { kind: `currency ${currency}`, factor: 1 };
	if (text === '') return null;
	return EXACT.find(({ pattern }) => pattern.test(text))?.unit ?? null;
}
