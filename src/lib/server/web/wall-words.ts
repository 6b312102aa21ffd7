/**
 * What walls say, by kind and language. `sure` is said by walls only, in a page with little text; `likely` is said by
 * other pages too (a banner, a note below a text), so it counts where there is hardly anything else.
 */
import type { SkipReason } from './page.ts';

export interface WallWords {
	readonly reason: SkipReason;
	readonly sure: RegExp;
	readonly likely: RegExp;
}

/** Any of these, in any of the languages. */
const any = (...parts: readonly string[]) => new RegExp(parts.join('|'), 'iu');

const ROBOT_CHECK: WallWords = {
	reason: 'blocked',
	sure: any(
		"verify(?:ing)? (?:that )?you are (?:a )?human|confirm (?:that )?you are a human|are you a (?:robot|human)\\?|you(?:'re| are| were) (?:not )?a (?:ro)?bot\\b",
		'checking (?:your browser|if the site connection)|review the security of your connection|unusual traffic|access denied|(?:have been|are) blocked|incapsula incident|enable (?:javascript and cookies|cookies and javascript) to continue|captcha|characters you see below',
		'(?:ob|dass) sie (?:ein mensch|kein roboter)|que vous êtes (?:un )?(?:être )?humain|pas un robot|que (?:eres|es) (?:un )?humano|no (?:eres|es|soy) un robot',
		'人机验证|安全验证|访问验证|访问过于频繁|请输入验证码|拖动滑块|ロボットではない|ロボットではありません'
	),
	likely: any('sicherheitsüberprüfung|security check|vérification de sécurité|验证码')
};
const PAYWALL: WallWords = {
	reason: 'paywall',
	sure: any(
		'subscribe (?:now )?to (?:continue|keep|read|view|access|see|unlock)|subscribers? only|(?:article|story|content) is (?:only )?for subscribers|limit of free (?:articles|stories)|reading with a subscription|unlock (?:this|the) (?:article|story)|free (?:articles?|stor(?:y|ies)) (?:left|remaining|this month)',
		'to (?:read|unlock|continue).{0,60}(?:subscribe\\b|subscription|free trial|choose (?:a|your) plan)',
		'nur für abonnent|weiterlesen mit (?:\\S+ )?(?:plus|abo|\\S+\\+)|mit (?:einem )?abo weiterlesen|réservée?s? (?:à nos|aux) abonnés|il vous reste .{0,20}article|abonnez-vous pour (?:lire|continuer|accéder)|para suscriptores|suscríb(?:ete|ase) para (?:seguir|continuar|leer)',
		'订阅后.{0,6}(?:阅读|查看|可读|可见|全文)|付费(?:内容|阅读|文章)|会员(?:专享|可见)|仅限(?:会员|订阅)|有料会員|会員限定'
	),
	likely: any(
		'already a subscriber|for subscribers|(?:buy|purchase|rent) (?:this |the )?article|institutional access|bereits abonnent|déjà abonné|ya eres suscriptor|续费|续订'
	)
};
const LOGIN: WallWords = {
	reason: 'login-wall',
	sure: any(
		'(?:log ?in|sign ?in|register|sign ?up|create (?:a free |an )?account) to (?:continue|read|view|access|see)|(?:must|need to|have to) (?:be (?:logged|signed) in|log in|sign in|register) to (?:continue|read|view|access|see)|members? only|already a member|for members\\b',
		'(?:melden sie sich|loggen sie sich) (?:an|ein), um|(?:anmelden|einloggen), um (?:fortzufahren|weiter|dies)|connectez-vous pour (?:accéder|continuer|voir|lire)|vous devez (?:être connecté|vous connecter)|inici[ae] sesión para (?:ver|continuar|acceder|leer)|debes? iniciar sesión',
		'登录后(?:可见|查看|阅读|才|继续|可)|请(?:先)?登录|需要登录|accedi per (?:continuare|vedere|leggere)|ログイン(?:が必要|してください)'
	),
	likely: any(
		'(?:forgot|forgotten) (?:your )?password|passwort vergessen|mot de passe oublié|olvid\\S+ (?:tu|su) contraseña|扫码登录|忘记密码'
	)
};
const CONSENT: WallWords = {
	reason: 'consent-wall',
	sure: any(
		'before you continue|we value your privacy|accept (?:all )?cookies to|consent to (?:the use|our use|cookies)|asks for your consent|your privacy choices|manage (?:cookie|consent) (?:preferences|settings)|our \\d[\\d,.]* (?:partners|vendors)',
		'zustimmung.{0,60}(?:cookies|widerrufen|tracking)|mit werbung (?:und tracking )?weiterlesen|continuer sans accepter|nous respectons votre vie privée|valoramos (?:su|tu) privacidad|(?:tu|su) privacidad es importante|rispetto della tua privacy',
		'同意.{0,12}(?:cookie|隐私)|隐私(?:设置|选择)'
	),
	likely: any(
		'accept all|reject all|alle akzeptieren|alle ablehnen|tout accepter|tout refuser|aceptar tod[oa]s?|rechazar tod[oa]s?|全部接受'
	)
};
const MISSING: WallWords = {
	reason: 'not-found',
	sure: any(
		"page (?:not found|cannot be found|could ?n(?:o|')t be found|can'?t be found|does(?: not|n't) exist)|\\b404\\b.{0,40}(?:not found|error)|not found.{0,30}\\b404\\b|nothing (?:was )?found (?:here|at this location)|we can(?:no|')t find (?:the|that) page|page you (?:requested|were looking for|are looking for).{0,40}(?:not exist|not found|moved|gone|removed)",
		"seite (?:wurde )?nicht gefunden|angeforderte seite|page (?:introuvable|non trouvée)|page .{0,40}n'existe (?:pas|plus)|página no (?:encontrada|existe)|página que busca",
		'(?:页面|网页|该内容|此内容).{0,6}(?:不存在|已删除|找不到|未找到)|您访问的(?:页面|内容)|没有找到您|ページ.{0,4}見つかりません|pagina non trovata|page is missing'
	),
	likely: any(
		'no longer (?:available|exists)|(?:page|product|listing|job|posting|video|article|ad|item)s? (?:has|have|was|is) (?:been )?(?:expired|ended|removed|deleted|taken down)|position has been filled',
		'nicht mehr verfügbar|plus disponible|ya no está disponible|已下架|已失效'
	)
};
const SCRIPTS: WallWords = {
	reason: 'needs-javascript',
	sure: any(
		'(?:enable|requires?|turn on|needs?) javascript|javascript (?:is )?(?:required|disabled|not available)|without javascript enabled',
		'aktivieren sie (?:bitte )?javascript|javascript.{0,20}aktivieren|activ(?:er|ez) javascript|javascript est désactivé|(?:habilit|activ)[ae]r? javascript|(?:启用|开启)\\s*javascript'
	),
	likely: any('^(?:loading|bitte warten|chargement|加载中)[.…]*$')
};

/** In the order in which they are asked: a wall that names two is the first of them. */
export const WALL_WORDS: readonly WallWords[] = [
	...[ROBOT_CHECK, PAYWALL, LOGIN, CONSENT, MISSING, SCRIPTS]
];
