/**
 * Which hosts are what, as data. A line is a domain with its subdomains, or a domain and the beginning of a path. The
 * longest line that fits wins, so that a statistics office inside a government is one.
 */
import type { SourceClass } from '../../research/source-class.ts';

const LISTS: Readonly<Partial<Record<SourceClass, string>>> = {
	record:
		'un.org who.int imf.org worldbank.org wto.org europa.eu eur-lex.europa.eu oecd.org ilo.org iaea.org nato.int icc-cpi.int icj-cij.org echr.coe.int coe.int courtlistener.com law.cornell.edu supremecourt.uk parliament.uk bundestag.de bundesregierung.de bundesbank.de gesetze-im-internet.de bund.de admin.ch gouv.fr legifrance.gouv.fr gc.ca canada.ca govt.nz gob.mx gob.es gov.cn go.jp go.kr gov.uk boe.es patents.google.com clinicaltrials.gov companieshouse.gov.uk opencorporates.com bankofengland.co.uk ecb.europa.eu bis.org federalreserve.gov pbc.gov.cn npc.gov.cn court.gov.cn csrc.gov.cn cninfo.com.cn sse.com.cn szse.cn hkexnews.hk archives.gov nationalarchives.gov.uk riksbank.se norges-bank.no rechtspraak.nl bka.de nsf.gov',
	statistics:
		'census.gov bls.gov bea.gov eia.gov data.gov stats.gov.cn data.stats.gov.cn ons.gov.uk statistics.gov.uk destatis.de insee.fr istat.it ine.es scb.se ssb.no dst.dk stat.fi cbs.nl statcan.gc.ca abs.gov.au stats.govt.nz e-stat.go.jp stat.go.jp kostat.go.kr data.worldbank.org ec.europa.eu/eurostat stats.oecd.org data.oecd.org data.un.org unstats.un.org fred.stlouisfed.org ourworldindata.org faostat.fao.org ilostat.ilo.org statista.com nces.ed.gov cdc.gov/nchs data.imf.org gapminder.org macrotrends.net tradingeconomics.com customs.gov.cn/statics',
	paper:
		'arxiv.org doi.org nature.com/articles science.org/doi sciencedirect.com/science link.springer.com onlinelibrary.wiley.com pubmed.ncbi.nlm.nih.gov pmc.ncbi.nlm.nih.gov ncbi.nlm.nih.gov/pmc ncbi.nlm.nih.gov/pubmed europepmc.org jstor.org journals.plos.org frontiersin.org/articles frontiersin.org/journals mdpi.com biorxiv.org medrxiv.org ssrn.com papers.ssrn.com semanticscholar.org dl.acm.org ieeexplore.ieee.org cell.com thelancet.com/journals thelancet.com/article nejm.org/doi bmj.com/content academic.oup.com cambridge.org/core tandfonline.com journals.sagepub.com cnki.net cnki.com.cn wanfangdata.com.cn hal.science openreview.net aclanthology.org zenodo.org researchgate.net/publication pnas.org/doi royalsocietypublishing.org/doi iopscience.iop.org journals.aps.org pubs.acs.org pubs.rsc.org projecteuclid.org cochranelibrary.com jamanetwork.com/journals nber.org/papers proceedings.neurips.cc proceedings.mlr.press openaccess.thecvf.com eprint.iacr.org core.ac.uk scielo.br',
	standard:
		'ietf.org rfc-editor.org w3.org whatwg.org iso.org iec.ch itu.int standards.ieee.org ecma-international.org tc39.es etsi.org 3gpp.org unicode.org csrc.nist.gov nvlpubs.nist.gov ansi.org astm.org bsigroup.com din.de khronos.org oasis-open.org openapis.org opengeospatial.org std.samr.gov.cn openstd.samr.gov.cn sac.gov.cn cen.eu cencenelec.eu ifrs.org fasb.org pcisecuritystandards.org iana.org json-schema.org semver.org bluetooth.com/specifications usb.org/document-library',
	encyclopedia:
		'wikipedia.org wikidata.org wiktionary.org wikivoyage.org britannica.com baike.baidu.com baike.sogou.com baike.com encyclopedia.com plato.stanford.edu iep.utm.edu scholarpedia.org larousse.fr/encyclopedie treccani.it citizendium.org zgbk.com wiki.mbalib.com newworldencyclopedia.org brockhaus.de snl.no infoplease.com worldhistory.org wikiwand.com ballotpedia.org',
	press:
		'reuters.com apnews.com afp.com bloomberg.com bbc.com bbc.co.uk nytimes.com washingtonpost.com theguardian.com ft.com economist.com wsj.com cnn.com npr.org politico.com politico.eu axios.com theatlantic.com time.com newsweek.com usatoday.com latimes.com cbsnews.com nbcnews.com abcnews.go.com foxnews.com pbs.org cnbc.com forbes.com fortune.com businessinsider.com theverge.com wired.com arstechnica.com techcrunch.com zdnet.com engadget.com theregister.com nature.com/news scientificamerican.com newscientist.com spiegel.de zeit.de faz.net sueddeutsche.de tagesschau.de dw.com heise.de golem.de lemonde.fr lefigaro.fr liberation.fr france24.com elpais.com elmundo.es corriere.it repubblica.it nzz.ch derstandard.at nos.nl aftonbladet.se aljazeera.com scmp.com straitstimes.com japantimes.co.jp nhk.or.jp asahi.com nikkei.com yna.co.kr koreaherald.com timesofindia.indiatimes.com thehindu.com indianexpress.com abc.net.au smh.com.au cbc.ca theglobeandmail.com independent.co.uk telegraph.co.uk thetimes.co.uk thetimes.com sky.com/news news.sky.com euronews.com xinhuanet.com news.cn people.com.cn chinadaily.com.cn chinanews.com.cn chinanews.com cctv.com cgtn.com thepaper.cn caixin.com yicai.com 36kr.com jiemian.com bjnews.com.cn guancha.cn huanqiu.com cnr.cn gmw.cn ce.cn stcn.com cs.com.cn china.com.cn ifeng.com news.sina.com.cn finance.sina.com.cn sohu.com news.qq.com 163.com eastmoney.com infzm.com nbd.com.cn 21jingji.com ithome.com stdaily.com southcn.com ynet.com zaobao.com.sg rthk.hk mingpao.com udn.com chinatimes.com cna.com.tw scientificamerican.com statnews.com propublica.org theconversation.com quantamagazine.org nasaspaceflight.com spacenews.com electrek.co carbonbrief.org',
	vendor:
		'apple.com microsoft.com google.com amazon.com nvidia.com intel.com amd.com samsung.com huawei.com tesla.com ibm.com oracle.com salesforce.com adobe.com sap.com siemens.com bosch.com openai.com anthropic.com mistral.ai deepseek.com alibabacloud.com aliyun.com cloud.tencent.com cloud.baidu.com xiaomi.com byd.com catl.com ebay.com taobao.com tmall.com jd.com alibaba.com walmart.com bestbuy.com ikea.com etsy.com prnewswire.com businesswire.com globenewswire.com accesswire.com cloudflare.com aws.amazon.com azure.microsoft.com pfizer.com moderna.com novartis.com roche.com toyota.com volkswagen.com vestas.com play.google.com apps.apple.com store.steampowered.com booking.com',
	forum:
		'reddit.com stackoverflow.com stackexchange.com superuser.com serverfault.com askubuntu.com mathoverflow.net quora.com zhihu.com tieba.baidu.com zhidao.baidu.com v2ex.com news.ycombinator.com lobste.rs slashdot.org discourse.org x.com twitter.com facebook.com instagram.com threads.net bsky.app mastodon.social weibo.com douban.com/group xiaohongshu.com bilibili.com youtube.com tiktok.com linkedin.com discord.com t.me groups.google.com answers.microsoft.com discussions.apple.com tripadvisor.com yelp.com trustpilot.com nga.cn hupu.com bbs.tianya.cn 52pojie.cn wenwen.sogou.com producthunt.com',
	blog: 'medium.com substack.com wordpress.com blogspot.com dev.to hashnode.dev tumblr.com ghost.io typepad.com livejournal.com blog.csdn.net cnblogs.com jianshu.com juejin.cn segmentfault.com/a mp.weixin.qq.com zhuanlan.zhihu.com blog.sina.com.cn bear.blog write.as hackernoon.com towardsdatascience.com lesswrong.com simonwillison.net slatestarcodex.com astralcodexten.com gwern.net',
	documentation:
		'developer.mozilla.org learn.microsoft.com readthedocs.io readthedocs.org docs.rs pkg.go.dev man7.org devdocs.io kubernetes.io/docs nodejs.org/api nodejs.org/docs docs.python.org npmjs.com/package pypi.org/project crates.io github.com gitlab.com codeberg.org gitee.com huggingface.co rubydoc.info cppreference.com postgresql.org/docs sqlite.org dev.mysql.com/doc redis.io/docs kernel.org/doc wiki.archlinux.org php.net/manual svelte.dev react.dev vuejs.org angular.dev support.apple.com support.google.com support.microsoft.com docs.aws.amazon.com cloud.google.com/docs help.openai.com platform.openai.com/docs developers.google.com developer.apple.com gnu.org/software api-docs.deepseek.com'
};

/** What a host's own name says, where no line fits. */
export const HOST_PATTERNS: readonly (readonly [SourceClass, RegExp])[] = [
	[
		'record',
		/(?:^|\.)(?:gov|mil|int)$|(?:^|\.)(?:gov|gob|gouv|govt|go|gub|mil|guv|gc|government)\.[a-z]{2}$/u
	],
	['statistics', /(?:^|\.)(?:stats?|statistics|opendata|data)\.[^.]+\.(?:gov|org|int)/u],
	['forum', /(?:^|\.)(?:forums?|bbs|community|discuss|discourse|answers|board)\./u],
	['blog', /(?:^|\.)blogs?\./u],
	['documentation', /(?:^|\.)(?:docs?|developers?|devdocs|help|support|wiki|manuals?|kb)\./u],
	['paper', /(?:^|\.)(?:journals?|eprints?|preprints?)\./u],
	[
		'press',
		/(?:^|\.)(?:news|epaper)\.|(?:^|\.)[a-z-]*(?:news|times|herald|gazette|tribune|courier|daily|post)\./u
	],
	['vendor', /(?:^|\.)(?:shop|store|buy)\./u]
];

/** What a path says, where host and page leave it open. */
export const PATH_PATTERNS: readonly (readonly [SourceClass, RegExp])[] = [
	[
		'forum',
		/\/(?:forums?|viewtopic|showthread|threads?|questions?|t)\/|\/viewtopic\.php|\/showthread\.php/u
	],
	['documentation', /\/(?:docs?|documentation|manual|reference|api|guides?|man)(?:\/|$)/u],
	['blog', /\/blogs?(?:\/|$)/u],
	['vendor', /\/(?:products?|pricing|shop|store|p|dp|item)\/|\/pricing$/u],
	['press', /\/(?:news|nachrichten|actualites|noticias)\//u]
];

const LINES = new Map(
	Object.entries(LISTS).flatMap(([name, hosts]) =>
		hosts.split(' ').map((host) => [host, name as SourceClass] as const)
	)
);

/** The class the table gives an address; null when no line fits. `host` is without "www.". */
export function listedClass(host: string, path: string): SourceClass | null {
	const labels = host.split('.');
	for (let at = 0; at < labels.length - 1; at += 1) {
		const domain = labels.slice(at).join('.');
		const parts = path.split('/').filter((part) => part !== '');
		const found =
			LINES.get(`${domain}/${parts.slice(0, 2).join('/')}`) ??
			LINES.get(`${domain}/${parts[0] ?? ''}`) ??
			LINES.get(domain);
		if (found !== undefined) return found;
	}
	return null;
}
